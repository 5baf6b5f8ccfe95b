"""Consent at the chair: confirmed with one key, asked for with everything told, refused, taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Input

from mesotui.clinic import ClinicData, load
from mesotui.domain.consent import ConsentAnswer, ConsentKind
from mesotui.domain.treatment import Status, Step
from mesotui.records import approvals, clients, sessions, staff
from mesotui.ui.modals.ask import Answer, Ask
from mesotui.ui.screens.session import SessionScreen
from mesotui.ui.widgets.question import Question
from tests.consenting import TEXT, agree
from tests.records.given import suitable
from tests.ui.treatment_room import CONSENTED, Prepared, Terminal, TreatmentRoom, prepare

_FIRST_CONSENT = ("1", "2", "3", "4", "2", "7", "enter", "1", "y", "y")
"""What is told, what else could be done, on paper, yes, photographs too."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def room(tmp_path: Path, clinic: ClinicData, prepared: Prepared) -> Iterator[TreatmentRoom]:
    """A client who consented before is in the room; who they are and whether it suits them is known."""
    room = TreatmentRoom(tmp_path, clinic, prepared)
    _asked_all_else(room)
    yield room
    room.database.close()


@pytest.fixture
def new(room: TreatmentRoom) -> TreatmentRoom:
    """The room with a client who was never asked."""
    room.write(sessions.mark_not_done, room.session_id, "Came too early")
    client = room.write(
        clients.add_client,
        family_name="Costa",
        given_name="Ana",
        birth_date=room.client.birth_date,
        phone="",
        alerts=(),
    )
    room.session_id = room.write(
        sessions.open_session,
        client.id,
        room.session.room.id,
        target_minutes=(30, 60),
        utc_offset=room.session.utc_offset,
    ).id
    _asked_all_else(room)
    return room


def _asked_all_else(room: TreatmentRoom) -> None:
    room.write(sessions.override_identity, room.session_id, "Known to me personally")
    room.write(suitable, room.session_id)


def _question(terminal: Terminal) -> str:
    return terminal.app.screen.query_one("#consent-question", Question).title


def _title(terminal: Terminal) -> str:
    assert isinstance(terminal.app.screen, Ask)
    return terminal.app.screen._title


