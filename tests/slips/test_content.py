from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesotui.clinic import load
from mesotui.clinic.aftercare import PLACEHOLDER, SECTIONS, AftercareText
from mesotui.domain.errors import Refused
from mesotui.domain.products import Category
from mesotui.domain.slip_choices import LANGUAGES, Instructions, SlipChoices
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import Injection
from mesotui.slips.content import SlipContent, compose, new_code
from mesotui.slips.payloads import NOTE_LIMIT_BYTES
from mesotui.slips.slip import codes
from tests.slips.sessions import OUTER_LEFT, STARTED, client, component, injection, session, site

VISIT = datetime(2026, 12, 1, 16, 45, tzinfo=UTC)
TEXT: AftercareText = load(None).aftercare("en")
DECIMAL_COMMA = {"fr", "es", "it", "pt", "de", "pl", "ru", "tr"}


def slip(*, phone: str = "+33 1 23 45 67 89", visit: datetime | None = VISIT) -> SlipContent:
    return compose(session(OUTER_LEFT), site(phone=phone), visit, TEXT, code="7K3M9QWX", now=STARTED)


def test_the_whole_text() -> None:
    done = session(
        OUTER_LEFT,
        injection("Thigh lateral (saddlebag) R", "R", "1.20"),
        injection("Décolleté", "", "0.75", product="Mix 7"),
        injection("Thigh lateral (saddlebag) L", "L", "0.30"),
        injection("Calf R", "R", "9", voided=True),
    )
    text = compose(done, site(), VISIT, TEXT, code="7K3M9QWX", now=STARTED).text
    assert text.split("\n\n")[:4] == [
        "AFTER YOUR TREATMENT AT Atelier Peau\nIt ended on Sun 22 Nov 2026, 18:30. This is slip 7K3M9QWX.\n"
        "This text is not yet approved by the clinic.",
        "WHAT WAS TREATED\nYou had small injections into the skin.\n- outer left thigh: 1.5 mL\n"
        "- outer right thigh: 1.2 mL\n- upper chest: 0.75 mL\n"
        "In all: 3.45 mL.",
        "WHAT IS NORMAL\n- It may sting until about Sun 22 Nov, 21:30.\n"
        "- The skin may be red until Wed 25 Nov 2026.\n"
        "- It may be swollen or itch until Fri 27 Nov 2026.\n"
        "- Small marks and bruises fade by Wed 2 Dec 2026.",
        "WHAT TO AVOID, AND UNTIL WHEN\n"
        "- Keep it dry until Mon 23 Nov, 02:30. No cream, no make-up. Touch it with clean hands only. "
        "After that you may shower.\n"
        "- No hot bath, sauna or steam until Tue 24 Nov, 18:30.\n"
        "- No sport until Tue 24 Nov, 18:30.\n"
        "- No massage there until Tue 24 Nov, 18:30.\n"
        "- No alcohol until Tue 24 Nov, 18:30.\n"
        "- No swimming pool until Wed 25 Nov, 18:30.\n"
        "- No sun and no sunbed there while you see bruises. Then use sun cream, factor 30 or more.\n"
        "- No other beauty treatment there until Sun 6 Dec 2026.",
    ]
    assert "Telephone +33 1 23 45 67 89." in text
    assert "EMERGENCY: GET HELP AT ONCE IF\nTelephone 112." in text
    assert "YOUR NEXT VISIT\nTue 1 Dec 2026, 17:45" in text
    assert "(until Sun 14 Feb 2027)" in text
    assert "{" not in text


def test_what_is_not_known_leaves_no_trace() -> None:
    made = slip(phone="", visit=None)
    assert (made.visit, made.call) == (b"", b"")
    assert "YOUR NEXT VISIT" not in made.text
    assert "Telephone ." not in made.text
    assert "If you can't reach us, go to an emergency department." in made.text
    assert b"TEL:" not in made.instructions


def test_a_zone_that_the_text_does_not_know_keeps_its_name() -> None:
    made = compose(session(injection("Shin L", "L", "1")), site(), None, TEXT, code="7K3M9QWX", now=STARTED)
    assert "- Shin L: 1 mL" in made.text


