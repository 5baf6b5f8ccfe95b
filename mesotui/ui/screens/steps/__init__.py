"""The steps of a session, one module each; the session screen shows one at a time."""