async def test_a_consent_that_holds_is_confirmed_with_one_key(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        assert _question(terminal) == "Does the client say that the consent still holds?"
        assert "given, English text 1, signed on paper, 2 November 2026" in terminal.seen
        assert terminal.pressed == 0
        await terminal.press("y")
        consent = room.session.consent
        assert consent.confirmation is not None
        assert consent.treatment is not None
        assert consent.treatment.recorded_at == CONSENTED
        assert room.session.step is Step.CLEANSE


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_first_consent_is_read_aloud_ticked_and_taken(
    new: TreatmentRoom, size: tuple[int, int]
) -> None:
    async with new.console(size) as terminal:
        assert "not yet approved by the clinic" in terminal.seen
        assert "WHAT WILL BE DONE" in terminal.seen
        for key in "1234":
            assert "✓" not in _question(terminal)
            await terminal.press(key)
        assert "talked about as an alternative" in _question(terminal)
        assert "creams (caffeine, retinol)" in terminal.seen and "(S169)" in terminal.seen
        await terminal.press("2", "7")
        assert "✓ doing nothing" in terminal.seen
        await terminal.press("enter", "1")
        assert "Does the client consent to this treatment? (signed on paper)" in terminal.seen
        assert new.session.consent.treatment is None
        await terminal.press("y")
        assert "May we take photographs" in terminal.seen
        await terminal.press("n")
        treatment, photos = new.session.consent.answers
        assert treatment.disclosures == ("treatment", "evidence", "off-label", "risks")
        assert treatment.alternatives == ("massage", "nothing")
        assert (treatment.text_sha256, treatment.method) == (TEXT.sha256, "signed on paper")
        assert (photos.kind, photos.answer) == (ConsentKind.PHOTOS, ConsentAnswer.REFUSED)
        assert new.session.step is Step.CLEANSE


async def test_nothing_is_ticked_before_somebody_ticks_it(new: TreatmentRoom) -> None:
    async with new.console() as terminal:
        assert "✓" not in str(terminal.app.screen.query_one("#consent-question", Question).render())
        await terminal.press("enter")
        assert "Not ticked yet: what is injected" in terminal.seen
        await terminal.press("1", "1", "2", "3", "4", "1")
        await terminal.press("enter")
        assert "Not ticked yet: doing nothing" in terminal.seen
        await terminal.press("7", "7", "enter")
        assert "talked about as an alternative" in _question(terminal)
        await terminal.press("y")
        assert new.session.consent.answers == ()


async def test_keys_may_come_faster_than_pages_but_answer_no_page_that_wasnt_shown(
    new: TreatmentRoom,
) -> None:
    async with new.console() as terminal:
        await terminal.burst("123427\r1")
        assert "Does the client consent to this treatment? (signed on paper)" in terminal.seen
        await terminal.burst("yy")
        assert "Photographs: does the client consent?" in terminal.seen
        assert [one.kind for one in new.session.consent.answers] == [ConsentKind.TREATMENT]
        assert new.session.consent.answers[0].alternatives == ("massage", "nothing")


async def test_the_text_is_scrolled_whole_on_a_small_screen(new: TreatmentRoom) -> None:
    async with new.console((80, 24)) as terminal:
        scrolled = terminal.app.screen.query_one("#consent-text", VerticalScroll)
        seen = terminal.seen
        for _ in range(8):
            await terminal.press("space")
            seen += terminal.seen
        assert scrolled.scroll_offset.y == scrolled.max_scroll_y > 0
        for section in TEXT.sections:
            assert section.title in seen
        await terminal.press("pageup")
        assert scrolled.scroll_offset.y < scrolled.max_scroll_y


async def test_another_language_is_read_from_the_beginning(new: TreatmentRoom) -> None:
    async with new.console() as terminal:
        await terminal.press("1", "l")
        assert "CE QUI SERA FAIT" in terminal.seen
        assert "✓" not in str(terminal.app.screen.query_one("#consent-question", Question).render())
        await terminal.press("1", "2", "3", "4", "7", "enter", "2", "y", "y")
        assert {one.language for one in new.session.consent.answers} == {"fr"}
        assert {one.method for one in new.session.consent.answers} == {"signed on another device"}


async def test_a_witness_is_named_and_kept(new: TreatmentRoom) -> None:
    new.write(staff.add_staff, login="m.costa", name="M. Costa", role=new.actor.role)
    async with new.console() as terminal:
        await terminal.press("1", "2", "3", "4", "7", "enter", "3")
        assert _title(terminal) == "Who is the witness?"
        assert "M. Costa" in terminal.seen
        await terminal.press("1")
        assert "witness M. Costa" in terminal.seen
        await terminal.press("y", "y")
        treatment = new.session.consent.treatment
        assert treatment is not None
        assert (treatment.method, treatment.witness) == ("said aloud before a witness", "M. Costa")


async def test_the_approved_text_doesnt_say_that_it_isnt(new: TreatmentRoom) -> None:
    new.write(approvals.approve_text, language="en", version=TEXT.version, sha256=TEXT.sha256)
    async with new.console() as terminal:
        assert "WHAT WILL BE DONE" in terminal.seen
        assert "not yet approved" not in terminal.seen


async def test_what_is_ticked_survives_a_kill(new: TreatmentRoom) -> None:
    async with new.console() as terminal:
        await terminal.press("1", "2", "3", "4", "1", "7")
        await terminal.session_screen.save_draft()
    async with new.console((80, 24)) as other:
        assert "talked about as an alternative" in _question(other)
        shown = str(other.app.screen.query_one("#consent-question", Question).render())
        assert "✓ doing nothing" in shown and "✓ creams" in shown and "✓ ultrasound" not in shown
        await other.press("enter", "1", "y")
        await other.session_screen.save_draft()
    async with new.console() as third:
        assert "Photographs: does the client consent?" in third.seen
        await third.press("y")
        treatment, photos = new.session.consent.answers
        assert treatment.alternatives == ("topical", "nothing")
        assert photos.is_given and photos.method == "signed on paper"


async def test_ticks_that_were_recorded_are_not_offered_again_by_an_older_draft(new: TreatmentRoom) -> None:
    async with new.console() as terminal:
        await terminal.press(*_FIRST_CONSENT[:7])
        await terminal.session_screen.save_draft()
        new.write(agree, new.session_id)
    async with new.console() as other:
        assert "on record and confirmed" in _question(other)


async def test_a_refusal_ends_the_session_in_three_keys(new: TreatmentRoom) -> None:
    async with new.console() as terminal:
        await terminal.press("n")
        assert _title(terminal) == "The client says no. Why?"
        await terminal.press("1")
        assert _title(terminal) == "End the session as not done?"
        await terminal.press("enter")
        session = new.session
        assert (session.status, session.end_reason) == (
            Status.NOT_DONE,
            "Consent refused: Wants time to think",
        )
        assert session.consent.treatment is not None
        assert session.consent.treatment.reason == "Wants time to think"
        assert terminal.pressed == 3


async def test_after_a_refusal_the_session_may_stay_open_and_the_client_be_asked_anew(
    new: TreatmentRoom,
) -> None:
    async with new.console() as terminal:
        await terminal.press("n", "2", "escape")
        assert new.session.is_open
        assert "The client refused the treatment before. Ask anew." in terminal.seen
        await terminal.press(*_FIRST_CONSENT)
        assert new.session.consent.lack == ""


async def test_withdrawing_stops_the_injections_at_once(room: TreatmentRoom) -> None:
    room.write(agree, room.session_id)
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)
    async with room.console() as terminal:
        await _log(terminal, "tll24", "Saline")
        assert len(room.session.injections) == 1
        await terminal.press("ctrl+w")
        assert _title(terminal) == "The client takes their consent back. Why?"
        await terminal.type("It hurts too much")
        await terminal.press("enter")
        assert _title(terminal) == "Stop the session early?"
        await terminal.press("escape")
        await _log(terminal, "tpl24")
        assert "The client withdrew the consent to the treatment" in terminal.seen
        assert len(room.session.injections) == 1
        await terminal.press("ctrl+w")
        assert "photographs only" not in terminal.seen
        await terminal.press("1")
        photos = room.session.consent.photos
        assert photos is not None and photos.answer is ConsentAnswer.WITHDRAWN