def test_an_open_session_counts_from_now() -> None:
    made = compose(session(OUTER_LEFT, ended_at=None), site(), None, TEXT, code="7K3M9QWX", now=STARTED)
    assert "It ended on Sun 22 Nov 2026, 17:45." in made.text


def test_the_next_visit_is_told_in_the_zone_it_comes_with() -> None:
    after_the_clocks_changed = datetime(2027, 4, 1, 9, 0, tzinfo=timezone(timedelta(hours=2)))
    made = slip(visit=after_the_clocks_changed)
    assert "Thu 1 Apr 2027, 09:00" in made.text
    assert b"DTSTART:20270401T070000Z" in made.visit


def test_nothing_injected_is_no_slip() -> None:
    with pytest.raises(Refused, match="Nothing was injected"):
        compose(session(), site(), None, TEXT, code="7K3M9QWX", now=STARTED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_note_fits_on_every_day_with_a_long_emergency_number(language: str) -> None:
    text = load(None).aftercare(language)
    for month, day in product(range(1, 13), (20, 26)):
        ended = datetime(2026, month, day, 22, 30, tzinfo=UTC)
        made = compose(
            session(OUTER_LEFT, ended_at=ended),
            site(emergency="+371 20 000 000"),
            None,
            text,
            code="7K3M9QWX",
            now=ended,
        )
        assert b"+371 20 000 000" in made.instructions


def test_a_note_that_is_too_long_is_refused_with_how_much() -> None:
    text = replace(TEXT, note="x" * (NOTE_LIMIT_BYTES + 1))
    with pytest.raises(Refused, match=r"en/aftercare\.toml is 1 bytes too long"):
        compose(session(OUTER_LEFT), site(), None, text, code="7K3M9QWX", now=STARTED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_tells_everything_in_its_own_words(language: str) -> None:
    text = load(None).aftercare(language)
    done = session(OUTER_LEFT, injection("Scalp vertex", "", "0.5", product="Sodium deoxycholate", zone="sv"))
    made = compose(done, site(), VISIT, text, code="7K3M9QWX", now=STARTED)
    assert "{" not in made.text + made.instructions.decode() + made.visit.decode()
    assert text.labels["unapproved"] in made.text
    assert len(made.text.split("\n\n")) == len(SECTIONS)
    for fact in (
        "Atelier Peau",
        "+33 1 23 45 67 89",
        "112",
        "7K3M9QWX",
        "18:30",
        "2026",
        "Sodium deoxycholate",
    ):
        assert fact in made.text
    assert ("1,7" if language in DECIMAL_COMMA else "1.7") in made.text
    assert [code.caption for code in codes(made)] == [
        text.captions["instructions"],
        text.captions["visit"],
        text.captions["call"],
    ]
    for template in (line for section in text.sections for line in section.lines if line.family):
        stands = PLACEHOLDER.split(template.text)[0] in made.text
        assert stands is (template.family != "papule"), template.text


def test_a_family_has_its_own_lines_and_dates() -> None:
    fat_dissolving = session(injection("Submental", "", "1", product="Kythera deoxycholic"))
    usual = slip().text
    special = compose(fat_dissolving, site(), None, TEXT, code="7K3M9QWX", now=STARTED).text
    assert "sauna or steam until Tue 24 Nov, 18:30." in usual
    assert "sauna or steam until Sun 6 Dec, 18:30." in special
    assert "numb or firm until Sun 20 Dec 2026." in special
    assert "numb or firm" not in usual


def test_a_doctor_is_told_each_lot_of_a_mix_and_what_has_none() -> None:
    def thigh(side: str) -> Injection:
        mix = (
            component("Lidocaine 1 %", "L-204", "0.24", manufacturer="Aguettant"),
            component("Caffeine", "C9", "0.96"),
        )
        return injection(f"Thigh lateral (saddlebag) {side}", side, "1.20", components=mix)

    done = session(
        thigh("L"),
        thigh("R"),
        injection("Calf L", "L", "2", components=(component("Caffeine", "C10", "2"),)),
        injection("Calf R", "R", "1", components=(component("Caffeine", "", "1"),)),
        injection("Calf R", "R", "9", voided=True, components=(component("Caffeine", "C11", "9"),)),
        injection("Décolleté", "", "0.75", product="Mix 7"),
    )
    text = compose(done, site(), None, TEXT, code="7K3M9QWX", now=STARTED).text
    assert text.split("FOR A DOCTOR: WHAT WAS INJECTED\n")[1].split("\n\n")[0].split("\n") == [
        "- Lidocaine 1 % (Aguettant), lot L-204: 0.48 mL",
        "- Caffeine, lot C9: 1.92 mL",
        "- Caffeine, lot C10: 2 mL",
        "- Caffeine: 1 mL",
        "- Mix 7: 0.75 mL",
    ]
    unnamed = SlipChoices(names_products=False)
    text = compose(done, site(), None, TEXT, code="7K3M9QWX", now=STARTED, choices=unnamed).text
    assert "L-204" not in text and "FOR A DOCTOR" not in text


def test_a_clinics_text_without_a_line_for_lots_tells_every_product() -> None:
    sections = tuple(
        replace(one, lines=tuple(line for line in one.lines if "{lot}" not in line.text))
        for one in TEXT.sections
    )
    caffeine = injection("Calf L", "L", "2", components=(component("Caffeine", "C10", "2"),))
    own = replace(TEXT, sections=sections)
    text = compose(session(caffeine), site(), None, own, code="7K3M9QWX", now=STARTED).text
    assert "- Caffeine: 2 mL" in text and "C10" not in text


@pytest.mark.parametrize(
    "part",
    [
        component("Mix of the day", "L1", "1", category=Category.DETERGENT),
        component("Kybella", "L1", "1", holds="Deoxycholic acid"),
    ],
)
def test_a_family_is_known_by_what_a_mix_holds(part: InjectedComponent) -> None:
    done = session(injection("Submental", "", "1", components=(part,)))
    text = compose(done, site(), None, TEXT, code="7K3M9QWX", now=STARTED).text
    assert "sauna or steam until Sun 6 Dec, 18:30." in text


def test_an_approved_text_says_nothing_of_it() -> None:
    made = compose(session(OUTER_LEFT), site(), None, TEXT, code="7K3M9QWX", now=STARTED, approved=True)
    assert "approved" not in made.text
    assert "This text is not yet approved by the clinic." in slip().text


def test_the_clinic_chooses_what_the_code_is_and_whether_products_are_named() -> None:
    chosen = SlipChoices(instructions=Instructions.TEXT, names_products=False)
    made = compose(session(OUTER_LEFT), site(), VISIT, TEXT, code="7K3M9QWX", now=STARTED, choices=chosen)
    assert made.instructions.startswith(b"Atelier Peau\n+33123456789\nSlip 7K3M9QWX. Dry")
    assert made.captions[1] == "shows the text"
    assert "FOR A DOCTOR" not in made.text
    assert "Mix 12" not in made.text
    assert "FOR A DOCTOR: WHAT WAS INJECTED\n- Mix 12: 1.2 mL" in slip().text


# Letters that nothing else on a slip is written in, so that finding them means a leak.
_NAMES = st.text(
    st.characters(min_codepoint=0x0530, max_codepoint=0x058A, categories=["Lu", "Ll"]), min_size=1
)


@given(family_name=_NAMES, given_name=_NAMES)
def test_nothing_on_a_slip_names_the_client(family_name: str, given_name: str) -> None:
    treated = session(OUTER_LEFT, of=client(family_name, given_name))
    made = compose(treated, site(), VISIT, TEXT, code="7K3M9QWX", now=STARTED)
    everything = "".join(
        (made.text, made.instructions.decode(), made.visit.decode(), made.call.decode())
    ).casefold()
    for secret in (family_name, given_name, "1985", "12.03", "12 Mar", str(treated.client.id)):
        assert secret.casefold() not in everything


def test_a_code_has_forty_bits_and_no_lookalikes() -> None:
    asked: list[int] = []

    def bits(count: int) -> int:
        asked.append(count)
        return 0b11111_00000_10010_00001_01010_11011_11110_00111

    assert new_code(bits) == "Z0J1AVY7"
    assert asked == [40]
    every_value = [sum((first + place) << 5 * place for place in range(8)) for first in (0, 8, 16, 24)]
    letters = {letter for value in every_value for letter in new_code(_always(value))}
    assert len(letters) == 32
    assert not letters & set("ILOU")


def _always(value: int) -> Callable[[int], int]:
    return lambda _: value
