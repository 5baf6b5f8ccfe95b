"""A clinic that exists nowhere, with fictional people, to try everything on."""