async def test_withdrawing_after_an_injection_stops_the_session_early(room: TreatmentRoom) -> None:
    room.write(agree, room.session_id)
    room.write(sessions.go_to_step, room.session_id, Step.INJECT)
    async with room.console() as terminal:
        await _log(terminal, "tll24", "Saline")
        await terminal.press("ctrl+w", "2", "enter")
        session = room.session
        assert (session.status, session.end_reason) == (
            Status.STOPPED,
            "Consent withdrawn: Changed their mind",
        )


async def test_only_the_consent_to_photographs_can_be_taken_back(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        await terminal.press("ctrl+w", "5")
        assert not isinstance(terminal.app.screen, Ask)
        photos, treatment = room.session.consent.photos, room.session.consent.treatment
        assert photos is not None and photos.answer is ConsentAnswer.WITHDRAWN
        assert treatment is not None and treatment.is_given
        await terminal.press("p", "1", "y")
        assert room.session.consent.photos is not None
        assert room.session.consent.photos.is_given


@pytest.mark.parametrize(
    ("keys", "title"), [(("n",), "The client says no"), (("ctrl+w",), "The client takes")]
)
async def test_a_reason_that_is_being_typed_is_back_in_its_question(
    room: TreatmentRoom, keys: tuple[str, ...], title: str
) -> None:
    async with room.console() as terminal:
        await terminal.press(*keys)
        await terminal.type("half a sent")
        screen: Any = next(one for one in terminal.app.screen_stack if isinstance(one, SessionScreen))
        await screen.save_draft()
    async with room.console((80, 24)) as other:
        for _ in range(200):
            if isinstance(other.app.screen, Ask):
                break
            await other.pilot.pause(0.02)
        assert _title(other).startswith(title)
        assert other.app.screen.query_one(Answer).value == "half a sent"


async def test_a_changed_text_is_asked_about_anew(room: TreatmentRoom, tmp_path: Path) -> None:
    own = tmp_path / "own" / "clinic" / "consent" / "en" / "consent.toml"
    own.parent.mkdir(parents=True)
    own.write_bytes(TEXT.body.replace(b'version = "1"', b'version = "2"'))
    room.clinic = load(tmp_path / "own")
    async with room.console() as terminal:
        assert "text has changed since the client consented to it. Ask anew." in terminal.seen
        await terminal.press(*_FIRST_CONSENT)
        treatment = room.session.consent.treatment
        assert treatment is not None
        assert treatment.text_version == "2"


async def test_going_on_without_a_consent_takes_the_key_twice(new: TreatmentRoom) -> None:
    async with new.console() as terminal:
        await terminal.press("f9")
        assert "nothing can be injected" in terminal.seen
        steps = [new.session.step]
        await terminal.press("f9")
        assert [*steps, new.session.step] == [Step.CHECK, Step.CLEANSE]


async def test_the_record_shows_what_was_answered(room: TreatmentRoom) -> None:
    async with room.console() as terminal:
        await terminal.press("y")
        assert "Consent confirmed, A. Ruiz" in terminal.seen


async def _log(terminal: Terminal, typed: str, product: str = "") -> None:
    if product:
        terminal.app.screen.query_one("#entry-product", Input).value = product
    await terminal.type(typed)
    await terminal.press("enter")
