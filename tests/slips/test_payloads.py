from datetime import UTC, datetime

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from mesotui.domain.errors import Refused
from mesotui.domain.text import clean_text
from mesotui.slips.payloads import call, contact, dialled, visit

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


@given(name=_TEXTS, note=_TEXTS)
def test_another_parser_reads_the_contact_back(name: str, note: str) -> None:
    card = vobject.readOne(contact(name=name, phone="+33 1 23 45", note=note).decode())
    assert (card.fn.value, card.n.value.family, card.note.value) == (name, name, note)
    assert card.tel.value == "+3312345"
    assert card.version.value == "3.0"


@given(summary=_TEXTS, starts_at=_MOMENTS)
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


def test_no_telephone_is_no_link() -> None:
    assert call("") == b""
