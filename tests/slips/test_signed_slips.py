"""Signed slips as they leave: no larger than a screen or a roll can show, and genuine when read back."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

from mesotui.clinic import ClinicData, load
from mesotui.domain.printers import Paper
from mesotui.domain.slip_choices import LANGUAGES, Instructions, SlipChoices
from mesotui.slips.content import SlipContent, compose
from mesotui.slips.paper import render_pdf
from mesotui.slips.qr import Level, encode, smallest_version
from mesotui.slips.scanned import payloads_in, payloads_of
from mesotui.slips.signing import Finding, signed, verify
from mesotui.slips.slip import check_code
from tests.slips.decoding import read_by_both
from tests.slips.sessions import OUTER_LEFT, STARTED, session, site
from tests.slips.signed import CODE, DAY, private_key, public_key
from tests.slips.test_content import VISIT
from tests.slips.test_qr import picture

# Measured: what 120 columns and 40 rows show, and what a 58 mm roll prints with 4 dots a module.
HIGHEST_ON_SCREEN = 13
HIGHEST_ON_58_MM = 17
WITH_EXTRA_FONTS = {"zh", "ja", "ko"}


@cache
def clinic() -> ClinicData:
    return load(None)


def usual(language: str, instructions: Instructions = Instructions.CONTACT) -> SlipContent:
    text = clinic().aftercare(language)
    choices = SlipChoices(instructions=instructions)
    plain = compose(session(OUTER_LEFT), site(), VISIT, text, code=CODE, now=STARTED, choices=choices)
    return signed(plain, private_key(), on=DAY)


def genuine(payloads: tuple[bytes, ...]) -> list[bytes]:
    return [one for one in payloads if verify(one, [public_key()]).finding is Finding.GENUINE]


@pytest.mark.parametrize("instructions", list(Instructions))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_usual_signed_slip_fits_a_screen_and_the_narrowest_roll(
    language: str, instructions: Instructions
) -> None:
    payload = usual(language, instructions).instructions
    on_screen, on_paper = smallest_version(payload, Level.L), smallest_version(payload, Level.M)
    assert on_screen is not None and on_screen <= HIGHEST_ON_SCREEN
    assert on_paper is not None and on_paper <= HIGHEST_ON_58_MM


@pytest.mark.parametrize("instructions", list(Instructions))
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language_both_readers_give_back_what_is_genuine(
    language: str, instructions: Instructions
) -> None:
    payload = usual(language, instructions).instructions
    for level in Level:
        assert genuine(tuple(read_by_both(picture(encode(payload, level))))) == [payload]


@pytest.mark.parametrize("paper", list(Paper))
def test_a_pdf_on_any_paper_is_genuine(paper: Paper) -> None:
    slip = usual("en")
    found = payloads_of(render_pdf(slip, paper), "slip.pdf")
    assert set(found) == {slip.instructions, slip.visit, slip.call}
    assert genuine(found) == [slip.instructions]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one not in WITH_EXTRA_FONTS])
def test_a_pdf_is_genuine_in_every_language_and_names_its_check_code_in_order(
    language: str, tmp_path: Path
) -> None:
    slip = usual(language)
    file = tmp_path / "slip.pdf"
    file.write_bytes(render_pdf(slip, Paper.ROLL_80))
    assert genuine(payloads_in(file)) == [slip.instructions]
    text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout.decode()
    assert check_code(slip)[1] in text
