"""Where the server's processes begin: what each loads, and what it is handed."""

import os
import pkgutil
import select
import shutil
import socket
import sys
import threading
from importlib import import_module, util
from pathlib import Path
from types import ModuleType

from mesotui import faults, hardening
from mesotui.bootstrap import Options, is_demo, open_console
from mesotui.domain.errors import Refused
from mesotui.records.gate import FILE_NAME, CannotStart
from mesotui.ssh import forker, journal, wire
from mesotui.ssh.limits import Limits
from mesotui.ssh.unit import unit_text
from mesotui.ui.terminal_kind import kind_of

_LOOK_SECONDS = 0.5
_LAYERS = ("ui", "records", "slips", "clinic", "domain", "bootstrap", "scanning")
_RESET_BEGIN = b"\x1b\\\x1b[?2026l\x1b[?2004l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l"
_RESET_MODERN = b"\x1b[?1004l\x1b[<u"
"""What an old terminal might show as letters."""
_RESET_END = b"\x1b[m\x1b[H\x1b[J\x1b[?1049l\x1b[?25h\r"
"""The screen is emptied too: a terminal without a second one would go on showing a client's data."""
_TO_BE_INSTALLED = "Serving needs one more package: pip install 'mesotui[ssh]'."


def serve(options: Options, *, host: str, port: int, takes_over: bool) -> int:
    """Serve consoles over SSH until a signal ends it, and give the exit status.

    Raises:
        CannotStart: the settings are wrong, asyncssh isn't installed, there is no clinic, or the address
            or the host key can't be used.
    """
    if util.find_spec("asyncssh") is None:
        raise CannotStart(_TO_BE_INSTALLED)
    try:
        limits = options.settings.serve
    except Refused as refusal:
        raise CannotStart(str(refusal)) from None
    # Looked at before anything is made: a folder that was named wrongly stays as it was.
    if not options.folder.is_dir() or not (options.database_url or (options.folder / FILE_NAME).exists()):
        raise CannotStart(f"There is no clinic in {options.folder} yet. Run mesotui to set one up.")
    hardening.forget_environment()
    hardening.protect_memory()
    ours, theirs = wire.pair()
    if os.fork() == 0:
        ours.close()
        _fork_consoles(options, theirs)
    theirs.close()
    return _keep_door(options, limits, ours, host, port, takes_over)


def print_unit(options: Options, *, host: str, port: int) -> int:
    """Print the unit by which systemd runs the server.

    Raises:
        Refused: the settings are wrong, or a path can't stand in a unit.
    """
    program = shutil.which("mesotui", path=str(Path(sys.executable).parent)) or "/usr/local/bin/mesotui"
    flags = [
        *(["--mouse"] if options.mouse else []),
        *(["--theme", options.theme] if options.theme else []),
        *(["--low-bandwidth"] if options.low_bandwidth else []),
    ]
    unit = unit_text(
        Path(program),
        options.folder,
        host=host,
        port=port,
        stop_seconds=options.settings.serve.stop_seconds,
        flags=flags,
        reads=(Path(sys.base_prefix), Path(__file__)),
    )
    _say(unit.rstrip())
    return 0


def _fork_consoles(options: Options, door: socket.socket) -> None:
    status = 70
    try:
        faults.stay_silent_in_threads()
        roles = forker.Roles(
            console=lambda fingerprint: _console(options, fingerprint),
            keeper=lambda end: _keep_keys(options, end),
        )
        forker.run(door, roles, _preload)
        status = 0
    except Exception as fault:  # noqa: BLE001
        sys.stderr.write(faults.describe(fault) + "\n")
    finally:
        os._exit(status)


def _keep_door(
    options: Options, limits: Limits, forking: socket.socket, host: str, port: int, takes_over: bool
) -> int:
    from mesotui.ssh import server
    from mesotui.ssh.listening import Place

    server.raise_descriptor_limit()
    place = Place(host=host, port=port, folder=options.folder, takes_over=takes_over)
    try:
        return server.serve(place, limits, forking, journal.to(sys.stderr), _say, reset=_reset)
    except Refused as refusal:
        raise CannotStart(str(refusal)) from None


def _reset(term: str) -> bytes:
    kind = kind_of({"TERM": term})
    return _RESET_BEGIN + (_RESET_MODERN if kind.answers else b"") + _RESET_END


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def _console(options: Options, fingerprint: str) -> tuple[str, int]:
    try:
        return open_console(options, key=fingerprint)
    except CannotStart as refusal:
        return str(refusal), 78


def _keep_keys(options: Options, door: socket.socket) -> None:
    """Tell the door which keys let whom in, now and after each change, until it is gone."""
    from mesotui.records.engine import open_database
    from mesotui.records.sites import current_site
    from mesotui.records.staff_keys import list_keys

    try:
        database = open_database(options.folder, url=options.database_url, throwaway=is_demo(options.folder))
        if database.read(current_site) is None:
            raise CannotStart("There is no clinic here yet. Run mesotui to set one up.")
    except CannotStart as refusal:
        wire.send(door, {"refused": str(refusal)})
        return
    told: dict[str, str] | None = None
    version = None
    while True:
        try:
            before, version = version, database.version()
            if version != before:
                keys = {
                    key.public_key.fingerprint: key.login for key in database.read(list_keys) if key.active
                }
                if keys != told:
                    wire.send_keys(door, keys)
                    told = keys
        except Refused:
            # The records don't answer just now; nobody new gets past their own console either.
            version = None
        except OSError:
            return
        if select.select([door], [], [], _LOOK_SECONDS)[0]:
            return


def _preload() -> None:
    """Load all that a console will ever need: it is shared then, and none reads a newer version's files."""
    from sqlalchemy.orm import configure_mappers

    import mesotui

    for module in list(pkgutil.walk_packages(mesotui.__path__, "mesotui.")):
        if _belongs_to_consoles(module.name):
            import_module(module.name)
    for name in ("textual.drivers.linux_driver", "textual.drivers.linux_inline_driver", "textual.widgets"):
        _load_whole(import_module(name))
    configure_mappers()
    if threading.active_count() != 1:
        raise RuntimeError("a thread was started before the fork")


def _belongs_to_consoles(name: str) -> bool:
    first = name.split(".")[1]
    return first in _LAYERS and ".migrations." not in name


def _load_whole(package: ModuleType) -> None:
    # Textual's widgets are read from their files only when each is first asked for.
    for name in getattr(package, "__all__", ()):
        getattr(package, name)
