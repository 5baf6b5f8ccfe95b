"""The unit by which systemd runs the server."""

from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path

from mesotui.domain.errors import Refused

_AFTER_STOP_SECONDS = 20
"""What the server may take besides ``stop_seconds``: consoles are killed, clients get their last words."""
_HOMES = tuple(map(Path, ("/home", "/root", "/run/user")))
_FIRST_FREE_PORT = 1024
_PATH_LETTERS, _HOST_LETTERS = "/._-+@", ".:-_"


def unit_text(
    program: Path,
    folder: Path,
    *,
    host: str,
    port: int,
    stop_seconds: int,
    flags: Sequence[str] = (),
    reads: Iterable[Path] = (),
) -> str:
    """Write the unit, hardened as far as the console still works.

    Args:
        program: the program's file.
        folder: the clinic's folder, the only place that is written to.
        host: the address to listen on.
        port: the port; one below 1024 gets the privilege that it takes.
        stop_seconds: how long consoles get to finish.
        flags: more options of the command line.
        reads: what the program is made of besides its file.

    Raises:
        Refused: a path or the address has characters that a unit would read otherwise.
    """
    for path in (program, folder):
        if not _is_plain(str(path), _PATH_LETTERS):
            raise Refused(f"{path} can't stand in a unit. Use a path of letters, digits, / . _ - only.")
    if not _is_plain(host, _HOST_LETTERS):
        raise Refused(f"{host} can't stand in a unit. Use an address of letters, digits, . : - only.")
    text = resources.files("mesotui.ssh").joinpath("mesotui.service").read_text(encoding="utf-8")
    is_low = port < _FIRST_FREE_PORT
    return text.format(
        program=program,
        data=folder,
        host=host,
        port=port,
        flags="".join(f" {flag}" for flag in flags),
        stop_seconds=stop_seconds + _AFTER_STOP_SECONDS,
        # What is needed may lie in a home; then the others are only kept from being written to.
        protect_home="read-only" if any(map(_in_home, (program, folder, *reads))) else "yes",
        capabilities="CAP_NET_BIND_SERVICE" if is_low else "",
        # Among users of its own, the privilege would not hold for the machine's ports.
        private_users="no" if is_low else "yes",
    )


def _is_plain(text: str, more: str) -> bool:
    return bool(text) and all(letter.isalnum() or letter in more for letter in text)


def _in_home(path: Path) -> bool:
    return any(path.is_relative_to(home) for home in _HOMES)
