"""Slips in every language that is shipped, the shortest and the longest that a session makes."""

from datetime import date
from enum import StrEnum

import pytest

from mesotui.clinic import load
from mesotui.domain.products import Category
from mesotui.domain.slip_choices import LANGUAGES
from mesotui.slips import fonts
from mesotui.slips.content import SlipContent, compose
from mesotui.slips.key_file import key_from
from mesotui.slips.signing import signed
from tests.slips.sessions import OUTER_LEFT, STARTED, component, injection, session, site
from tests.slips.test_content import VISIT

PHONE = "+33 1 23 45 67 89"
needs_extra_fonts = pytest.mark.skipif(not fonts.has_extra(), reason="needs the extra fonts-cjk")
_CLINIC = load(None)
_KEY = key_from(lambda count: bytes(range(count)))
# Two of a mix's products with their lots, one of a late record, and what was only typed.
_MIXES = (
    (
        component("Lidocaïne 1 %", "2309-0417", "0.25", manufacturer="Laboratoire Aguettant"),
        component("Hyaluronate de sodium 18 mg/ml", "HA24/118-B", "1", manufacturer="Institut du Peeling"),
    ),
    (component("Caffeine", "", "1.25", manufacturer="Mesoestetic"),),
    (component("Deoxycholic acid 10 mg/mL", "K-7Z0031", "1.25", category=Category.DETERGENT),),
    (),
)


class Length(StrEnum):
    """How much a slip says."""

    SHORT = "short"
    LONG = "long"


def slip_in(language: str, length: Length = Length.SHORT) -> SlipContent:
    """Give a slip of one zone, or of every zone with lots, a next visit and a signature."""
    text = _CLINIC.aftercare(language)
    if length is Length.SHORT:
        return compose(session(OUTER_LEFT), site(), None, text, code="7K3M9QWX", now=STARTED)
    every = [
        injection(zone.name, zone.side, "1.25", product=f"Mix {number % 4}", components=_MIXES[number % 4])
        for number, zone in enumerate(_CLINIC.anatomy.zones)
    ]
    name = "Cabinet de médecine esthétique et mésothérapie"
    slip = compose(session(*every), site(name, PHONE, "112"), VISIT, text, code="7K3M9QWX", now=STARTED)
    return signed(slip, _KEY, on=date(2026, 11, 22))


def in_every_language() -> list[str]:
    """Give the languages that are shipped."""
    return list(LANGUAGES)
