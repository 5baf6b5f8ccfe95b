from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from mesotui.domain.errors import Refused
from mesotui.domain.text import clean_text
from mesotui.records.tables.people import CLINIC_NAME_LENGTH
from mesotui.slips.payloads import NOTE_LIMIT_BYTES, call, contact, dialled, note_bytes, plain_text, visit
from mesotui.slips.qr import Level, smallest_version
from mesotui.slips.signing import sign
from tests.slips.signed import CODE, DAY, private_key

# What can be stored as a clinic's name or written into a text file.
_TEXTS = (
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=60)
    .map(lambda text: clean_text(text, field="", limit=200))
    .filter(bool)
)
_MOMENTS = st.integers(1_577_836_800, 3_786_912_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def test_a_contact_line_by_line() -> None:
    made = contact(name="Skin, Inc; Ltd", phone="+33 1 23", note="a\\b\nc")
    assert made == (
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Skin\\, Inc\\; Ltd;;;;\r\nFN:Skin\\, Inc\\; Ltd\r\n"
        b"TEL:+33123\r\nNOTE:a\\\\b\\nc\r\nEND:VCARD\r\n"
    )


_NAMES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=CLINIC_NAME_LENGTH)
# What is written whole, whatever stands beside it.
_SHORT = _TEXTS.map(lambda text: text[:10].strip()).filter(bool)


@given(name=_SHORT, note=_TEXTS)
def test_another_parser_reads_the_contact_back(name: str, note: str) -> None:
    card = vobject.readOne(contact(name=name, phone="+33 1 23 45", note=note).decode())
    assert (card.fn.value, card.n.value.family, card.note.value) == (name, name, note)
    assert card.tel.value == "+3312345"
    assert card.version.value == "3.0"


@given(summary=_SHORT, starts_at=_MOMENTS)
def test_another_parser_reads_the_visit_back(summary: str, starts_at: datetime) -> None:
    event = Event.from_ical(visit(summary, starts_at).decode())
    assert event["SUMMARY"] == summary
    assert event.decoded("DTSTART") == starts_at


def test_a_visit_is_a_bare_event_in_utc() -> None:
    made = visit("Visit: Peau", datetime(2026, 12, 1, 16, 45, tzinfo=UTC))
    assert made == b"BEGIN:VEVENT\r\nSUMMARY:Visit: Peau\r\nDTSTART:20261201T164500Z\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+33 (0)1 23 45 67 89", "+33123456789"),
        ("01 23.45-67/89", "0123456789"),
        ("(01) 23 45", "012345"),
        ("+371 20 000 000 ext. 12", "+37120000000"),
        ("112", "112"),
    ],
)
def test_a_number_is_dialled_as_it_is_meant(written: str, number: str) -> None:
    assert dialled(written) == number
    assert call(written) == f"tel:{number}".encode()


@pytest.mark.parametrize("written", ["call us", "+", "-", "ext. 12"])
def test_what_cannot_be_dialled_is_refused(written: str) -> None:
    with pytest.raises(Refused, match="no digits"):
        call(written)


def test_a_number_that_no_telephone_takes_is_refused() -> None:
    with pytest.raises(Refused, match="more than 20 digits"):
        call("0123456789 0123456789 0")


@given(
    name=st.text(
        st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=CLINIC_NAME_LENGTH
    ),
    phone=st.text("0123456789", max_size=19).map(lambda digits: f"+{digits}9"),
    note=_TEXTS | st.just("n,ote" * 40),
    instructions=st.sampled_from([contact, plain_text]),
)
def test_whatever_the_clinics_name_a_signed_slip_fits_the_usual_screens(
    name: str, phone: str, note: str, instructions: Callable[..., bytes]
) -> None:
    """120×40 cells show version 13, 80×24 show version 5, both at level L; 58 mm print 17 at level M."""
    while note_bytes(note) > NOTE_LIMIT_BYTES:
        note = note[:-1]
    payload = sign(instructions(name=name, phone=phone, note=note), private_key(), slip_code=CODE, on=DAY)
    on_screen, on_paper = smallest_version(payload, Level.L), smallest_version(payload, Level.M)
    assert on_screen is not None and on_screen <= 13
    assert on_paper is not None and on_paper <= 17
    calendar = smallest_version(visit(f"Rendez-vous : {name}", datetime(2026, 12, 1, tzinfo=UTC)), Level.L)
    assert calendar is not None and calendar <= 5


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Atelier Peau", "Atelier Peau"),
        ("Cabinet de médecine esthétique et mésothérapie", "Cabinet de"),
        ("Mésothérapiecentrumhaus Köln", "Mésothérapie"),
        ("Клиника мезотерапии", "Клиника"),
        ("皮膚科美容クリニック東京", "皮膚科美"),
    ],
)
def test_a_long_name_is_cut_between_words_or_letters(name: str, left: str) -> None:
    card = contact(name=name, phone="+33 1 23 45 67 89", note="x" * 224).decode()
    assert f"\r\nFN:{left}\r\n" in card
    assert f"\r\nN:{left};;;;\r\n" in card


def test_no_telephone_is_no_link() -> None:
    assert call("") == b""
