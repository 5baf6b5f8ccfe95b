"""Suitability on the screen: one key a question, what is told, and the decision, at the smallest size too."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from mesotui.clinic import ClinicData
from mesotui.domain.screening import Reply, Screening, Topic, Verdict
from mesotui.domain.treatment import Status, Step
from mesotui.records import screening, sessions
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.today import TodayScreen
from mesotui.ui.widgets.checklist import Checklist
from tests.consenting import agree
from tests.records.given import suitable
from tests.ui.treatment_room import Prepared, Terminal, TreatmentRoom, prepare

SMALL, WIDE = (80, 24), (120, 40)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    room = TreatmentRoom(tmp_path, clinic, prepared)
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
    yield room
    room.database.close()


def _kept(room: TreatmentRoom) -> Screening:
    return room.session.screening


def _answer_all(room: TreatmentRoom, *, but: dict[str, Reply] | None = None) -> None:
    for item in room.clinic.screening().asked:
        reply = (but or {}).get(item.code, Reply.NO)
        room.write(screening.answer, room.session_id, item=item, reply=reply)


@asynccontextmanager
async def _at_decision(
    room: TreatmentRoom, size: tuple[int, int] = SMALL, **but: Reply
) -> AsyncIterator[Terminal]:
    _answer_all(room, but=but)
    for topic, value in ((Topic.WEIGHT_KG, "64"), (Topic.HISTORY, "none")):
        room.write(screening.tell, room.session_id, topic=topic, value=value)
    async with room.console(size) as terminal:
        await terminal.press(*["down"] * 6)
        assert "What is decided?" in terminal.seen
        yield terminal


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_three_keys_are_three_answers_and_lead_on(room: TreatmentRoom, size: tuple[int, int]) -> None:
    async with room.console(size) as terminal:
        assert "❯ 1 of 25  absolute · source S160" in terminal.seen
        assert "✓ 14:00 Identity confirmed" in terminal.seen, "what is done stays in sight, as one line"
        await terminal.press("n", "u", "n")
        assert [(one.code, one.reply) for one in _kept(room).answers] == [
            ("pregnancy", Reply.NO),
            ("allergy", Reply.UNKNOWN),
            ("allergy-today", Reply.NO),
        ]
        assert "❯ 4 of 25" in terminal.seen and "3 of 25 answered" in terminal.seen
        assert "✓ unknown" in terminal.seen
        assert "ALLERGY procaine (esters)" in terminal.seen


async def test_an_answer_is_changed_by_going_back_to_it_and_both_stay(room: TreatmentRoom) -> None:
    async with room.console(SMALL) as terminal:
        await terminal.press("n", "u", "up", "up")
        assert "❯ 1 of 25" in terminal.seen
        await terminal.press("u")
        assert "❯ 3 of 25" in terminal.seen, "what is answered isn't asked again"
        replies = [one.reply for one in _kept(room).answers if one.code == "pregnancy"]
        assert replies == [Reply.NO, Reply.UNKNOWN]


async def test_a_needed_detail_is_asked_and_an_optional_one_may_be_left(room: TreatmentRoom) -> None:
    async with room.console(SMALL) as terminal:
        await terminal.press("y")
        assert "which, and since when:" in terminal.seen
        await terminal.press("enter")
        assert _kept(room).standing["pregnancy"].detail == ""
        await terminal.press("y", "enter")
        assert "type to what" in terminal.seen
        await terminal.type("nuts")
        await terminal.press("enter")
        assert _kept(room).standing["allergy"].detail == "nuts"
        assert "❯ 3 of 25" in terminal.seen


async def test_letters_that_come_before_the_detail_has_the_keys_are_typed_into_it(
    room: TreatmentRoom,
) -> None:
    async with room.console(SMALL) as terminal:
        await terminal.burst("nyunny")
        field = terminal.app.screen.query_one("#suitability-detail", Input)
        assert field.value == "unny" and field.has_focus
        assert [one.reply for one in _kept(room).answers] == [Reply.NO, Reply.YES]


async def test_keys_faster_than_the_disk_answer_each_question_once(room: TreatmentRoom) -> None:
    async with room.console(SMALL) as terminal:
        await terminal.burst("n" * 25 + "yu")
        assert [one.reply for one in _kept(room).answers] == [Reply.NO] * 25, "a key too many answers nothing"
        assert "25 of 25 answered" in terminal.seen
        assert "Weight" in terminal.seen


async def test_keys_faster_than_the_fields_are_typed_each_into_its_own(room: TreatmentRoom) -> None:
    _answer_all(room)
    async with room.console(SMALL) as terminal:
        assert "Weight" in terminal.seen
        await terminal.burst("64.5\r3\r\rpores\rless\r")
        told = {topic: answer.detail for topic, answer in _kept(room).standing.items() if topic in set(Topic)}
        assert told == {
            Topic.WEIGHT_KG: "64.5",
            Topic.SKIN_TYPE: "3",
            Topic.CONCERNS: "pores",
            Topic.GOALS: "less",
        }


async def test_last_times_answers_stand_beside_and_fill_nothing_in(room: TreatmentRoom) -> None:
    item = room.clinic.screening().asked[0]
    room.write(screening.answer, room.session_id, item=item, reply=Reply.YES, detail="since May")
    room.write(screening.tell, room.session_id, topic=Topic.WEIGHT_KG, value="61")
    until = date(2026, 12, 12)
    room.write(
        screening.decide,
        room.session_id,
        verdict=Verdict.DELAY,
        asked=room.clinic.screening(),
        until=until,
        reason="pregnancy",
    )
    room.write(sessions.mark_not_done, room.session_id, "Delayed")
    room.passes(days=30)
    await _begin_again(room)
    async with room.console(SMALL) as terminal:
        assert "last time yes since May, 22 Nov 2026" in terminal.seen
        assert "last time: Delayed until 12 Dec 2026: pregnancy" in terminal.seen
        assert _kept(room).answers == ()
        await terminal.press(*["n"] * 25)
        assert "last time 61 kg" in terminal.seen
        assert terminal.app.screen.query_one("#suitability-weight_kg", Input).value == ""


async def _begin_again(room: TreatmentRoom) -> None:
    opened = room.write(
        sessions.open_session,
        room.client.id,
        room.session.room.id,
        target_minutes=(30, 60),
        utc_offset=room.session.utc_offset,
    )
    room.session_id = opened.id
    room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")


async def test_what_is_told_is_kept_and_what_cant_be_stays_in_its_field(room: TreatmentRoom) -> None:
    _answer_all(room)
    async with room.console(SMALL) as terminal:
        await terminal.type("900")
        await terminal.press("enter")
        assert "above 400" in terminal.seen
        field = terminal.app.screen.query_one("#suitability-weight_kg", Input)
        assert field.value == "900" and field.has_focus
        await terminal.press("backspace", "backspace", "backspace")
        await terminal.type("90")
        await terminal.press("enter")
        await terminal.type("4")
        await terminal.press("enter")
        await terminal.type("cop")
        await terminal.press("enter")
        assert "Type a tool and its score" in terminal.seen
        await terminal.type("s 24")
        await terminal.press("enter")
        await terminal.type("thighs")
        await terminal.press("enter", "enter", "enter")
        kept = _kept(room)
        told = [kept.told(topic) for topic in Topic]
        assert told == ["90", "4", "24", "thighs", "", ""]
        assert kept.standing[Topic.PSYCHOLOGY].question == "COPS, 0 to 72"
        assert "! relative  Skin type IV to VI" in terminal.seen and "Concerns: thighs" in terminal.seen


async def test_nothing_against_and_one_key_goes(room: TreatmentRoom) -> None:
    async with _at_decision(room) as terminal:
        assert "Nothing stands against it." in terminal.seen and "Not told: skin type" in terminal.seen
        await terminal.press("g")
        decision = _kept(room).decision
        assert decision is not None and (decision.verdict, decision.decider) == (Verdict.GO, "A. Ruiz")
        assert "Does the client say that the consent still holds?" in terminal.seen
        assert room.session.step is Step.CHECK


async def test_going_in_spite_of_something_absolute_asks_who_and_why(room: TreatmentRoom) -> None:
    async with _at_decision(room, heart=Reply.YES) as terminal:
        assert "▲ absolute  Heart attack" in terminal.seen
        await terminal.press("g")
        assert isinstance(terminal.app.screen, Ask) and "Who decides" in terminal.seen
        await terminal.press("escape")
        assert _kept(room).decisions == ()
        await terminal.press("g")
        await terminal.type("Dr Roy")
        await terminal.press("enter")
        await terminal.type("Cardiologist agrees")
        await terminal.press("enter")
        decision = _kept(room).decision
        assert decision is not None
        assert (decision.decider, decision.reason) == ("Dr Roy", "Cardiologist agrees")
        assert decision.against.startswith("Heart attack") and _kept(room).may_inject


@pytest.mark.parametrize(("keys", "limit"), [(("x",), 160), (("d", "plus", "7", "enter"), 160)])
async def test_a_reason_is_as_long_as_the_records_keep(
    room: TreatmentRoom, keys: tuple[str, ...], limit: int
) -> None:
    async with _at_decision(room) as terminal:
        await terminal.press(*keys)
        await terminal.type("because " * 40)
        await terminal.press("enter")
        decision = _kept(room).decision
        assert decision is not None and decision.reason == ("because " * 40)[:limit].strip()


async def test_a_long_reason_for_withdrawing_ends_the_session_too(room: TreatmentRoom) -> None:
    room.write(suitable, room.session_id)
    room.write(agree, room.session_id)
    async with room.console(SMALL) as terminal:
        await terminal.press("ctrl+w")
        await terminal.type("because " * 40)
        await terminal.press("enter", "enter")
        assert not room.session.is_open and room.session.end_reason.startswith("Consent withdrawn: because")


async def test_who_is_delayed_is_told_to_wait_and_stays_on_today(room: TreatmentRoom) -> None:
    async with _at_decision(room, WIDE, pregnancy=Reply.UNKNOWN) as terminal:
        await terminal.press("d")
        await terminal.type("22.11.2026")
        await terminal.press("enter")
        assert "A delay ends after today." in terminal.seen
        await terminal.press(*["backspace"] * 10)
        await terminal.type("12.12")
        await terminal.press("enter")
        assert "1 pregnancy?" in terminal.seen
        await terminal.press("1")
        assert "Delayed until 12 Dec 2026: pregnancy?" in terminal.seen
        assert room.session.is_open
        before = terminal.pressed
        await terminal.press("enter")
        assert terminal.pressed - before == 1
        ended = room.session
        assert (ended.status, ended.end_reason) == (
            Status.NOT_DONE,
            "Delayed until 12 Dec 2026: pregnancy?",
        )
    async with room.console(SMALL, at_session=False) as today:
        assert isinstance(today.app.screen, TodayScreen)
        assert "Delayed until 12 Dec: pregnancy?" in today.seen
        assert "▲ delayed: MARTIN Léa until 12 Dec" in today.seen, "above the list, too, however long it is"
        await today.press("enter")
        assert isinstance(today.app.screen, TodayScreen), "nobody is opened whom nobody chose"


async def test_who_is_refused_after_an_injection_is_stopped_early(room: TreatmentRoom) -> None:
    async with _at_decision(room) as terminal:
        await terminal.press("g", "y", "f9", "f9")
        await terminal.type("tll24")
        await terminal.press("enter")
        await terminal.type("Saline")
        await terminal.press("enter")
        assert room.session.standing_injections
        await terminal.press("ctrl+y", "ctrl+y", "ctrl+y", "ctrl+y")
        assert "What is decided?" in terminal.seen
        await terminal.press("x")
        await terminal.type("Faints")
        await terminal.press("enter", "enter")
        assert (room.session.status, room.session.end_reason) == (Status.STOPPED, "Refused: Faints")


async def test_the_first_injection_waits_for_the_decision(room: TreatmentRoom) -> None:
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)
    async with room.console(WIDE) as terminal:
        await terminal.type("tll24")
        await terminal.press("enter")
        await terminal.type("Saline")
        await terminal.press("enter")
        assert "Suitability isn't decided" in terminal.seen
        assert room.session.injections == ()
        assert terminal.app.screen.query_one("#entry-zone", Input).value == "tll"


async def test_the_place_and_the_detail_survive_the_end_of_the_console(room: TreatmentRoom) -> None:
    async with room.console(SMALL) as terminal:
        await terminal.press("n", "y")
        await terminal.type("half a nu")
        await terminal.session_screen.save_draft()
    async with room.console(WIDE) as other:
        field = other.app.screen.query_one("#suitability-detail", Input)
        assert field.value == "half a nu" and field.has_focus
        await other.type("t")
        await other.press("enter")
        assert _kept(room).standing["allergy"].detail == "half a nut"
        await other.press(*["n"] * 23)
        await other.type("6")
        await other.session_screen.save_draft()
    async with room.console(SMALL) as third:
        field = third.app.screen.query_one("#suitability-weight_kg", Input)
        assert field.value == "6" and field.has_focus


@pytest.mark.parametrize("keys", [("d",), ("x",), ("g",)], ids=["day", "refusal", "who"])
async def test_the_answers_of_a_decision_survive_the_end_of_the_console(
    room: TreatmentRoom, keys: tuple[str, ...]
) -> None:
    async with _at_decision(room, heart=Reply.YES) as terminal:
        await terminal.press(*keys)
        await terminal.type("half")
        await terminal.session_screen_below.save_draft()
    async with room.console(WIDE) as other:
        assert [field.value for field in other.app.screen.query(Input)] == ["half"]


async def test_the_first_of_two_answers_is_there_after_the_console_ended_in_the_second(
    room: TreatmentRoom,
) -> None:
    async with _at_decision(room, heart=Reply.YES) as terminal:
        await terminal.press("g")
        await terminal.type("Dr Roy")
        await terminal.press("enter")
        await terminal.type("He sa")
        await terminal.session_screen_below.save_draft()
    async with room.console(WIDE) as other:
        assert "Why go in spite of it?" in other.seen
        await other.type("ys so")
        await other.press("enter")
        decision = _kept(room).decision
        assert decision is not None and (decision.decider, decision.reason) == ("Dr Roy", "He says so")


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_every_row_of_the_list_fits_its_width(room: TreatmentRoom, size: tuple[int, int]) -> None:
    async with room.console(size) as terminal:
        for _ in range(24):
            checklist = terminal.app.screen.query_one(Checklist)
            lines = checklist.render().split("\n")
            assert all(line.cell_length <= checklist.size.width for line in lines)
            assert len(lines) <= checklist.size.height
            assert any(line.plain.startswith("❯") for line in lines)
            await terminal.press("down")
