"""Looks for garbage while nobody types: to look through a whole console takes as long as a key may."""

import asyncio
import gc

_REST_SECONDS = 3.0
_OFTEN, _SELDOM, _ONLY_AT_REST = 700, 10, 100
"""After how many new objects, and after how many such looks, Python looks on its own; the last, through all
there is, would come in the middle of typing and is left to the console, unless it never rests."""


def begin() -> None:
    """Take all that was loaded so far for what stays, and look for garbage from now on."""
    gc.freeze()
    gc.set_threshold(_OFTEN, _SELDOM, _ONLY_AT_REST)
    gc.enable()


class Tidying:
    """Looks through all there is once nobody typed for a while."""

    def __init__(self) -> None:
        self._at_rest: asyncio.TimerHandle | None = None

    def put_off(self) -> None:
        """Wait for the next rest: somebody types."""
        if self._at_rest is not None:
            self._at_rest.cancel()
        self._at_rest = asyncio.get_running_loop().call_later(_REST_SECONDS, gc.collect)
