"""What can be refused, in words for the person at the terminal."""


class Refused(Exception):
    """Something that was asked for can't be done.

    The message is one sentence for a person: what, where, and what to do. It never holds client data.
    """


class NotFound(Refused):
    """What was named does not exist in this clinic."""


class NeedsReason(Refused):
    """Something is only done with a typed reason; asked for again with one, it is done.

    Args:
        sentence: what stands against it.
        parameter: the name under which the use case takes the reason.
        title: what is asked, in a few words.
    """

    def __init__(self, sentence: str, *, parameter: str, title: str) -> None:
        super().__init__(sentence)
        self.parameter = parameter
        self.title = title


class Conflict(Refused):
    """Somebody else changed the same thing first; reading again shows what."""
