"""Answers that are being typed when a console ends: their question is open again, on any terminal."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from mesotui.clinic import ClinicData
from mesotui.domain.treatment import Step
from mesotui.records import antisepsis, sessions
from mesotui.records.engine import open_database
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.session import SessionScreen
from mesotui.ui.widgets.injected_list import InjectedList
from tests.consenting import agree
from tests.records.given import suitable
from tests.ui.console import left
from tests.ui.treatment_room import Prepared, Terminal, TreatmentRoom, prepare

_TYPED = "half a sent"
_MOST_PAUSES = 250


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    room = TreatmentRoom(tmp_path, clinic, prepared)
    yield room
    room.database.close()


def _at(room: TreatmentRoom, step: Step) -> None:
    if step is not Step.CHECK:
        room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
        room.write(suitable, room.session_id)
        room.write(agree, room.session_id)
        room.write(sessions.go_to_step, room.session_id, step)


def _session_screen(terminal: Terminal) -> SessionScreen:
    return next(screen for screen in terminal.app.screen_stack if isinstance(screen, SessionScreen))


def _answer(terminal: Terminal) -> str | None:
    """What stands in the question that is open; None when none is."""
    fields = terminal.app.screen.query(Input) if isinstance(terminal.app.screen, Ask) else None
    return fields.first().value if fields else None


async def _answers(terminal: Terminal, expected: str) -> bool:
    """Whether a question comes up that holds a text: it does so after the screen below it."""
    for _ in range(_MOST_PAUSES):
        if _answer(terminal) == expected:
            return True
        await terminal.pilot.pause(0.02)
    return False


async def _holds(terminal: Terminal, field: str, expected: str) -> bool:
    """Whether a field comes to have the keys and a text."""
    for _ in range(_MOST_PAUSES):
        for found in terminal.app.screen.query(field).results(Input):
            if found.has_focus and found.value == expected and found.cursor_position == len(expected):
                return True
        await terminal.pilot.pause(0.02)
    return False


async def _type(terminal: Terminal) -> None:
    assert await _answers(terminal, "")
    await terminal.type(_TYPED)
    assert await _answers(terminal, _TYPED)


async def _type_and_vanish(terminal: Terminal) -> None:
    await _type(terminal)
    await _session_screen(terminal).save_draft()


@pytest.mark.parametrize(
    ("step", "keys"),
    [
        (Step.CHECK, ("f9",)),
        (Step.CHECK, ("f8",)),
        (Step.INJECT, ("f11",)),
        (Step.CLEANSE, ("1", "enter")),
        (Step.ANAESTHETIC, ("1", "enter", "r")),
        (Step.OBSERVE, ("enter", "enter")),
        (Step.CLOSE, ("e",)),
        (Step.CLOSE, ("n",)),
    ],
    ids=["unconfirmed", "note", "interruption", "cleanse", "anaesthetic", "observe", "stop", "not done"],
)
async def test_what_was_typed_is_back_in_its_question(
    room: TreatmentRoom, step: Step, keys: tuple[str, ...]
) -> None:
    _at(room, step)
    async with room.console() as terminal:
        await terminal.press(*keys)
        await _type_and_vanish(terminal)
    async with room.console((80, 24)) as other:
        assert await _answers(other, _TYPED)
        await _session_screen(other).save_draft()
    async with room.console() as third:
        assert await _answers(third, _TYPED)


async def test_a_reason_for_passing_a_limit_is_back_with_what_passes_it(room: TreatmentRoom) -> None:
    _at(room, Step.INJECT)
    async with room.console() as terminal:
        terminal.app.screen.query_one("#entry-product", Input).value = "Lidocaine 2 %"
        terminal.app.screen.query_one("#entry-volume-per-point", Input).value = "1"
        await terminal.type("tll16")
        await terminal.press("enter")
        await _type_and_vanish(terminal)
    async with room.console((80, 24)) as other:
        assert await _answers(other, _TYPED)
        await _session_screen(other).save_draft()
    async with room.console() as third:
        assert await _answers(third, _TYPED)
        await third.press("enter")
        (logged,) = room.session.injections
        assert (logged.entry.zone_code, logged.entry.points) == ("tll", 16)
        assert [passed.reason for passed in room.session.limit_reasons] == [_TYPED]


async def test_a_reason_for_an_amount_is_back_with_the_amount(room: TreatmentRoom) -> None:
    _at(room, Step.ANAESTHETIC)
    async with room.console() as terminal:
        await terminal.press("1")
        await terminal.type("61")
        await terminal.press("enter")
        await _type_and_vanish(terminal)
    async with room.console() as other:
        assert await _answers(other, _TYPED)
        await other.press("enter")
        assert [str(one.amount_g) for one in room.session.anaesthetics] == ["61"]
        assert [passed.reason for passed in room.session.limit_reasons] == [_TYPED]


async def test_a_reason_for_a_void_is_back_for_the_same_entry(room: TreatmentRoom) -> None:
    _at(room, Step.INJECT)
    async with room.console() as terminal:
        terminal.app.screen.query_one("#entry-product", Input).value = "Mix 12"
        await terminal.type("tll24")
        await terminal.press("enter", "m")
        listed = terminal.app.screen.query_one(InjectedList)
        listed.focus()
        listed.highlighted = 0
        await terminal.press("v")
        await _type_and_vanish(terminal)
    async with room.console() as other:
        assert await _answers(other, _TYPED)
        await other.press("enter")
        assert [injection.counts for injection in room.session.injections] == [False, True]
        assert room.session.injections[0].void_reason == _TYPED


async def test_a_note_that_was_saved_is_not_offered_again_by_an_older_draft(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        await terminal.press("f8")
        await _type_and_vanish(terminal)
        screen: Any = _session_screen(terminal)
        screen.save_draft = _nothing
        await terminal.press("enter")
        assert [note.text for note in room.session.notes] == [_TYPED]
    async with room.console() as other:
        assert _answer(other) is None


async def test_opening_again_records_nothing_when_the_time_is_over_meanwhile(room: TreatmentRoom) -> None:
    _at(room, Step.CLEANSE)
    async with room.console() as terminal:
        await terminal.press("1", "enter")
        await _type_and_vanish(terminal)
    room.passes(minutes=5)
    before = room.session.antisepses
    async with room.console() as other:
        assert _answer(other) is None
        assert room.session.antisepses == before


async def test_a_reason_for_something_that_ended_elsewhere_is_dropped(room: TreatmentRoom) -> None:
    _at(room, Step.CLEANSE)
    async with room.console() as terminal:
        await terminal.press("1", "enter")
        await _type_and_vanish(terminal)
    room.write(antisepsis.start_drying, room.session_id, early_reason="dried elsewhere")
    async with room.console() as other:
        assert _answer(other) is None


async def test_the_amount_of_a_product_that_was_taken_is_back(room: TreatmentRoom) -> None:
    _at(room, Step.ANAESTHETIC)
    async with room.console() as terminal:
        await terminal.press("1")
        await terminal.type("12.5")
        await terminal.press("tab")
        await terminal.type("80")
        await _session_screen(terminal).save_draft()
    async with room.console() as other:
        assert other.app.screen.query_one("#anaesthetic-amount").display
        await other.press("enter")
        (applied,) = room.session.anaesthetics
        assert (str(applied.amount_g), str(applied.area_cm2)) == ("12.5", "80")


async def test_what_is_typed_on_goes_behind_what_was_typed_before(room: TreatmentRoom) -> None:
    _at(room, Step.ANAESTHETIC)
    async with room.console() as terminal:
        await terminal.press("1")
        await terminal.type("12")
        await _session_screen(terminal).save_draft()
    async with room.console() as other:
        assert await _holds(other, "#anaesthetic-grams", "12")
        await other.type(".5")
        assert await _holds(other, "#anaesthetic-grams", "12.5")


async def test_an_entry_is_typed_on_where_it_was_left(room: TreatmentRoom) -> None:
    _at(room, Step.INJECT)
    async with room.console() as terminal:
        terminal.app.screen.query_one("#entry-points", Input).focus()
        await terminal.type("2")
        await _session_screen(terminal).save_draft()
    async with room.console() as other:
        assert await _holds(other, "#entry-points", "2")
        await other.type("4")
        assert await _holds(other, "#entry-points", "24")


async def test_keys_that_went_to_an_earlier_step_go_where_the_new_one_begins(room: TreatmentRoom) -> None:
    _at(room, Step.CLEANSE)
    async with room.console() as terminal:
        await _session_screen(terminal).save_draft()
    room.write(sessions.go_to_step, room.session_id, Step.ANAESTHETIC)
    async with room.console() as other:
        assert other.app.focused is not None and other.app.focused.id == "anaesthetic-product"


class Overtaking:
    """A database whose first read of a session is overtaken, as when another terminal writes meanwhile."""

    def __init__(self, room: TreatmentRoom) -> None:
        self._database = open_database(room.folder / "clinic")
        self._reads = 0
        self._overtaken = threading.Event()
        self.app: Any = None

    def read(self, use_case: Any, *args: Any, **inputs: Any) -> Any:
        result = self._database.read(use_case, *args, **inputs)
        if use_case is sessions.session:
            self._reads += 1
            if self._reads == 1:
                self.app.call_from_thread(self.app.data_changed.publish, None)
                assert self._overtaken.wait(10)
            self._overtaken.set()
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


async def test_a_draft_is_back_when_another_terminal_writes_while_it_is_read(room: TreatmentRoom) -> None:
    _at(room, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tpl3")
        await _session_screen(terminal).save_draft()
    database = Overtaking(room)
    app = database.app = room.terminal(database)
    async with app.run_test(size=(120, 40)) as pilot:
        other = Terminal(app, pilot)
        assert await _holds(other, "#entry-zone", "tpl3")


async def test_leaving_with_a_question_open_keeps_its_answer(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        await terminal.press("f8")
        await _type(terminal)
        await terminal.press("f10")
        await left(terminal.app)
    async with room.console() as other:
        assert await _answers(other, _TYPED)


async def _nothing() -> None:
    """Keep the draft as it is on disk."""
