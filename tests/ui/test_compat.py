"""Every use of private Textual API does what it is there for."""

import asyncio
import contextlib
import gc
import os
import subprocess
import sys
import weakref
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen, Screen
from textual.widgets import Static, TextArea
from textual.worker import WorkerFailed

from mesotui import hardening
from mesotui.domain.errors import Refused
from mesotui.ui.compat import CRASHED, Keyboard, SafeApp, prune_watchers
from mesotui.ui.work import Stale

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PACKAGE = Path(__file__).parents[2] / "mesotui"
NEEDLE = "Lea-Martin-1985"


def test_private_api_was_read_for_this_version() -> None:
    assert metadata.version("textual") == "8.2.8"


def test_private_api_is_used_in_two_places_only() -> None:
    users = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "from textual._" in path.read_text(encoding="utf-8")
        or "import textual._" in path.read_text(encoding="utf-8")
    ]
    assert sorted(users) == ["ui/compat.py", "ui/compat_painting.py"]


def keys_of(data: bytes) -> list[str]:
    keyboard = Keyboard()
    found = [*keyboard.feed(data), *keyboard.tick()]
    return [event.key if isinstance(event, events.Key) else type(event).__name__ for event in found]


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"a", ["a"]),
        (b"\x1d", ["ctrl+right_square_bracket"]),
        (b"\x1c", ["ctrl+backslash"]),
        (b"\x1a", ["ctrl+z"]),
        (b"\x1bOP", ["f1"]),
        (b"\x1b[20~", ["f9"]),
        (b"\x1b[27u", ["escape"]),
        (b"\xff", ["\ufffd"]),
        (b"\x1b[200~\x11\x1b[21~\x1b[201~", ["Paste"]),
        (b"\x1b[99999999999999999999uz", ["z"]),
    ],
)
def test_keys_arrive(data: bytes, keys: list[str]) -> None:
    assert [key for key in keys_of(data) if key != "replacement_character"] == [
        key for key in keys if key != "\ufffd"
    ]


PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            b"\x1b",
            b"\x1b[",
            b"\x1b[200~",
            b"\x1b[201~",
            b"\x11",
            b"\x1b[<0;1;1M",
            b"\x1b[48;1;1;1;1t",
            b"\x1b[9;9;9u",
        ]
    ),
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=12))
def test_no_bytes_break_the_keyboard(reads: list[bytes]) -> None:
    keyboard = Keyboard()
    for data in reads:
        list(keyboard.feed(data))
        list(keyboard.tick())
    # Close a paste, and be longer than any sequence that is still being waited for.
    found = [*keyboard.feed(b"\x1b[201~" + b"z" * 64)]
    assert isinstance(found[-1], events.Key)
    assert found[-1].key == "z"


class Bare(SafeApp):
    """An app with nothing in it."""

    def __init__(self, log_folder: Path | None = None) -> None:
        super().__init__(log_folder=log_folder, now=lambda: NOW)

    def compose(self) -> ComposeResult:
        yield Static("here")


async def test_a_fault_ends_the_app_with_a_report_and_no_value(tmp_path: Path) -> None:
    app = Bare(tmp_path)

    def fail() -> None:
        raise ValueError(NEEDLE)

    with pytest.raises(ValueError, match=NEEDLE):
        async with app.run_test() as pilot:
            app.call_later(fail)
            await pilot.pause()
    report = next(tmp_path.iterdir()).read_text(encoding="utf-8")
    assert app.return_code == CRASHED
    assert NEEDLE not in report + app.failure
    assert "tests/ui/test_compat.py" in report
    assert "builtins.ValueError" in report
    assert str(Path.home()) not in report


async def test_a_refusal_in_a_worker_is_told_and_the_app_goes_on() -> None:
    app = Bare()

    async def refuse() -> None:
        raise Refused("That session is [closed].")

    async with app.run_test(notifications=True) as pilot:
        app.run_worker(refuse())
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert [notice.message for notice in app._notifications] == ["That session is [closed]."]
        assert app.is_running


async def test_a_stale_answer_in_a_worker_is_dropped() -> None:
    app = Bare()

    async def overtaken() -> None:
        raise Stale

    async with app.run_test(notifications=True) as pilot:
        app.run_worker(overtaken())
        await pilot.pause()
        assert app.is_running
        assert not list(app._notifications)


