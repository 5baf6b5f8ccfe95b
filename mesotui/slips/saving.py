"""Puts a slip into files, to be printed or sent."""

import os
from dataclasses import dataclass
from pathlib import Path

from mesotui.domain.errors import Refused
from mesotui.domain.printers import Paper
from mesotui.slips.paper import render_pdf
from mesotui.slips.rendering import SlipFormat, render
from mesotui.slips.slip import Slip

_ENDINGS = {SlipFormat.TEXT: "txt", SlipFormat.PNG: "png", SlipFormat.SVG: "svg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The files that a slip was written to."""

    files: tuple[Path, ...]
    no_pdf: str
    """Why there is no PDF among them; empty where there is."""


def save(slip: Slip, folder: Path, paper: Paper) -> Saved:
    """Write a slip as text, PNG, SVG and PDF, readable by this account only.

    Args:
        slip: a given one; its code names the files, so nothing of the client does.
        folder: made where it doesn't exist.
        paper: of the PDF.

    Returns:
        The files; what was there before is left as it was.

    Raises:
        Refused: the folder can't be written, or a code doesn't read back.
    """
    name = f"slip-{slip.code.lower()}"
    contents = {folder / f"{name}.{ending}": render(slip, form) for form, ending in _ENDINGS.items()}
    no_pdf = ""
    try:
        contents[folder / f"{name}-{paper}.pdf"] = render_pdf(slip, paper)
    except Refused as refused:
        # A letter that paper has no font for: the other forms can be handed out all the same.
        no_pdf = str(refused)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, content in contents.items():
            _write_new(path, content)
    except OSError as error:
        raise Refused(f"{folder} can't be written ({error.strerror}). Make it writable.") from None
    return Saved(files=tuple(contents), no_pdf=no_pdf)


def _write_new(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
