"""The unit by which systemd runs the server."""

from importlib import resources
from pathlib import Path

from mesotui.domain.errors import Refused

_AFTER_STOP_SECONDS = 20
"""What the server may take besides ``stop_seconds``: consoles are killed, clients get their last words."""
_HOMES = ("/home", "/root", "/run/user")


def unit_text(program: Path, folder: Path, *, host: str, port: int, stop_seconds: int) -> str:
    """Write the unit, hardened as far as the console still works.

    Args:
        program: the program's file.
        folder: the clinic's folder, the only place that is written to.
        host: the address to listen on.
        port: the port.
        stop_seconds: how long consoles get to finish.

    Raises:
        Refused: a path has characters that a unit would read otherwise.
    """
    for path in (program, folder):
        if any(not (letter.isalnum() or letter in "/._-+@") for letter in str(path)):
            raise Refused(f"{path} can't stand in a unit. Use a path of letters, digits, / . _ - only.")
    text = resources.files("mesotui.ssh").joinpath("mesotui.service").read_text(encoding="utf-8")
    return text.format(
        program=program,
        data=folder,
        host=host,
        port=port,
        stop_seconds=stop_seconds + _AFTER_STOP_SECONDS,
        # The clinic's folder may lie in a home; then the others are only kept from being written to.
        protect_home="read-only" if str(folder).startswith(_HOMES) else "yes",
    )
