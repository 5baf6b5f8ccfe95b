"""What is written down when the program itself fails: enough to find the fault, nothing about a client.

A report names exception types and places in the code. Messages and values are left out, because both may
hold what was typed.
"""

import os
import secrets
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import FrameType

_MODE = 0o600
_FOLDER_MODE = 0o700


def describe(error: BaseException) -> str:
    """Give the chain of exceptions as types and ``file:line in function``, outermost last, no value."""
    return "\n".join(line for link in _chain(error) for line in _lines(link))


def write_report(error: BaseException, folder: Path | None, *, now: datetime) -> str:
    """Write what is known of a fault and give the short number that names it on the screen.

    A folder that can't be written to is no reason to fail again: the number is given all the same.

    Args:
        error: what happened.
        folder: where reports go; None writes nothing.
        now: the aware time.
    """
    number = secrets.token_hex(3)
    if folder is None:
        return number
    text = "\n".join(
        (
            f"fault {number} at {now.isoformat(timespec='seconds')}",
            f"mesotui {_version('mesotui')}, textual {_version('textual')}, "
            f"python {sys.version.split()[0]}, {sys.platform}",
            describe(error),
            "",
        )
    )
    try:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        path = folder / f"fault-{now:%Y%m%d-%H%M%S}-{number}.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError:
        return number
    return number


def stay_silent_in_threads() -> None:
    """Make threads that fail print their fault's type and place only, where Python prints its message too."""

    def report(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and sys.__stderr__ is not None:
            sys.__stderr__.write(describe(arguments.exc_value) + "\n")

    threading.excepthook = report


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    pending: list[BaseException] = [error]
    links: list[BaseException] = []
    while pending:
        link = pending.pop()
        if id(link) in seen:
            continue
        seen.add(id(link))
        links.append(link)
        if isinstance(link, BaseExceptionGroup):
            pending.extend(link.exceptions)
        pending.extend(other for other in (link.__cause__, link.__context__) if other is not None)
    return reversed(links)


def _lines(error: BaseException) -> Iterator[str]:
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}"
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f"  {_place(frame)}:{line} in {frame.f_code.co_name}"


def _place(frame: FrameType) -> str:
    """Give the file as package path, so that a report doesn't tell where the program is installed."""
    path = Path(frame.f_code.co_filename)
    package = str(frame.f_globals.get("__name__", "")).split(".")[0]
    parts = path.parts
    return "/".join(parts[parts.index(package) :]) if package in parts else path.name


def _version(package: str) -> str:
    # Reading metadata costs a twentieth of the time to the first paint, and is needed only here.
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "from a checkout"
