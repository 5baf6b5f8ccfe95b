"""The labels' own numbers, at each limit, one step below and one above; and sums over formulations."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mesotui.clinic import load
from mesotui.domain.clocks import ClockKind, session_clocks
from mesotui.domain.dosage import agent_doses, strength_mg_per_ml
from mesotui.domain.limits import Passed, age_months, band_of, on_skin, passed_limits, unknown_weight
from mesotui.domain.products import Ingredient
from mesotui.domain.protocol import LabelBand
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import Anaesthetic, TreatmentSession
from tests.domain.factory import make_anaesthetic, make_component, make_injection, make_session, minutes

PROTOCOL = load(None).protocol
YEAR = 12

# (product, age in months, weight in kg, what, limit, step, source, whether the label forbids more)
LABELS: list[tuple[str, int, str | None, str, str, str, str, bool]] = [
    # EMLA, EU: 60 g and 600 cm² for adults and from 12 years, 5 h at most (S40).
    ("emla5", 40 * YEAR, None, "g", "60", "0.1", "S40", True),
    ("emla5", 40 * YEAR, None, "cm2", "600", "1", "S40", True),
    ("emla5", 40 * YEAR, None, "minutes", "300", "1", "S40", True),
    ("emla5", 12 * YEAR, "40", "g", "60", "0.1", "S40", True),
    # EMLA, UK leaflet: the younger ones (S39).
    ("emla5", 12 * YEAR - 1, None, "g", "20", "0.1", "S39", True),
    ("emla5", 6 * YEAR, "20", "g", "20", "0.1", "S39", True),
    ("emla5", 6 * YEAR, None, "cm2", "200", "1", "S39", True),
    ("emla5", 6 * YEAR, None, "minutes", "300", "1", "S39", True),
    ("emla5", 6 * YEAR - 1, None, "g", "10", "0.1", "S39", True),
    ("emla5", 1 * YEAR, None, "g", "10", "0.1", "S39", True),
    ("emla5", 1 * YEAR, None, "cm2", "100", "1", "S39", True),
    ("emla5", 1 * YEAR, None, "minutes", "300", "1", "S39", True),
    ("emla5", 11, None, "g", "2", "0.1", "S39", True),
    ("emla5", 3, None, "cm2", "20", "1", "S39", True),
    ("emla5", 3, None, "minutes", "60", "1", "S39", False),
    ("emla5", 2, None, "g", "1", "0.1", "S39", True),
    ("emla5", 0, None, "cm2", "10", "1", "S39", True),
    ("emla5", 0, None, "minutes", "60", "1", "S39", True),
    # EMLA, US: by age and weight (S38); the older rows have no source that was read.
    ("emla5us", 2, "6", "g", "1", "0.1", "S38", False),
    ("emla5us", 2, "6", "cm2", "10", "1", "S38", False),
    ("emla5us", 11, "5", "g", "1", "0.1", "S38", False),
    ("emla5us", 11, "5", "minutes", "60", "1", "S38", False),
    ("emla5us", 3, "5.1", "g", "2", "0.1", "S38", False),
    ("emla5us", 11, "5.1", "cm2", "20", "1", "S38", False),
    ("emla5us", 11, "5.1", "minutes", "240", "1", "S38", False),
    ("emla5us", 1 * YEAR, "10", "g", "2", "0.1", "S38", False),
    ("emla5us", 1 * YEAR, "10.1", "g", "10", "0.1", "clinic", False),
    ("emla5us", 1 * YEAR, "10.1", "minutes", "240", "1", "clinic", False),
    ("emla5us", 7 * YEAR - 1, "30", "cm2", "100", "1", "clinic", False),
    ("emla5us", 7 * YEAR, "20", "g", "10", "0.1", "clinic", False),
    ("emla5us", 7 * YEAR, "20.1", "g", "20", "0.1", "clinic", False),
    ("emla5us", 13 * YEAR - 1, "40", "cm2", "200", "1", "clinic", False),
    ("emla5us", 13 * YEAR - 1, "40", "minutes", "240", "1", "clinic", False),
    # LMX4 (S43): 900 cm² for adults; times by age; at most 1 g under a year.
    ("lmx4", 18 * YEAR, None, "cm2", "900", "1", "S43", True),
    ("lmx4", 18 * YEAR, None, "minutes", "300", "1", "S43", True),
    ("lmx4", 17 * YEAR, None, "g", "2.5", "0.1", "S43", False),
    ("lmx4", 1 * YEAR, None, "cm2", "6.25", "0.01", "S43", False),
    ("lmx4", 1 * YEAR, None, "minutes", "300", "1", "S43", True),
    ("lmx4", 11, None, "g", "1", "0.1", "S43", True),
    ("lmx4", 11, None, "cm2", "6.25", "0.01", "S43", False),
    ("lmx4", 11, None, "minutes", "240", "1", "S43", True),
    ("lmx4", 3, None, "minutes", "240", "1", "S43", True),
    ("lmx4", 2, None, "g", "1", "0.1", "S43", True),
    ("lmx4", 2, None, "cm2", "6.25", "0.01", "S43", False),
    ("lmx4", 1, None, "minutes", "60", "1", "S43", True),
    # Tetracaine (S41, S59): five tubes of 1 g, 30 cm² each; one tube from a month to under five years.
    ("tetracaine4", 5 * YEAR, None, "g", "5", "0.1", "S41", True),
    ("tetracaine4", 40 * YEAR, None, "cm2", "150", "1", "S41", True),
    ("tetracaine4", 5 * YEAR - 1, None, "g", "1", "0.1", "S59", True),
    ("tetracaine4", 1, None, "cm2", "30", "1", "S41", True),
    ("tetracaine4", 1, None, "minutes", "60", "1", "clinic", False),
    ("tetracaine4", 5 * YEAR, None, "minutes", "60", "1", "clinic", False),
    # BLT: no licensed maximum; the minutes are the clinic's.
    ("blt", 30 * YEAR, None, "minutes", "30", "1", "clinic", False),
]


def born(age: int) -> date:
    """Give the birth date of somebody who is that many completed months old at the tests' start."""
    months = 2026 * 12 + 3 - 1 - age
    return date(months // 12, months % 12 + 1, 2)


def a_session(age: int = 40 * YEAR, weight_kg: str | None = None, **changes: Any) -> TreatmentSession:
    session = make_session(weight_kg=None if weight_kg is None else Decimal(weight_kg), **changes)
    return replace(session, client=replace(session.client, birth_date=born(age)))


def cream(product: str, **changes: Any) -> Anaesthetic:
    changes = {"amount_g": None, "area_cm2": None, "occluded": False, **changes}
    return make_anaesthetic(product_code=product, **changes)


def named(passed: tuple[Passed, ...], beginning: str) -> list[Passed]:
    return [one for one in passed if one.code.startswith(beginning)]


@pytest.mark.parametrize(("product", "age", "weight", "what", "limit", "step", "source", "never"), LABELS)
def test_a_label_holds_at_its_limit_and_is_passed_one_step_above(
    product: str, age: int, weight: str | None, what: str, limit: str, step: str, source: str, never: bool
) -> None:
    def passed(amount: Decimal) -> list[Passed]:
        if what == "minutes":
            applied = cream(product, started_at=minutes(0), ended_at=minutes(float(amount)))
        else:
            field = {"g": "amount_g", "cm2": "area_cm2"}[what]
            applied = cream(product, **{field: amount}, ended_at=minutes(30))
        found = passed_limits(a_session(age, weight, anaesthetics=(applied,)), PROTOCOL)
        return named(found, "minutes" if what == "minutes" else f"{what} ")

    exact = Decimal(limit)
    assert passed(exact) == passed(exact - Decimal(step)) == []
    (beyond,) = passed(exact + Decimal(step))
    assert (beyond.source, beyond.never) == (source, never)
    assert f"is above {limit}" in beyond.sentence


@pytest.mark.parametrize(
    ("product", "age", "never"), [("lmx4", 0, False), ("tetracaine4", 0, True)], ids=["lmx4", "tetracaine4"]
)
def test_a_product_that_is_not_for_newborns_is_told(product: str, age: int, never: bool) -> None:
    session = a_session(age, anaesthetics=(cream(product, amount_g=Decimal("0.1")),))
    (passed,) = named(passed_limits(session, PROTOCOL), "people")
    assert passed.never is never
    older = a_session(1, anaesthetics=(cream(product, amount_g=Decimal("0.1")),))
    assert named(passed_limits(older, PROTOCOL), "people") == []


def test_seven_tubes_a_day_and_five_hours_between_hold_over_sessions() -> None:
    def after(hours: float, grams: str) -> list[str]:
        before = cream("tetracaine4", amount_g=Decimal(5), started_at=minutes(-60 * hours))
        before = replace(before, ended_at=before.started_at + timedelta(minutes=45))
        now = cream("tetracaine4", amount_g=Decimal(grams), started_at=minutes(0), ended_at=None)
        session = a_session(anaesthetics=(now,))
        return [one.code.split()[0] for one in passed_limits(session, PROTOCOL, earlier=(before,))]

    assert after(6, "2") == []
    assert after(6, "2.1") == ["g24"]
    assert after(5, "2") == []
    assert after(4.9, "2") == ["hours"]
    assert after(24, "5") == []


def test_a_newborn_has_one_dose_a_day_and_an_infant_two() -> None:
    def doses(age: int, hours: tuple[int, ...]) -> list[str]:
        applied = tuple(
            cream("emla5", started_at=minutes(60 * hour), ended_at=minutes(60 * hour + 60)) for hour in hours
        )
        passed = passed_limits(a_session(age, anaesthetics=applied[-1:]), PROTOCOL, earlier=applied[:-1])
        return [one.code.split()[0] for one in passed]

    assert doses(1, (0,)) == []
    assert doses(1, (0, 12)) == ["doses"]
    assert doses(3, (0, 12)) == []
    assert doses(3, (0, 11)) == ["hours"]
    assert doses(3, (0, 11, 23)) == ["doses"]
    assert doses(3, (0, 12, 24)) == []


def test_what_is_put_on_beside_what_is_still_on_is_one_dose() -> None:
    both = (
        cream("emla5", started_at=minutes(0), ended_at=minutes(60)),
        cream("emla5", started_at=minutes(10), ended_at=minutes(60)),
    )
    assert passed_limits(a_session(3, anaesthetics=both), PROTOCOL) == ()


def test_blt_under_a_film_is_told_and_stops_nobody() -> None:
    session = a_session(anaesthetics=(cream("blt", occluded=True, ended_at=minutes(20)),))
    (passed,) = passed_limits(session, PROTOCOL)
    assert (passed.source, passed.never) == ("S63", False)


# (product, age in months, weight in kg, minutes at least, source)
MINIMUMS: list[tuple[str, int, str | None, str, str]] = [
    ("emla5", 0, None, "60", "S39"),
    ("emla5", 3, None, "60", "S39"),
    ("emla5", 1 * YEAR, None, "60", "S39"),
    ("emla5", 6 * YEAR, None, "60", "S39"),
    ("emla5", 12 * YEAR, None, "60", "S40"),
    ("lmx4", 1, None, "30", "S43"),
    ("lmx4", 3, None, "30", "S43"),
    ("lmx4", 1 * YEAR, None, "30", "S43"),
    ("lmx4", 18 * YEAR, None, "30", "S43"),
    ("tetracaine4", 1, None, "30", "S41"),
    ("tetracaine4", 5 * YEAR, None, "30", "S41"),
    ("emla5us", 0, "4", "60", "S38"),
    ("emla5us", 3, "5.1", "60", "S38"),
    ("emla5us", 1 * YEAR, "10.1", "60", "clinic"),
    ("emla5us", 7 * YEAR, "20.1", "60", "clinic"),
    ("emla5us", 13 * YEAR, "45", "60", "S37"),
    ("blt", 30 * YEAR, None, "15", "clinic"),
]


@pytest.mark.parametrize(("product", "age", "weight", "least", "source"), MINIMUMS)
def test_a_labels_minimum_is_reached_at_its_minute(
    product: str, age: int, weight: str | None, least: str, source: str
) -> None:
    session = a_session(age, weight)
    figure = band_of(PROTOCOL.anaesthetic(product), session).minimum_minutes
    assert figure is not None and (figure.value, figure.source) == (Decimal(least), source)
    applied = cream(product, minimum_minutes=int(figure), maximum_minutes=None, ended_at=None)
    (clock,) = (
        one
        for one in session_clocks(replace(session, anaesthetics=(applied,)), timedelta(0))
        if one.kind is ClockKind.ANAESTHETIC
    )
    on_at, step = applied.started_at, timedelta(seconds=1)
    reached = on_at + timedelta(minutes=int(least))
    assert clock.to_minimum(reached - step) == step
    assert clock.to_minimum(reached) == clock.to_minimum(reached + step) == timedelta(0)


def test_every_figure_of_every_band_is_in_the_tables() -> None:
    def band(product: str, age: int, weight: str | None) -> LabelBand:
        return band_of(PROTOCOL.anaesthetic(product), a_session(age, weight))

    tested = {
        (product, band(product, age, weight), what, Decimal(limit))
        for product, age, weight, what, limit, *_ in LABELS
    }
    tested |= {
        (product, band(product, age, weight), "least", Decimal(least))
        for product, age, weight, least, _ in MINIMUMS
    }
    for product in PROTOCOL.anaesthetics:
        adult = product.band(100 * YEAR, None)
        for row in (*product.younger, adult):
            figures = {
                "g": row.maximum_g,
                "cm2": row.maximum_cm2,
                "minutes": row.maximum_minutes,
                "least": row.minimum_minutes,
            }
            for what, figure in figures.items():
                assert figure is None or (product.code, row, what, figure.value) in tested, (row.who, what)


def test_what_no_source_limits_is_passed_by_nothing() -> None:
    applied = cream("emla5us", amount_g=Decimal(500), area_cm2=Decimal(5000), ended_at=minutes(900))
    found = passed_limits(a_session(13 * YEAR, anaesthetics=(applied,)), PROTOCOL)
    assert {one.code for one in found} == {"total lidocaine"}


# (product's name, weight, mL at the limit, step in mL, ceiling in mg, source)
INJECTED = [
    ("Lidocaine 1 %", "60", "27", "0.1", "270", "S65"),  # 4.5 mg/kg
    ("Lidocaine 1 %", "66", "29.7", "0.1", "297", "S65"),
    ("Lidocaine 1 %", "67", "30", "0.1", "300", "S65"),  # 300 mg before 301.5
    ("Lidocaine 2 %", "100", "15", "0.1", "300", "S65"),
    ("Lidocaine 1 %", None, "30", "0.1", "300", "S65"),
    ("Lidocaine 2 % + adrenaline", "60", "21", "0.1", "420", "S66"),  # 7 mg/kg
    ("Lidocaine 2 % with epinephrine 1:100 000", "71", "24.85", "0.05", "497", "S66"),
    ("Lidocaine 2 % + adrenaline", "72", "25", "0.1", "500", "S66"),
    ("Lidocaine 2 % + adrenaline", None, "25", "0.1", "500", "S66"),
]
# What no label forbids: it warns.
INJECTED_SOFT = [
    ("Procaine 2 %", "60", "30", "0.1", "600", "clinic"),  # 10 mg/kg
    ("Procaine 2 %", "99", "49.5", "0.1", "990", "clinic"),
    ("Procaine 2 %", "101", "50", "0.1", "1000", "clinic"),
    ("Procaine 1 %", None, "100", "0.1", "1000", "clinic"),
]
# (product's name, weight, mL at the clinic's threshold, step, mg, source)
WARNED = [
    ("Lidocaine 1 %", "50", "15", "0.1", "150", "S67"),  # 3 mg/kg
    ("Lidocaine 1 %", "66", "19.8", "0.1", "198", "S67"),
    ("Lidocaine 1 %", "67", "20", "0.1", "200", "clinic"),
    ("Lidocaine 1 %", None, "20", "0.1", "200", "clinic"),
    ("Procaine 2 %", "60", "21", "0.1", "420", "clinic"),  # 7 mg/kg
    ("Procaine 2 %", "72", "25", "0.1", "500", "clinic"),
    ("Procaine 2 %", None, "25", "0.1", "500", "clinic"),
]


def injected(name: str, volume: Decimal, weight: str | None, beginning: str) -> list[Passed]:
    shot = make_injection(volume_ml=str(volume))
    shot = replace(shot, entry=replace(shot.entry, product_name=name))
    return named(passed_limits(a_session(weight_kg=weight, injections=(shot,)), PROTOCOL), beginning)


@pytest.mark.parametrize(
    ("name", "weight", "ml", "step", "mg", "source", "beginning"),
    [*((*row, "dose") for row in INJECTED_SOFT), *((*row, "warning") for row in WARNED)],
)
def test_a_ceiling_without_a_label_and_a_threshold_warn_one_step_above(
    name: str, weight: str | None, ml: str, step: str, mg: str, source: str, beginning: str
) -> None:
    at = Decimal(ml)
    assert injected(name, at, weight, beginning) == []
    assert injected(name, at - Decimal(step), weight, beginning) == []
    (beyond,) = injected(name, at + Decimal(step), weight, beginning)
    assert (beyond.source, beyond.never) == (source, False)
    assert f"is above {mg} mg" in beyond.sentence


def test_every_ceiling_of_every_agent_is_in_the_tables() -> None:
    tested = {source for *_, source in (*INJECTED, *INJECTED_SOFT, *WARNED)}
    for agent in PROTOCOL.local_anaesthetics:
        figures = (
            agent.mg_per_kg,
            agent.maximum_mg,
            agent.mg_per_kg_with_adrenaline,
            agent.maximum_mg_with_adrenaline,
            agent.warning_mg_per_kg,
            agent.warning_mg,
        )
        assert {figure.source for figure in figures if figure} <= tested
        if agent.agent not in ("lidocaine", "procaine"):
            assert not any(figures), agent.agent


def test_several_lots_a_mix_and_creams_are_one_sum() -> None:
    def part(volume: str, strength: str, name: str = "lidocaine hydrochloride") -> InjectedComponent:
        held = (Ingredient(name=name, mg_per_ml=Decimal(strength)), Ingredient(name="parabens"))
        return make_component(volume_ml=Decimal(volume), ingredients=held)

    saline = make_component(volume_ml=Decimal(8), ingredients=(Ingredient(name="sodium chloride"),))

    def passed(last: str) -> list[tuple[str, bool]]:
        shots = (
            make_injection(volume_ml="10", components=(part("10", "10"),)),
            make_injection("tlr", volume_ml="10", components=(part("2", "20"), saline)),
            make_injection("bul", volume_ml=last, components=(part(last, "10"),)),
        )
        creams = (cream("lmx4", amount_g=Decimal(1), ended_at=minutes(30)),)
        session = a_session(weight_kg="60", injections=shots, anaesthetics=creams)
        (dose,) = agent_doses(session, PROTOCOL)
        assert dose.injected_mg == 140 + 10 * Decimal(last)
        assert dose.total_mg == dose.injected_mg + 40
        found = passed_limits(session, PROTOCOL)
        return [(one.code, one.never) for one in found if "lidocaine" in one.code]

    # 4.5 mg/kg of 60 kg are 270 mg: with the cream's 40 mg after 9 mL more, injected alone after 13 mL more.
    assert passed("9") == [("warning lidocaine", False)]
    assert passed("9.1") == [("total lidocaine", False)]
    assert passed("13") == [("total lidocaine", False)]
    assert passed("13.1") == [("dose lidocaine", True)]


@pytest.mark.parametrize(("ml", "passes"), [("9.999", False), ("10", False), ("10.001", True)])
def test_a_zone_warns_one_step_above_the_clinics_figure(ml: str, passes: bool) -> None:
    found = passed_limits(a_session(injections=(make_injection(volume_ml=ml),)), PROTOCOL)
    assert [(one.code, one.never) for one in found] == ([("zone tll", False)] if passes else [])


@pytest.mark.parametrize(("ml", "passes"), [("0.999", False), ("1", False), ("1.001", True)])
def test_a_session_warns_one_step_above_the_clinics_figure(ml: str, passes: bool) -> None:
    shots = tuple(make_injection(code, volume_ml="9.5") for code in ("tll", "tlr"))
    found = passed_limits(a_session(injections=(*shots, make_injection("bul", volume_ml=ml))), PROTOCOL)
    assert [(one.code, one.never) for one in found] == ([("session", False)] if passes else [])


def test_what_is_on_the_skin_is_summed_a_product_with_its_row() -> None:
    creams = (
        cream("emla5", amount_g=Decimal(20), area_cm2=Decimal(100), ended_at=minutes(60)),
        cream("emla5", amount_g=Decimal("1.5"), ended_at=None),
        cream("lmx4", ended_at=None),
    )
    session = a_session(8 * YEAR, anaesthetics=creams)
    on = {one.code: one for one in on_skin(session, PROTOCOL, minutes(92.9))}
    assert (on["emla5"].amount_g, on["emla5"].area_cm2, on["emla5"].minutes) == (
        Decimal("21.5"),
        Decimal(100),
        90,
    )
    assert on["emla5"].band.maximum_g is not None and on["emla5"].band.maximum_g.value == 20
    assert (on["lmx4"].amount_g, on["lmx4"].area_cm2) == (None, None)
    assert on_skin(session, PROTOCOL)[0].minutes == 58


@pytest.mark.parametrize(("name", "weight", "ml", "step", "mg", "source"), INJECTED)
def test_injected_lidocaine_is_stopped_above_its_label(
    name: str, weight: str | None, ml: str, step: str, mg: str, source: str
) -> None:
    def passed(volume: Decimal) -> list[Passed]:
        shot = make_injection(volume_ml=str(volume))
        shot = replace(shot, entry=replace(shot.entry, product_name=name))
        return named(passed_limits(a_session(weight_kg=weight, injections=(shot,)), PROTOCOL), "dose")

    assert passed(Decimal(ml)) == passed(Decimal(ml) - Decimal(step)) == []
    (beyond,) = passed(Decimal(ml) + Decimal(step))
    assert (beyond.source, beyond.never) == (source, True)
    assert f"is above {mg} mg" in beyond.sentence


def test_the_clinics_own_thresholds_warn_before_the_label() -> None:
    def passed(name: str, ml: str, weight: str | None) -> list[tuple[str, str, bool]]:
        shot = make_injection(volume_ml=ml)
        shot = replace(shot, entry=replace(shot.entry, product_name=name))
        found = passed_limits(a_session(weight_kg=weight, injections=(shot,)), PROTOCOL)
        return [
            (one.code, one.source, one.never) for one in found if not one.code.startswith(("ses", "zone"))
        ]

    assert passed("lidocaine 1 %", "18", "60") == []
    assert passed("lidocaine 1 %", "18.1", "60") == [("warning lidocaine", "S67", False)]
    assert passed("lidocaine 1 %", "20", None) == []
    assert passed("lidocaine 1 %", "20.1", None) == [("warning lidocaine", "clinic", False)]
    assert passed("Procaine 2 %", "25", None) == []
    assert passed("Procaine 2 %", "25.1", None) == [("warning procaine", "clinic", False)]
    assert passed("Procaine 2 %", "21.1", "60") == [("warning procaine", "clinic", False)]
    assert passed("Procaine 2 %", "50.1", None) == [("dose procaine", "clinic", False)]


def test_lidocaine_is_summed_over_every_formulation() -> None:
    shots = [make_injection(volume_ml="5"), make_injection(zone_code="tlr", volume_ml="2.5")]
    names = ("Mix 12: hyaluronidase, lidocaine 1 %", "Xylocaine 2 %")
    injections = tuple(
        replace(shot, entry=replace(shot.entry, product_name=name))
        for shot, name in zip(shots, names, strict=True)
    )
    creams = (cream("emla5", amount_g=Decimal(4)), cream("lmx4", amount_g=Decimal("1.5")))
    session = a_session(weight_kg="60", injections=injections, anaesthetics=creams)
    lidocaine, prilocaine = agent_doses(session, PROTOCOL)
    assert (lidocaine.injected_mg, lidocaine.on_skin_mg) == (Decimal(100), Decimal(160))
    assert lidocaine.total_mg == 260
    assert lidocaine.ceiling is not None and lidocaine.ceiling.mg == 270
    assert (prilocaine.agent, prilocaine.ceiling) == ("prilocaine", None)
    assert prilocaine.total_mg == 100


def test_all_formulations_together_warn_above_the_injected_label_and_do_not_stop() -> None:
    shot = make_injection(volume_ml="10")
    shot = replace(shot, entry=replace(shot.entry, product_name="Lidocaine 1 %"))

    def passed(grams: str) -> list[tuple[str, bool]]:
        creams = (cream("emla5", amount_g=Decimal(grams), ended_at=minutes(60)),)
        session = a_session(weight_kg="60", injections=(shot,), anaesthetics=creams)
        return [(one.code, one.never) for one in passed_limits(session, PROTOCOL)]

    assert passed("6.8") == [("warning lidocaine", False)]
    assert passed("6.9") == [("total lidocaine", False)]


def test_one_plain_syringe_takes_the_plain_ceiling_for_all() -> None:
    shots = [make_injection(volume_ml="10"), make_injection(zone_code="tlr", volume_ml="1")]
    names = ("Lidocaine 2 % + adrenaline", "Lidocaine 2 %")
    injections = tuple(
        replace(shot, entry=replace(shot.entry, product_name=name))
        for shot, name in zip(shots, names, strict=True)
    )
    (dose,) = agent_doses(a_session(weight_kg="60", injections=injections), PROTOCOL)
    assert not dose.with_adrenaline
    assert dose.ceiling is not None and dose.ceiling.mg == 270


def test_two_products_on_the_skin_are_summed_against_the_smaller_limit() -> None:
    creams = (
        cream("emla5", area_cm2=Decimal(300), ended_at=minutes(60)),
        cream("lmx4", area_cm2=Decimal(301), ended_at=minutes(60)),
    )
    (passed,) = passed_limits(a_session(anaesthetics=creams), PROTOCOL)
    assert (passed.code, passed.source, passed.never) == ("all cm²", "S40", False)
    fewer = (creams[0], replace(creams[1], area_cm2=Decimal(300)))
    assert passed_limits(a_session(anaesthetics=fewer), PROTOCOL) == ()


def test_volumes_warn_above_the_clinics_figures() -> None:
    at = (make_injection(volume_ml="10"), make_injection(zone_code="tlr", volume_ml="10"))
    assert passed_limits(a_session(injections=at), PROTOCOL) == ()
    above = (*at, make_injection(zone_code="tlr", volume_ml="0.001"))
    passed = passed_limits(a_session(injections=above), PROTOCOL)
    assert [(one.code, one.never) for one in passed] == [("session", False), ("zone tlr", False)]
    voided = (*at, replace(above[-1], voided_at=minutes(30)))
    assert passed_limits(a_session(injections=voided), PROTOCOL) == ()


def test_an_unknown_strength_or_weight_is_said() -> None:
    shot = make_injection(volume_ml="3")
    shot = replace(shot, entry=replace(shot.entry, product_name="Mix 3 with lidocaine"))
    (dose,) = agent_doses(a_session(injections=(shot,)), PROTOCOL)
    assert dose.unknown and dose.injected_mg == 0
    assert unknown_weight(a_session()) == "weight unknown: mg/kg can't be checked"
    assert unknown_weight(a_session(weight_kg="60")) == ""


@pytest.mark.parametrize(
    ("name", "mg_per_ml"),
    [
        ("Lidocaine 1 %", "10"),
        ("2% Xylocaïne", "20"),
        ("lidocaine 20 mg/mL", "20"),
        ("Mix: hyaluronic acid 2 %, lidocaine 0,5 %", "5"),
        ("hyaluronic acid 2 %", "0"),
        ("Procaine 2 %; lidocaine 1 %", "10"),
        ("Lidocaine", None),
        ("Mix 12", "0"),
    ],
)
def test_a_strength_is_read_from_a_products_name(name: str, mg_per_ml: str | None) -> None:
    lidocaine = PROTOCOL.local_anaesthetics[0]
    found = strength_mg_per_ml(name, lidocaine)
    assert found == (None if mg_per_ml is None else Decimal(mg_per_ml))


def test_age_counts_completed_months() -> None:
    assert age_months(date(2014, 3, 3), date(2026, 3, 2)) == 143
    assert age_months(date(2014, 3, 2), date(2026, 3, 2)) == 144
    assert age_months(date(2026, 3, 2), date(2026, 3, 1)) == 0


@given(some.integers(0, 100 * YEAR), some.decimals("0.5", "150", places=1))
def test_a_lighter_person_never_gets_a_more_generous_row(age: int, weight: Decimal) -> None:
    for product in PROTOCOL.anaesthetics:
        light = band_of(product, a_session(age, str(weight)))
        heavy = band_of(product, a_session(age, str(weight + 1)))
        assert light.from_months <= heavy.from_months <= age
