"""The session screen: what is pressed, what is seen, and what is on disk."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from textual.events import Key
from textual.geometry import Region
from textual.widgets import ContentSwitcher, Input

from mesotui.clinic import ClinicData
from mesotui.domain.dose import expected_points
from mesotui.domain.treatment import NO_ANAESTHETIC, FindingKind, Status, Step
from mesotui.records import drafts, sessions
from mesotui.records.engine import open_database
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.slip import SlipScreen
from mesotui.ui.widgets.injected_list import InjectedList
from mesotui.ui.widgets.question import Question
from tests.consenting import agree
from tests.records.given import suitable
from tests.ui.treatment_room import Prepared, Terminal, TreatmentRoom, prepare


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    room = TreatmentRoom(tmp_path, clinic, prepared)
    yield room
    room.database.close()


@pytest.fixture
def identified(room: TreatmentRoom) -> TreatmentRoom:
    """A room whose client's identity is confirmed."""
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    room.write(suitable, room.session_id)
    room.write(agree, room.session_id)
    return room


def _at(room: TreatmentRoom, step: Step) -> TreatmentRoom:
    room.write(sessions.go_to_step, room.session_id, step)
    return room


def _value(terminal: Terminal, id: str) -> str:
    return terminal.app.screen.query_one(f"#{id}", Input).value


