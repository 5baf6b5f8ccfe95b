"""The other way in: lines for OpenSSH's authorized_keys, and the console that they force."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from mesotui.bootstrap import Options, open_clinic, open_console
from mesotui.domain.errors import Refused
from mesotui.domain.staff_keys import StaffKey
from mesotui.records.gate import CannotStart
from mesotui.ssh.terminal_size import checked_term

_PATH = "/usr/local/bin:/usr/bin:/bin"


def print_lines(options: Options, program: Path | None) -> int:
    """Print a line of authorized_keys for each key that lets somebody in; 1 when there are none.

    Args:
        options: where the clinic is.
        program: the file that sshd is to run; None takes this program's own.

    Raises:
        CannotStart: this program's own file isn't found.
        Refused: the database's address has a password, which the lines would show.
    """
    # Not above: the forced command paints before it has loaded what knows the database.
    from mesotui.cli_output import say
    from mesotui.records import staff_keys

    if options.database_url and _has_password(options.database_url):
        raise Refused(
            "The database's address has a password, which every account of this machine could read in ps: "
            "keep it in .pgpass of the account that runs the consoles, or name where it is by ?passfile=FILE "
            "or ?service=NAME in the address."
        )
    with open_clinic(options) as (database, _):
        keys = [key for key in database.read(staff_keys.list_keys) if key.active]
    command = [*_program(program), "--data", str(options.folder)]
    if options.database_url:
        command += ["--database", options.database_url]
    for key in keys:
        say(_line(key, command))
    return 0 if keys else 1


def open_by_key(options: Options, fingerprint: str) -> tuple[str, int]:
    """Open the console for the holder of a key, and give what ``open_console`` gives.

    Raises:
        CannotStart: as ``open_console``.
    """
    os.environ["TERM"] = checked_term(os.environ.get("TERM"))
    return open_console(options, key=fingerprint)


def _line(key: StaffKey, command: list[str]) -> str:
    """Give a line that lets a key do nothing but open its person's console.

    The key's fingerprint is an argument of the forced command, which the client can't change. Of the
    client's environment only the kind of its terminal passes.
    """
    words = [*command, "console", "--key", key.public_key.fingerprint]
    forced = f'exec env -i PATH={_PATH} LANG=C.UTF-8 TERM="$TERM" {shlex.join(words)}'
    quoted = forced.replace('"', '\\"')
    return f'restrict,pty,command="{quoted}" {key.public_key.line} {key.login}'


def _has_password(address: str) -> bool:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(address)
    except ArgumentError:
        # Whoever opens it says what is wrong with it.
        return False
    return url.password is not None or "password" in url.query


def _program(given: Path | None) -> list[str]:
    if given is not None:
        return [str(given.absolute())]
    found = shutil.which("mesotui", path=f"{Path(sys.executable).parent}{os.pathsep}{_PATH}")
    if found is None:
        raise CannotStart("Where mesotui is installed isn't known. Name it: --program /path/to/mesotui")
    return [found]
