"""The forker: has everything loaded and nothing opened, and is copied for each console.

It has no thread and no event loop, so that a copy begins as clean as a new process, and it does what the door
says: copy itself onto a pseudo-terminal, end a copy, tell when one has ended.
"""

import contextlib
import ctypes
import fcntl
import gc
import os
import select
import signal
import socket
import sys
import termios
from collections.abc import Callable
from dataclasses import dataclass, field

from mesotui.ssh import wire
from mesotui.ssh.farewell import NO_ROOM_STATUS

_PR_SET_PDEATHSIG = 1
_FIRST_FREE = 3
_FAULT = 70

Console = Callable[[str], tuple[str, int]]
"""Runs a console for the key with this fingerprint; gives why it ended by itself, and the exit status."""
Keeper = Callable[[socket.socket], None]
"""Tells over a socket which keys let whom in, until the socket closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """What a copy can become."""

    console: Console
    keeper: Keeper


@dataclass(slots=True)
class _Copies:
    """The running copies, by process id, with the number that the door gave them."""

    numbers: dict[int, int] = field(default_factory=dict)

    def process(self, number: int) -> int | None:
        return next((process for process, one in self.numbers.items() if one == number), None)


def run(door: socket.socket, roles: Roles, preload: Callable[[], None]) -> None:
    """Load, then do what the door says until it is gone; the copies are told to end then."""
    # Ctrl+C at the server's terminal reaches the whole group; the door decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    waker, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    gc.disable()
    preload()
    gc.collect()
    gc.freeze()
    copies = _Copies()
    while True:
        ready, _, _ = select.select([door.fileno(), waker], [], [])
        if waker in ready:
            os.read(waker, 4096)
            _reap(door, copies)
        if door.fileno() in ready:
            received = wire.receive(door)
            if received is None:
                break
            _obey(door, copies, roles, *received)
    for process in copies.numbers:
        _signal(process, signal.SIGHUP)


def _obey(
    door: socket.socket, copies: _Copies, roles: Roles, message: wire.Message, descriptors: list[int]
) -> None:
    if "signal" in message:
        process = copies.process(message["number"])
        if process is not None:
            _signal(process, message["signal"])
        return
    (descriptor,) = descriptors
    # A copy begins by ignoring hang-ups, as the forker does; one that comes that early has to wait.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        process = os.fork()
    except OSError:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
        os.close(descriptor)
        _tell(door, message["number"], NO_ROOM_STATUS)
        return
    if process == 0:
        door.close()
        _become(roles, message, descriptor)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
    os.close(descriptor)
    copies.numbers[process] = message["number"]


def _reap(door: socket.socket, copies: _Copies) -> None:
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if process == 0:
            return
        number = copies.numbers.pop(process, None)
        if number is not None:
            _tell(door, number, os.waitstatus_to_exitcode(status))


def _tell(door: socket.socket, number: int, status: int) -> None:
    # A door that is gone hears nothing more; that it is gone is noticed elsewhere.
    with contextlib.suppress(OSError):
        wire.send(door, {"ended": number, "status": status})


def _signal(process: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def _become(roles: Roles, message: wire.Message, descriptor: int) -> None:
    """Be what the message says, and end; nothing of the forker's own may run after that."""
    status = _FAULT
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
        _die_with_parent()
        if message["become"] == "keeper":
            end = socket.socket(fileno=descriptor)
            _close_all_but(descriptor)
            roles.keeper(end)
            status = 0
        else:
            _take_terminal(descriptor)
            os.environ["TERM"] = message["term"]
            status = _told(*roles.console(message["fingerprint"]))
    except BaseException as fault:  # noqa: BLE001
        _describe(fault)
    finally:
        os._exit(status)


def _told(failure: str, status: int) -> int:
    from mesotui.domain.text import shown

    # A terminal that is gone takes nothing more; that is no fault.
    with contextlib.suppress(OSError, ValueError):
        if failure:
            sys.stderr.write(f"mesotui: {shown(failure)}\r\n")
        sys.stderr.flush()
        sys.stdout.flush()
    return status


def _describe(fault: BaseException) -> None:
    from mesotui import faults

    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(faults.describe(fault) + "\r\n")
        sys.stderr.flush()


def _die_with_parent() -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGHUP, 0, 0, 0)


def _take_terminal(descriptor: int) -> None:
    os.setsid()
    fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)
    for standard in range(_FIRST_FREE):
        os.dup2(descriptor, standard)
    _close_all_but(-1)


def _close_all_but(kept: int) -> None:
    highest = os.sysconf("SC_OPEN_MAX")
    os.closerange(_FIRST_FREE, max(kept, _FIRST_FREE))
    os.closerange(max(kept + 1, _FIRST_FREE), min(highest, 65_536))