async def test_identity_takes_five_keys_and_leads_to_suitability(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        assert "ALLERGY procaine (esters)" in terminal.seen
        await terminal.press("l", "m", "8", "5", "enter")
        identity = room.session.identity
        assert identity is not None and identity.override_reason == ""
        assert room.session.step is Step.CHECK
        assert "Identity confirmed" in terminal.seen and "1 of 25" in terminal.seen


async def test_where_there_is_no_session_its_keys_do_nothing(room: TreatmentRoom) -> None:
    room.session_id = UUID(int=1)
    async with room.console(at_session=False) as terminal:
        await terminal.press("f4", "f8", "f9", "ctrl+y", "f11", "ctrl+w", "ctrl+d", "ctrl+u")
        assert terminal.app.is_running
        assert terminal.session_screen.session is None
    assert terminal.app.failure == ""


async def test_a_wrong_identity_is_said_and_nothing_is_cleared(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        await terminal.type("lm86")
        await terminal.press("enter")
        assert room.session.identity is None
        assert room.session.step is Step.CHECK
        assert _value(terminal, "identity") == "lm86"
        assert terminal.text("#session-message")


async def test_going_on_without_identity_needs_a_typed_reason(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        await terminal.press("f9")
        assert isinstance(terminal.app.screen, Ask)
        assert "ALLERGY procaine (esters)" in terminal.seen, "a question never hides the allergy line"
        await terminal.press("escape")
        assert room.session.identity is None
        await terminal.press("f9")
        await terminal.type("Her sister answers")
        await terminal.press("enter")
        identity = room.session.identity
        assert identity is not None and identity.override_reason == "Her sister answers"
        assert "1 of 25" in terminal.seen
        await terminal.press("f9")
        assert "the consent still holds?" in terminal.seen
        await terminal.press("f9", "f9")
        assert room.session.step is Step.CLEANSE
        await terminal.press("ctrl+y")
        assert "1 of 25" in terminal.seen
        await terminal.press("ctrl+y")
        assert "Identity not confirmed" in terminal.seen and terminal.app.focused is not None
        assert terminal.app.focused.id == "identity"


async def test_cleansing_keeps_contact_and_dry_times(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.CLEANSE)
    async with room.console() as terminal:
        await terminal.press("1")
        room.passes(seconds=31)
        await terminal.press("enter")
        room.passes(seconds=30)
        await terminal.press("enter")
        (cleansing,) = room.session.antisepses
        assert cleansing.agent_code == "chg2-ipa70"
        assert cleansing.dry_started_at is not None and cleansing.ended_at is not None
        assert (cleansing.dry_started_at - cleansing.contact_started_at).total_seconds() == 31
        assert (cleansing.ended_at - cleansing.dry_started_at).total_seconds() == 30
        assert cleansing.early_reason == ""
        assert room.session.step is Step.ANAESTHETIC
        assert "Cleanse 0:31+0:30" in terminal.seen


async def test_going_on_early_needs_a_reason(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.CLEANSE)
    async with room.console() as terminal:
        await terminal.press("1")
        room.passes(seconds=10)
        await terminal.press("enter")
        assert "0:20 of contact time is left" in terminal.seen
        await terminal.press("escape")
        assert room.session.antisepses[0].dry_started_at is None
        await terminal.press("enter", "2")
        assert room.session.antisepses[0].dry_started_at is not None
        assert room.session.antisepses[0].early_reason == "Skin is visibly dry"


async def test_anaesthetic_goes_on_with_two_keys_and_off_with_one(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.ANAESTHETIC)
    async with room.console() as terminal:
        await terminal.press("1", "enter")
        assert terminal.pressed == 2
        assert room.session.anaesthetics[0].product_code == "emla5"
        assert "ready in 60:00" in terminal.seen or "ready in 1:00:00" in terminal.seen
        room.passes(minutes=61)
        await terminal.press("r")
        assert terminal.pressed == 3
        (applied,) = room.session.anaesthetics
        assert applied.ended_at == room.time
        assert room.session.step is Step.INJECT


async def _put_on(terminal: Terminal, product: str, grams: str, area: str) -> None:
    await terminal.press(product)
    await terminal.type(grams)
    await terminal.press("tab")
    await terminal.type(area)
    await terminal.press("enter")


def _amounts(room: TreatmentRoom) -> list[tuple[Decimal | None, Decimal | None]]:
    return [(one.amount_g, one.area_cm2) for one in room.session.anaesthetics]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_an_amount_beyond_the_label_is_only_put_on_with_a_typed_reason(
    identified: TreatmentRoom, size: tuple[int, int]
) -> None:
    room = _at(identified, Step.ANAESTHETIC)
    async with room.console(size) as terminal:
        await _put_on(terminal, "1", "61", "500")
        assert _amounts(room) == []
        assert "61 g is above 60 g (adult) (source S40)" in " ".join(terminal.seen.replace("│", "").split())
        await terminal.press("escape")
        assert _amounts(room) == []
        await terminal.press("enter")
        await terminal.type("Both thighs, agreed")
        await terminal.press("enter")
        assert _amounts(room) == [(Decimal(61), Decimal(500))]
        (passed,) = room.session.limit_reasons
        assert (passed.reason, passed.source) == ("Both thighs, agreed", "S40")


async def test_what_only_warns_is_told_and_put_on(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.ANAESTHETIC)
    async with room.console() as terminal:
        await terminal.press("5", "tab", "tab", "down", "enter")
        await terminal.type("Tolerated it in May")
        await terminal.press("enter")
        (applied,) = room.session.anaesthetics
        assert applied.occluded
        assert "not to be covered (source S63)" in terminal.text("#session-message")
        assert {reason.source for reason in room.session.limit_reasons} == {"S121"}, "not of the limit"


async def test_no_anaesthetic_is_one_key_and_recorded(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.ANAESTHETIC)
    async with room.console() as terminal:
        await terminal.press("0")
        assert room.session.anaesthetics[0].product_code == NO_ANAESTHETIC
        assert room.session.step is Step.INJECT


async def _first_entry(terminal: Terminal, product: str = "Mix 12") -> None:
    """Log a first zone, which has no product to take over yet."""
    await terminal.type("tll24")
    await terminal.press("enter")
    await terminal.type(product)
    await terminal.press("enter")


async def test_a_zone_is_six_keys_and_its_mirror_one(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal)
        before = terminal.pressed
        await terminal.press("t", "p", "l", "3", "0", "enter")
        assert terminal.pressed - before == 6
        await terminal.press("m")
        assert terminal.pressed - before == 7
        logged = room.session.standing_injections
        assert [(i.entry.zone_code, i.entry.points) for i in logged] == [
            ("tll", 24),
            ("tpl", 30),
            ("tpr", 30),
        ]
        assert logged[2].mirror_of == logged[1].id
        assert terminal.seen.count("✓") >= 3


async def test_a_mirror_pressed_before_the_entry_is_saved_mirrors_that_entry(
    identified: TreatmentRoom,
) -> None:
    room = _at(identified, Step.INJECT)
    held = HeldUp(room)
    async with room.console(database=held) as terminal:
        await _first_entry(terminal)
        held.hold()
        await terminal.burst("tpl30\rm", settled=False)
        held.let_go()
        await terminal.settle()
        logged = room.session.standing_injections
        assert [i.entry.zone_code for i in logged] == ["tll", "tpl", "tpr"]
        assert logged[2].mirror_of == logged[1].id


async def test_typing_at_the_speed_of_a_scanner_loses_nothing(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal)
        await terminal.burst("tpl30\rtpr31\rbul7\r")
        logged = [(i.entry.zone_code, i.entry.points) for i in room.session.standing_injections]
        assert logged == [("tll", 24), ("tpl", 30), ("tpr", 31), ("bul", 7)]


async def test_what_cannot_be_understood_is_said_and_kept(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tzz")
        assert "No zone begins with tz" in terminal.text("#entry-message")
        await terminal.press("enter")
        assert _value(terminal, "entry-zone") == "tzz"
        assert room.session.injections == ()


async def test_an_entry_without_product_asks_for_it_and_keeps_the_zone(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tll24")
        await terminal.press("enter")
        assert "Product is empty" in terminal.text("#entry-message")
        assert _value(terminal, "entry-zone") == "tll24"
        await terminal.type("Mix 12")
        await terminal.press("enter")
        (logged,) = room.session.injections
        assert logged.entry.product_name == "Mix 12"
        assert _value(terminal, "entry-zone") == ""


async def test_a_volume_and_points_give_the_volume_of_a_point(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tll24")
        await terminal.press("tab", "tab", "tab")
        await terminal.type("1.2")
        assert _value(terminal, "entry-volume-per-point") == "0.05"
        await terminal.press("enter")
        await terminal.type("Mix 12")
        await terminal.press("enter")
        (logged,) = room.session.injections
        assert (logged.entry.volume_ml_per_point, logged.volume_ml) == (Decimal("0.05"), Decimal("1.2"))


async def test_points_far_from_area_and_spacing_are_told(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tll24")
        assert "points; 24 are typed" in terminal.text("#entry-message")


async def test_a_spacing_gives_the_points_while_none_are_typed(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tll")
        terminal.app.screen.query_one("#entry-spacing", Input).focus()
        await terminal.type("20")
        area = room.clinic.anatomy.zone("tll").area_cm2
        assert _value(terminal, "entry-points") == str(expected_points(area, Decimal(20)))
        await terminal.press("enter")
        await terminal.type("Mix 12")
        await terminal.press("enter")
        assert room.session.injections[0].entry.spacing_mm == 20


async def test_void_last_leaves_a_trace(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal)
        await terminal.press("ctrl+z")
        (voided,) = room.session.injections
        assert voided.voided_at == room.time and voided.voided_by == "A. Ruiz" and voided.void_reason
        assert room.session.volume_ml == 0
        assert "voided" in terminal.seen


async def test_repeat_goes_to_the_zone_that_the_arrows_lit(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal)
        await terminal.press("right", "full_stop")
        first, second = room.session.standing_injections
        assert second.entry.zone_code != first.entry.zone_code
        assert second.entry.points == first.entry.points


async def test_arrows_and_enter_take_a_zone_from_the_map(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.press("down", "enter")
        code = _value(terminal, "entry-zone")
        assert code in {zone.code for zone in room.clinic.anatomy.zones}


async def test_the_gun_shows_its_settings(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.type("tll24")
        for _ in range(4):
            await terminal.press("tab")
        await terminal.press("8")
        assert terminal.app.screen.query_one("#entry-device-fields").display
        await terminal.press("enter")
        await terminal.type("Mix 12")
        await terminal.press("enter")
        (logged,) = room.session.injections
        assert logged.entry.technique_code == "mesogun"
        assert logged.entry.device is not None and logged.entry.device.mode == "single"


async def test_observation_takes_a_key_an_answer(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.OBSERVE)
    async with room.console() as terminal:
        await terminal.press("1", "3", "0")
        found = [(finding.kind, finding.value) for finding in room.session.findings]
        assert found == [
            (FindingKind.WELL_BEING, "well"),
            (FindingKind.PAIN, "3"),
            (FindingKind.REACTION, "none"),
        ]
        await terminal.press("enter")
        assert "15:00" in terminal.seen
        room.passes(minutes=15)
        await terminal.press("enter")
        assert room.session.observation is not None
        assert room.session.observation.ended_at == room.time
        assert room.session.step is Step.CLOSE


async def test_a_wrong_answer_is_taken_back_with_one_key_and_a_trace(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.OBSERVE)
    async with room.console() as terminal:
        await terminal.press("1", "3", "2")
        assert "Reaction: swelling" in terminal.seen
        await terminal.press("ctrl+z")
        assert [finding.counts for finding in room.session.findings] == [True, True, False]
        assert "× 14:00 Reaction: swelling (taken back:" in terminal.seen
        assert terminal.app.screen.query_one("#observe-reaction", Question).answer == ""
        await terminal.press("ctrl+z", "ctrl+z")
        assert not any(finding.counts for finding in room.session.findings)
        await terminal.press("ctrl+z")
        assert "Nothing is answered that could be taken back" in terminal.seen


async def test_the_time_of_each_step_is_told_against_the_target(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    room.passes(minutes=12)
    _at(room, Step.CLOSE)
    async with room.console() as terminal:
        assert "Inject 12:00" in terminal.seen
        assert "Session 12:00, target 30 to 60 minutes" in terminal.seen


async def test_what_is_missing_is_one_key_away(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.CLOSE)
    async with room.console() as terminal:
        assert "No cleansing is recorded" in terminal.seen
        await terminal.press("1")
        assert room.session.step is Step.CLEANSE


async def test_a_session_without_a_zone_is_not_done_and_says_why(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.CLOSE)
    async with room.console() as terminal:
        await terminal.press("enter")
        assert room.session.is_open
        assert "No zone is logged" in terminal.text("#session-message")
        await terminal.press("n", "1")
        assert room.session.status is Status.NOT_DONE
        assert room.session.end_reason == "Client changed their mind"


async def test_stopping_early_keeps_the_reason_and_leads_to_the_slip(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal)
        await terminal.press("f9", "f9", "e")
        await terminal.type("Telephone call")
        await terminal.press("enter")
        assert room.session.status is Status.STOPPED
        assert room.session.end_reason == "Telephone call"
        assert isinstance(terminal.app.screen, SlipScreen)


async def test_where_several_products_are_injected_each_entry_names_its_own(
    identified: TreatmentRoom,
) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal, "Saline")
        listed = terminal.app.screen.query_one("#inject-list").region
        assert "Saline" not in _rows_in(terminal, listed)
        await terminal.type("tlr10")
        await terminal.press("tab", "tab", "tab")
        terminal.app.screen.query_one("#entry-product", Input).value = "Mesocaine"
        await terminal.press("enter")
        rows = _rows_in(terminal, listed)
        assert "Saline" in rows
        assert "Mesocaine" in rows


def _rows_in(terminal: Terminal, region: Region) -> str:
    lines = terminal.seen.splitlines()[region.y : region.bottom]
    return "\n".join(line[region.x :] for line in lines)


async def test_an_interruption_has_a_reason_and_two_times(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.press("f11", "2")
        assert "interrupted" in terminal.seen
        room.passes(minutes=4)
        await terminal.press("f11")
        (pause,) = room.session.interruptions
        assert pause.reason == "Telephone"
        assert pause.ended_at is not None
        assert (pause.ended_at - pause.started_at).total_seconds() == 240


async def test_the_totals_sum_the_anaesthetic_and_ask_why_a_label_is_passed(
    identified: TreatmentRoom,
) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal, "Lidocaine 2 %")
        assert "lidocaine 9.6 of 300 mg" in terminal.seen
        assert "weight unknown: mg/kg can't be checked" in terminal.seen
        await terminal.type("tlr800")
        await terminal.press("enter")
        assert len(room.session.injections) == 1
        assert "is above 300 mg (source S65)" in " ".join(terminal.seen.replace("│", "").split())
        await terminal.press("escape")
        assert terminal.app.screen.query_one("#entry-zone", Input).value == "tlr"
        await terminal.press("enter")
        await terminal.type("agreed")
        await terminal.press("enter")
        assert [one.entry.zone_code for one in room.session.standing_injections] == ["tll", "tlr"]
        assert [one.reason for one in room.session.limit_reasons] == ["agreed"]
        assert terminal.app.screen.query_one("#entry-zone", Input).value == ""
        await terminal.type("bul2")
        await terminal.press("enter")
        assert len(room.session.standing_injections) == 3
        assert len(room.session.limit_reasons) == 1


async def test_every_limit_and_its_source_is_one_key_away(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await terminal.press("ctrl+u")
        seen = " ".join(terminal.seen.replace("│", "").split())
        assert "300 mg (S65!)" in seen and "60 g (S40!)" in seen
        assert "✓ No limit is passed." in seen
        await terminal.press("end")
        assert "EMLA SmPC" in terminal.seen
        await terminal.press("escape")
        assert not terminal.app.screen.is_modal


async def test_a_note_can_be_written_at_any_step(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        await terminal.press("f8")
        await terminal.type("came late")
        await terminal.press("enter")
        assert [note.text for note in room.session.notes] == ["came late"]


async def test_another_terminal_sees_what_was_logged(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        assert "0 entries" in terminal.seen
        async with room.console((80, 24)) as other:
            await _first_entry(other)
        terminal.app.data_changed.publish(None)
        await terminal.settle()
        assert "1 entry" in terminal.seen


async def test_a_line_is_saved_only_when_the_database_has_answered(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    held = HeldUp(room)
    async with room.console(database=held) as terminal:
        await _first_entry(terminal)
        held.hold()
        await terminal.burst("tpl30\r", settled=False)
        await _until(terminal, lambda: "30 ×" in terminal.seen)
        line = next(line for line in terminal.seen.splitlines() if "tpl" in line and "30 ×" in line)
        assert "…" in line and "✓" not in line
        assert len(room.session.injections) == 1
        held.let_go()
        await terminal.settle()
        line = next(line for line in terminal.seen.splitlines() if "tpl" in line and "30 ×" in line)
        assert "✓" in line
        assert len(room.session.injections) == 2


async def test_what_could_not_be_saved_is_said_and_comes_back(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    held = HeldUp(room)
    async with room.console(database=held) as terminal:
        await _first_entry(terminal)
        held.fails = True
        await terminal.type("tpl30")
        await terminal.press("enter")
        assert len(room.session.injections) == 1
        assert "could not be saved" in terminal.text("#session-message")
        assert _value(terminal, "entry-zone") == "tpl"
        assert _value(terminal, "entry-points") == "30"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
@pytest.mark.parametrize("step", list(Step))
async def test_every_step_is_whole_at_every_size(
    identified: TreatmentRoom, step: Step, size: tuple[int, int]
) -> None:
    room = _at(identified, step)
    async with room.console(size) as terminal:
        seen = terminal.seen
        assert "ALLERGY procaine (esters)" in seen
        assert "MARTIN Léa" in seen
        assert "F9 next step" in seen
        widest = terminal.app.screen.size.width
        for widget in terminal.app.screen.query("EntryRow Input, EntryRow Label, Question, BodyMap"):
            if widget.region.area:
                assert widget.region.right <= widest and widget.region.bottom <= size[1]


async def test_the_draft_is_back_on_another_terminal(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal)
        await terminal.type("tpl3")
        await terminal.session_screen.save_draft()
    async with room.console((80, 24)) as other:
        assert _value(other, "entry-zone") == "tpl3"
        assert _value(other, "entry-product") == "Mix 12"
        assert other.app.focused is not None and other.app.focused.id == "entry-zone"


async def test_a_logged_zone_does_not_come_back_from_an_older_draft(
    identified: TreatmentRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console() as terminal:
        await _first_entry(terminal)
        await terminal.type("tpl30")
        await terminal.session_screen.save_draft()
        monkeypatch.setattr(terminal.session_screen, "save_draft", _nothing)
        await terminal.press("enter")
        assert len(room.session.injections) == 2
    async with room.console() as other:
        assert _value(other, "entry-zone") == ""


async def _nothing() -> None:
    """Keep the draft as it is on disk."""


async def test_a_key_that_comes_as_soon_as_the_step_is_shown_acts_there(identified: TreatmentRoom) -> None:
    async with identified.console() as terminal:
        screen = terminal.session_screen
        terminal.app.post_message(Key("f9", None))
        while screen.query_one(ContentSwitcher).current != Step.CLEANSE:
            await asyncio.sleep(0)
        terminal.app.post_message(Key("1", "1"))
        await terminal.settle()
        assert len(identified.session.antisepses) == 1


async def test_a_key_that_is_pressed_twice_while_the_disk_is_slow_acts_once(
    identified: TreatmentRoom,
) -> None:
    room = _at(identified, Step.ANAESTHETIC)
    database = HeldUp(room)
    async with room.console(database=database) as terminal:
        await terminal.press("1")
        database.hold()
        for key in ("enter", "enter", "enter"):
            await terminal.pilot.press(key)
        database.let_go()
        await terminal.settle()
        assert len(room.session.anaesthetics) == 1


class HeldUp:
    """The room's database on a bad day: it waits, or fails, when a test says so."""

    def __init__(self, room: TreatmentRoom) -> None:
        self._database = open_database(room.folder / "clinic")
        self._free = threading.Event()
        self._free.set()
        self.answers = threading.Event()
        """Whether what was read is given at once."""
        self.answers.set()
        self.fails = False

    def hold(self) -> None:
        self._free.clear()

    def let_go(self) -> None:
        self._free.set()

    def read(self, use_case: Any, *args: Any, **inputs: Any) -> Any:
        found = self._database.read(use_case, *args, **inputs)
        self.answers.wait(10)
        return found

    def write(self, use_case: Any, *args: Any, **inputs: Any) -> Any:
        self._free.wait(10)
        if self.fails:
            raise OSError("no space left")
        return self._database.write(use_case, *args, **inputs)

    def version(self) -> int:
        return self._database.version()

    def close(self) -> None:
        self._database.close()


async def test_what_was_read_before_an_entry_never_takes_it_off_the_screen(
    identified: TreatmentRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mesotui.ui.app._LOOK_SECONDS", 1000)
    room = _at(identified, Step.INJECT)
    held = HeldUp(room)
    async with room.console(database=held) as terminal:
        await _first_entry(terminal)
        held.answers.clear()
        terminal.app.data_changed.publish(None)
        await terminal.pilot.pause()
        for key in (*"tpl24", "enter"):
            await terminal.pilot.press(key)
        while len(room.session.injections) < 2:
            await terminal.pilot.pause()
        held.answers.set()
        await terminal.settle()
        await terminal.press("m")
        assert [one.entry.zone_code for one in room.session.injections] == ["tll", "tpl", "tpr"]


@pytest.mark.parametrize("typed", ["tll24", "tll2400", "tll10000"])
async def test_a_zone_field_that_is_full_still_shows_the_last_that_was_typed(
    identified: TreatmentRoom, typed: str
) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console((80, 24)) as terminal:
        await terminal.type(typed)
        (row,) = [line for line in terminal.seen.splitlines() if line.startswith(" Zone ")]
        assert typed[-4:] in row[: row.index("Points")]


async def test_a_saved_note_is_acknowledged_where_no_record_is_shown(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console((80, 24)) as terminal:
        await terminal.press("f8")
        await terminal.type("calm")
        await terminal.press("enter")
        await terminal.settle()
        assert [note.text for note in room.session.notes] == ["calm"]
        assert "✓ Note saved" in terminal.seen


async def test_answers_typed_faster_than_they_are_stored_go_to_their_own_questions(
    identified: TreatmentRoom,
) -> None:
    room = _at(identified, Step.OBSERVE)
    held = HeldUp(room)
    async with room.console(database=held) as terminal:
        held.hold()
        for key in ("1", "3", "0"):
            await terminal.pilot.press(key)
        held.let_go()
        await terminal.settle()
        assert [(found.kind, found.value) for found in room.session.findings] == [
            (FindingKind.WELL_BEING, "well"),
            (FindingKind.PAIN, "3"),
            (FindingKind.REACTION, "none"),
        ]


async def test_a_draft_that_cannot_be_stored_is_told_once_and_tried_again(
    identified: TreatmentRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mesotui.ui.screens.session._DRAFT_AGAIN_SECONDS", 0.05)
    room = _at(identified, Step.INJECT)
    held = HeldUp(room)
    async with room.console(database=held, notices=True) as terminal:
        held.fails = True
        await terminal.type("tll3")
        await _until(terminal, lambda: "can't be kept on disk now" in terminal.seen)
        await terminal.type("0")
        for _ in range(5):
            await terminal.pilot.pause(0.2)
        assert len(terminal.app._notifications) == 1
        held.fails = False
        await _until(terminal, lambda: room.read(drafts.load, room.session_id).get("entry-zone") == "tll30")


async def test_the_keys_go_on_after_what_was_logged_since_the_draft(
    identified: TreatmentRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = _at(identified, Step.OBSERVE)
    async with room.console() as terminal:
        await terminal.session_screen.save_draft()
        assert room.read(drafts.load, room.session_id)["focus"] == "observe-well-being"
        monkeypatch.setattr(terminal.session_screen, "save_draft", _nothing)
        await terminal.press("1")
        assert len(room.session.findings) == 1
    async with room.console() as other:
        assert other.app.focused is not None and other.app.focused.id == "observe-pain"


async def _until(terminal: Terminal, true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        await terminal.pilot.pause(0.02)
    raise AssertionError(terminal.seen)


async def test_the_newest_entry_is_on_show_however_many_there_are(identified: TreatmentRoom) -> None:
    room = _at(identified, Step.INJECT)
    async with room.console((120, 40)) as terminal:
        await _first_entry(terminal)
        for number in range(1, 27):
            await terminal.burst(f"tpl{100 + number}\r")
            await _until(terminal, partial(_shows, terminal, f"{100 + number}×0.022."))
            rows = [row for row in terminal.seen.splitlines() if " × 0.02 " in row]
            assert all("✓" in row for row in rows) and len(rows) == min(number + 1, 21)
        listed = terminal.app.screen.query_one("#inject-list", InjectedList)
        listed.focus()
        await terminal.press(*["up"] * 30)
        assert listed.highlighted == 0
        assert f"{room.session.injections[0].entry.points}×" in _packed(terminal)


def _shows(terminal: Terminal, wanted: str) -> bool:
    return wanted in _packed(terminal)


def _packed(terminal: Terminal) -> str:
    return terminal.seen.replace(" ", "")
