import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from mesotui.slips import base45, signing
from mesotui.slips.payloads import contact
from mesotui.slips.qr import Level, encode, smallest_version
from mesotui.slips.signing import Finding, public_bytes, sign, verify
from tests.slips.decoding import read_by_both
from tests.slips.signed import CODE, DAY, private_key, public_key, signed_slip
from tests.slips.test_content import slip
from tests.slips.test_qr import UTF8, picture

OWN = public_key()
PLAIN = sign("Slip 7K3M9QWX\nKeep it dry · né".encode(), private_key(), slip_code=CODE, on=DAY)
CONTACT = signed_slip().instructions


def changes(payload: bytes, count: int) -> Iterator[bytes]:
    """Give payloads of which one byte is another one, at places that are spread over all of it."""
    source = random.Random(payload)
    for index in range(count):
        place = len(payload) * index // count
        other = source.choice([byte for byte in range(256) if byte != payload[place]])
        yield payload[:place] + bytes([other]) + payload[place + 1 :]


@pytest.mark.parametrize("payload", [CONTACT, PLAIN], ids=["contact", "plain text"])
def test_a_signed_slip_is_genuine_and_says_whose_it_is(payload: bytes) -> None:
    verdict = verify(payload, [public_key("other"), OWN])
    assert verdict.finding is Finding.GENUINE
    assert verdict.key == OWN
    assert (verdict.key_id, verdict.slip_code, verdict.signed_on) == (OWN.id, CODE, DAY)


@pytest.mark.parametrize("payload", [CONTACT, PLAIN], ids=["contact", "plain text"])
def test_each_of_100_single_byte_changes_is_refused(payload: bytes) -> None:
    refused = [verify(changed, [OWN]).finding is not Finding.GENUINE for changed in changes(payload, 100)]
    assert refused == [True] * 100


def test_without_the_signature_check_the_same_changes_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "_is_signed", lambda *_: True)
    passed = [verify(changed, [OWN]).finding is Finding.GENUINE for changed in changes(CONTACT, 100)]
    assert sum(passed) > 50, "else the form alone refuses them, and the test above shows nothing"


@given(data=st.data())
def test_no_change_of_any_kind_is_genuine(data: st.DataObject) -> None:
    payload = data.draw(st.sampled_from([CONTACT, PLAIN]))
    start = data.draw(st.integers(0, len(payload)))
    end = data.draw(st.integers(start, min(len(payload), start + 8)))
    put_in = data.draw(st.binary(max_size=8) | st.sampled_from([b"\r\n", b"\n", b" ", payload[:40]]))
    changed = payload[:start] + put_in + payload[end:]
    if changed != payload:
        assert verify(changed, [OWN]).finding is not Finding.GENUINE


@given(text=st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=80), on=st.dates())
def test_whatever_is_signed_is_genuine(text: str, on: date) -> None:
    for content in (text.encode(), contact(name="Peau", phone="112", note=text)):
        verdict = verify(sign(content, private_key(), slip_code=CODE, on=on), [OWN])
        assert (verdict.finding, verdict.signed_on) == (Finding.GENUINE, on)


@given(payload=st.binary(max_size=300))
def test_anything_at_all_may_be_asked_about(payload: bytes) -> None:
    assert verify(payload, [OWN]).finding in (Finding.NOT_SIGNED, Finding.ALTERED)


def test_another_clinics_slip_is_named_as_such() -> None:
    theirs = signed_slip("lake").instructions
    unknown = verify(theirs, [OWN])
    assert (unknown.finding, unknown.key) == (Finding.UNKNOWN_CLINIC, None)
    assert unknown.key_id == public_key("lake").id
    lake = public_key("lake", clinic_name="Clinique du Lac")
    known = verify(theirs, [OWN, lake])
    assert (known.finding, known.key) == (Finding.GENUINE, lake)


def test_a_forger_who_names_the_clinics_key_is_refused() -> None:
    named_own = sign(b"Eat nothing", private_key("forger"), slip_code=CODE, on=DAY).replace(
        public_key("forger").id.encode(), OWN.id.encode()
    )
    assert verify(named_own, [OWN]).finding is Finding.ALTERED


