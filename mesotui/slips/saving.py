"""Puts a slip into files, to be printed or sent."""

import os
from pathlib import Path

from mesotui.domain.errors import Refused
from mesotui.slips.rendering import SlipFormat, render
from mesotui.slips.slip import Slip

_ENDINGS = {SlipFormat.TEXT: "txt", SlipFormat.PNG: "png", SlipFormat.SVG: "svg"}


def save(slip: Slip, folder: Path) -> tuple[Path, ...]:
    """Write a slip as text, PNG and SVG, readable by this account only.

    Args:
        slip: a given one; its code names the files, so nothing of the client does.
        folder: made where it doesn't exist.

    Returns:
        The three files; what was there before is left as it was.

    Raises:
        Refused: the folder can't be written, or a code doesn't read back.
    """
    files = {folder / f"slip-{slip.code.lower()}.{ending}": form for form, ending in _ENDINGS.items()}
    contents = {path: render(slip, form) for path, form in files.items()}
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, content in contents.items():
            _write_new(path, content)
    except OSError as error:
        raise Refused(f"{folder} can't be written ({error.strerror}). Make it writable.") from None
    return tuple(files)


def _write_new(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
