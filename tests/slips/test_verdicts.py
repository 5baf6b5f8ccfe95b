import unicodedata
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mesotui.slips.payloads import contact
from mesotui.slips.signing import Finding, Verdict, sign, verify
from mesotui.slips.verdicts import as_read, dials_elsewhere, headline
from tests.slips.signed import CODE, DAY, private_key, public_key, signed_slip

SLIP = signed_slip()


def test_each_finding_has_a_sentence_of_its_own_and_only_one_begins_with_genuine() -> None:
    said = {finding: headline(Verdict(finding=finding, payload=b"")) for finding in Finding}
    assert len(set(said.values())) == len(Finding)
    assert [finding for finding, words in said.items() if words.startswith("GENUINE")] == [Finding.GENUINE]
    assert all(words.endswith(".") for words in said.values())


def test_whose_slip_it_is_is_said() -> None:
    own, lake = public_key(), public_key("lake", clinic_name="Clinique du Lac")
    assert headline(verify(SLIP.instructions, [own])).startswith("GENUINE. This clinic, Atelier Peau,")
    theirs = verify(signed_slip("lake").instructions, [own, lake])
    assert headline(theirs) == f"GENUINE, and another clinic's: Clinique du Lac signed it with key {lake.id}."
    assert "of the file" in headline(replace(theirs, key=replace(lake, clinic_name="")))


def test_it_is_read_as_a_phone_shows_it() -> None:
    note = "Slip 7K3M9QWX; dry, no cream\nEMERGENCY: 112 \\o/"
    card = contact(name="Skin, Inc", phone="+33 1 23", note=note)
    assert as_read(sign(card, private_key(), slip_code=CODE, on=DAY)) == (
        "Skin, Inc",
        "+33123",
        "Slip 7K3M9QWX; dry, no cream",
        "EMERGENCY: 112 \\o/",
    )
    text = sign(b"Skin, Inc\nKeep it dry", private_key(), slip_code=CODE, on=DAY)
    assert as_read(text) == ("Skin, Inc", "Keep it dry")


@given(
    text=st.binary(max_size=120), form=st.sampled_from([b"%s", b"BEGIN:VCARD\r\nNOTE:%s\r\nEND:VCARD\r\n"])
)
def test_nothing_of_a_slip_can_steer_a_terminal(text: bytes, form: bytes) -> None:
    for line in as_read(form % text):
        assert not {unicodedata.category(letter) for letter in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_a_telephone_code_that_was_pasted_over_is_noticed() -> None:
    assert not dials_elsewhere(SLIP.instructions, (SLIP.instructions, SLIP.visit, SLIP.call))
    assert dials_elsewhere(SLIP.instructions, (SLIP.visit, b"tel:+3390909090"))
    assert dials_elsewhere(SLIP.instructions, (b"TEL:+3390909090",))
    without = contact(name="Peau", phone="", note="dry")
    assert dials_elsewhere(without, (b"tel:+3390909090",))
