"""Opens the console with a promise broken on purpose: ``python broken.py ARM ARGUMENTS…``.

The tests must notice. The program itself knows nothing of this; its parts are replaced here.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.message import Message

_LATE_SECONDS = 0.5


def answer_before_the_commit() -> None:
    """Show ✓ as soon as a row is written, half a second before it is committed."""
    from mesotui.ui.work import Work

    async def write(self: Any, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        told: Future[Any] = Future()

        def and_then_wait(*inputs: Any, **named: Any) -> Any:
            result = use_case(*inputs, **named)
            told.set_result(result)
            time.sleep(_LATE_SECONDS)
            return result

        def whole() -> None:
            try:
                self._database.write(and_then_wait, *args, **kwargs)
            except Exception as problem:  # noqa: BLE001
                with suppress(asyncio.InvalidStateError):
                    told.set_exception(problem)

        self._writer.submit(whole)
        return await asyncio.wrap_future(told)

    Work.write = write  # type: ignore[method-assign]


def keep_no_draft() -> None:
    """Never store what is typed."""
    from mesotui.ui.screens.session import SessionScreen

    async def save_draft(self: SessionScreen) -> None:
        return None

    SessionScreen.save_draft = save_draft  # type: ignore[method-assign]


def read_keys_as_textual_does() -> None:
    """Take Textual's own way from the terminal to the keys."""
    from textual.drivers.linux_driver import LinuxDriver

    from mesotui.ui.compat import SafeDriver

    SafeDriver.run_input_thread = LinuxDriver.run_input_thread  # type: ignore[method-assign]


def type_what_is_no_key() -> None:
    """Keep pastes apart, and leave all else to Textual's parser."""
    from textual._xterm_parser import XTermParser

    from mesotui.ui.compat import Keyboard
    from mesotui.ui.sequences import Sequences

    parser = XTermParser()

    def meaning(_self: Keyboard, unit: str) -> "list[Message]":
        return list(parser.feed(unit))

    def split(_self: Sequences, text: str) -> Iterator[str]:
        return iter(text)

    Keyboard._survive = meaning  # type: ignore[assignment, method-assign]
    Sequences.split = split  # type: ignore[assignment, method-assign]


INPUT_ARMS = {"textuals-own": read_keys_as_textual_does, "all-is-typed": type_what_is_no_key}
"""The keyboard's protections taken out."""
ARMS = {"answer-before-the-commit": answer_before_the_commit, "keep-no-draft": keep_no_draft}

if __name__ == "__main__":
    {**ARMS, **INPUT_ARMS}[sys.argv[1]]()
    from mesotui.cli import main

    raise SystemExit(main(sys.argv[2:]))
