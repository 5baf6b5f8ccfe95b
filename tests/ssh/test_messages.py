"""What goes between the door, the forker and the keeper: all of it, in order, however much there is."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator, Mapping

import pytest

from mesotui.ssh import forker, wire
from mesotui.ssh.farewell import NO_ROOM, Ending, farewell
from mesotui.ssh.journal import of_faults
from mesotui.ssh.known_keys import KnownKeys
from mesotui.ssh.outbox import Outbox
from tests.system.terminal import PATIENCE

_MANY = 2_000


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends, of which the first doesn't wait."""
    ours, theirs = wire.pair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


def unexpected(*_: object) -> None:
    raise AssertionError("it was taken for lost")


async def test_more_messages_than_the_other_end_takes_at_once_wait_and_arrive_in_order(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    outbox = Outbox(ours, unexpected)
    for number in range(_MANY):
        outbox.send({"number": number})
    told, kept = os.pipe()
    outbox.send({"number": _MANY}, kept)

    def take_all() -> list[int]:
        seen: list[int] = []
        while len(seen) <= _MANY:
            received = wire.receive(theirs)
            assert received is not None
            seen.append(received[0]["number"])
            for descriptor in received[1]:
                os.close(descriptor)
        return seen

    taken = await asyncio.wait_for(asyncio.to_thread(take_all), PATIENCE)
    assert taken == list(range(_MANY + 1))
    # Both copies of the descriptor are closed: the other end of the pipe is at its end.
    assert os.read(told, 1) == b""
    os.close(told)


async def test_an_end_that_is_gone_is_told_once_and_keeps_no_descriptor(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = ends
    lost = asyncio.Event()
    outbox = Outbox(ours, lost.set)
    theirs.close()
    told, kept = os.pipe()
    outbox.send({"number": 1}, kept)
    await asyncio.wait_for(lost.wait(), PATIENCE)
    assert os.read(told, 1) == b""
    os.close(told)
    outbox.send({"number": 2})


@pytest.mark.parametrize("count", [0, 1, 500, 501, 10_000])
async def test_any_number_of_keys_is_told(count: int) -> None:
    keys = {f"SHA256:{number:043}": f"login-{number}" for number in range(count)}
    given: list[socket.socket] = []
    known = KnownKeys(given.append, lambda _: None, unexpected)
    known.start()
    with given[0]:
        sending = asyncio.to_thread(wire.send_keys, given[0], keys)
        await asyncio.wait_for(asyncio.gather(sending, known.known.wait()), PATIENCE)
        assert known.logins == keys
        known.close()


async def test_each_key_that_lets_nobody_in_any_more_is_told_with_its_login() -> None:
    given: list[socket.socket] = []
    told: asyncio.Queue[Mapping[str, str]] = asyncio.Queue()
    known = KnownKeys(given.append, told.put_nowait, unexpected)
    known.start()
    with given[0]:
        wire.send_keys(given[0], {"a": "ann", "b": "bob"})
        assert await asyncio.wait_for(told.get(), PATIENCE) == {}
        wire.send_keys(given[0], {"b": "bob"})
        assert await asyncio.wait_for(told.get(), PATIENCE) == {"a": "ann"}
        known.close()


def test_a_copy_that_can_not_be_made_is_told_and_its_terminal_closed(
    ends: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", full)
    told, kept = os.pipe()
    roles = forker.Roles(console=lambda _: ("", 0), keeper=unexpected)
    forker._obey(ends[1], forker._Copies(), roles, {"become": "console", "number": 3}, [kept])
    assert wire.receive(ends[0]) == ({"ended": 3, "status": 71}, [])
    assert os.read(told, 1) == b""
    os.close(told)
    assert signal.SIGHUP not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.parametrize("ending", [Ending.STOPPING, Ending.REVOKED])
def test_what_was_typed_is_said_to_be_kept_only_when_it_is(ending: Ending) -> None:
    assert "What you typed is kept." in farewell(ending, 143)
    for status in (75, 1, 70, -9, -15):
        assert "What you typed last could not be kept." in farewell(ending, status)
    assert "typed" not in farewell(ending, 0)


def test_an_end_by_ones_own_keys_is_said_nothing_about() -> None:
    assert farewell(None, 0) == farewell(None, 1) == ""
    assert farewell(Ending.GONE, -1) == ""
    assert farewell(None, -9).startswith("The console has failed.")
    assert farewell(None, 71) == NO_ROOM


async def test_a_fault_is_noted_once_in_a_while_and_without_what_it_says() -> None:
    noted: list[dict[str, object]] = []
    handle = of_faults(lambda event, **about: noted.append({"event": event, **about}))
    loop = asyncio.get_running_loop()
    for _ in range(100):
        handle(loop, {"message": "needle", "exception": OSError(24, "Too many open files")})
    handle(loop, {"message": "needle", "exception": ValueError("needle")})
    assert noted == [
        {"event": "fault", "error": "OSError", "reason": "Too many open files"},
        {"event": "fault", "error": "ValueError", "reason": ""},
    ]