def test_old_slips_stay_genuine_when_the_key_was_rotated() -> None:
    retired = public_key(retired_at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    new = public_key("new")
    for on in (date(2026, 11, 22), date(2026, 12, 1), date(2026, 12, 2)):
        assert verify(signed_slip(on=on).instructions, [new, retired]).finding is Finding.GENUINE
    assert verify(signed_slip("new").instructions, [new, retired]).finding is Finding.GENUINE


def test_a_retired_key_signs_nothing_later() -> None:
    retired = public_key(retired_at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    verdict = verify(signed_slip(on=date(2026, 12, 3)).instructions, [retired])
    assert verdict.finding is Finding.RETIRED_KEY


def test_a_key_that_is_trusted_no_more_verifies_nothing_whatever_date_a_slip_names() -> None:
    at = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    lake = replace(public_key("lake"), is_own=False, withdrawn_at=at, withdrawn_because="Key stolen")
    for on in (date(2026, 11, 1), date(2026, 12, 24)):
        verdict = verify(signed_slip("lake", on=on).instructions, [OWN, lake])
        assert verdict.finding is Finding.WITHDRAWN_KEY
    altered = signed_slip("lake").instructions.replace(b"Dry", b"Wet")
    assert verify(altered, [OWN, lake]).finding is Finding.ALTERED


def test_the_same_signature_is_no_other_purposes() -> None:
    key = private_key()
    before, after = CONTACT[: -96 - len(b"\r\nEND:VCARD\r\n")], b"\r\nEND:VCARD\r\n"
    bare = before + base45.encode(key.sign(before)).encode() + after
    assert verify(bare, [OWN]).finding is Finding.ALTERED


def test_a_damaged_key_verifies_nothing() -> None:
    no_point = replace(OWN, public_key=OWN.public_key[:31])
    assert verify(CONTACT, [no_point]).finding is Finding.UNKNOWN_CLINIC


def test_a_date_that_is_none_is_refused_even_when_it_was_signed() -> None:
    before = CONTACT.replace(b".20261122.", b".20261399.")[: -96 - len(b"\r\nEND:VCARD\r\n")]
    signature = base45.encode(private_key().sign(b"mesotui slip 1\0" + before)).encode()
    verdict = verify(before + signature + b"\r\nEND:VCARD\r\n", [OWN])
    assert (verdict.finding, verdict.signed_on) == (Finding.ALTERED, None)


def test_phones_read_a_signed_contact_as_an_unsigned_one() -> None:
    plain, with_signature = slip().instructions, vobject.readOne(CONTACT.decode())
    assert with_signature.note.value == vobject.readOne(plain.decode()).note.value
    assert with_signature.fn.value == "Atelier Peau"
    assert CONTACT.replace(CONTACT[CONTACT.index(b"X-MT-SIG:") : CONTACT.index(b"END:VCARD")], b"") == plain


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("words", ["", *UTF8])
def test_a_signed_slip_is_read_by_both_readers_to_the_last_byte(words: str, level: Level) -> None:
    plain = contact(name=f"Peau {words}".strip(), phone="+33 1 23", note="Slip 7K3M9QWX. " + 3 * words)
    payload = sign(plain, private_key(), slip_code=CODE, on=DAY)
    assert read_by_both(picture(encode(payload, level))) == [payload]


def test_the_signature_is_written_small() -> None:
    plain = contact(name="Atelier Peau", phone="+33 1 23 45 67 89", note="x" * 229)
    with_signature = sign(plain, private_key(), slip_code=CODE, on=DAY)
    assert len(with_signature) - len(plain) == 132
    as_large = plain + 96 * b"x"
    for level, versions in ((Level.L, [12, 13]), (Level.M, [13, 16])):
        assert [smallest_version(payload, level) for payload in (plain, with_signature)] == versions
        assert smallest_version(as_large, level) == versions[1]


def test_a_key_is_named_by_its_public_half() -> None:
    assert public_bytes(private_key()) == OWN.public_key