class Waiting(Screen[None]):
    """A screen whose worker waits for an answer and then looks for a widget."""

    def __init__(self, answered: asyncio.Event, wanted: str) -> None:
        super().__init__()
        self.answered = answered
        self.wanted = wanted

    def compose(self) -> ComposeResult:
        yield Static("there", id="there")

    def on_mount(self) -> None:
        self.run_worker(self.show())

    async def show(self) -> None:
        # Cancelling comes only after the widgets are gone: it is as if it came too late.
        with contextlib.suppress(asyncio.CancelledError):
            await self.answered.wait()
        self.query_one(f"#{self.wanted}")


async def test_a_worker_that_outlived_its_screen_is_no_fault() -> None:
    app = Bare()
    answered = asyncio.Event()
    async with app.run_test() as pilot:
        await app.push_screen(Waiting(answered, "there"))
        await app.pop_screen()
        answered.set()
        await pilot.pause()
        assert app.is_running
        assert app.failure == ""


async def test_a_widget_missing_from_a_screen_that_is_there_is_a_fault() -> None:
    app = Bare()
    answered = asyncio.Event()
    with pytest.raises(WorkerFailed):
        async with app.run_test() as pilot:
            await app.push_screen(Waiting(answered, "nowhere"))
            answered.set()
            await pilot.pause()
    assert app.return_code == CRASHED


async def test_what_is_copied_stays_in_the_console() -> None:
    app = Bare()
    async with app.run_test():
        app.copy_to_clipboard(NEEDLE)
        assert app.clipboard == NEEDLE


@pytest.mark.parametrize("pruned", [True, False], ids=["pruned", "control arm"])
async def test_a_closed_record_does_not_stay_in_memory(pruned: bool) -> None:
    class Record(Screen[None]):
        def compose(self) -> ComposeResult:
            yield TextArea(NEEDLE)

    app = Bare()
    kept: list[weakref.ref[TextArea]] = []
    async with app.run_test() as pilot:
        for _ in range(20):
            await app.push_screen(Record())
            kept.append(weakref.ref(app.screen.query_one(TextArea)))
            await app.pop_screen()
            await pilot.pause()
        if pruned:
            prune_watchers(app)
        gc.collect()
        alive = [area for area in kept if area() is not None]
        assert len(alive) <= 1 if pruned else len(alive) == 20


def test_the_environment_can_not_steer_textual() -> None:
    hostile = {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_DRIVER": "os:system",
        "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_LOG": "/dev/null",
        "TEXTUAL_DEVTOOLS_HOST": "example.org",
        "TEXTUAL_DEVTOOLS_PORT": "1",
        "TEXTUAL_ALLOW_SIGNALS": "1",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": "/tmp",
        "TEXTUAL_SHOW_RETURN": "1",
        "TEXTUAL_FPS": "30",
        "HOME": "/root",
    }
    program = (
        "from mesotui import hardening; hardening.forget_environment()\n"
        "import os; from textual import constants as c\n"
        "print(c.DRIVER, repr(c.PRESS), c.LOG_FILE, c.DEVTOOLS_HOST, c.SCREENSHOT_DELAY, c.SHOW_RETURN,"
        " c.TEXTUAL_ANIMATIONS, c.MAX_FPS, sorted(n for n in os.environ if n.startswith('TEXTUAL')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**hostile, "PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[0] == (
        "None '' None 127.0.0.1 -1 False none 30 ['TEXTUAL_ANIMATIONS', 'TEXTUAL_FPS']"
    )


def test_other_variables_stay() -> None:
    environ = {"TERM": "xterm", "TEXTUALISH": "1", "TEXTUAL_PRESS": "q"}
    hardening.forget_environment(environ)
    assert environ == {"TERM": "xterm", "TEXTUALISH": "1", "TEXTUAL_ANIMATIONS": "none"}


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_memory_is_not_dumped() -> None:
    program = (
        "from mesotui import hardening; hardening.protect_memory()\n"
        "import ctypes, resource; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0),"
        " resource.getrlimit(resource.RLIMIT_CORE)[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["0", "0"]


async def test_only_a_question_lets_the_screen_beneath_be_seen() -> None:
    app = Bare()
    beneath, opaque, question = Screen[None](), Screen[None](), ModalScreen[None]()
    async with app.run_test():
        await app.push_screen(beneath)
        await app.push_screen(opaque)
        assert not beneath.is_current
        await app.push_screen(question)
        assert opaque.is_current
        assert not beneath.is_current
