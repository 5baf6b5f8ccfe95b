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
    written = []
    for form, ending in _ENDINGS.items():
        path = folder / f"slip-{slip.code.lower()}.{ending}"
        content = render(slip, form)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_new(path, content)
        except FileExistsError:
            pass
        except OSError as error:
            raise Refused(f"{folder} can't be written ({error.strerror}). Free it, or save elsewhere.") from None
        written.append(path)
    return tuple(written)


def _write_new(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
