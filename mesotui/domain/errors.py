"""What can be refused, in words for the person at the terminal."""


class Refused(Exception):
    """Something that was asked for can't be done.

    The message is one sentence for a person: what, where, and what to do. It never holds client data.
    """


class NotFound(Refused):
    """What was named does not exist in this clinic."""


class Conflict(Refused):
    """Somebody else changed the same thing first; reading again shows what."""
