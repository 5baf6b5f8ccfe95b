"""Which limits a session has passed: volumes, what is on the skin, and local anaesthetic in mg.

At a limit is within it; a limit is passed by whatever is above. What a label says may not be passed is
``never``: going on asks for a typed reason. Everything else is told, and stops nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from mesotui.domain.dosage import AgentDose, Ceiling, agent_doses
from mesotui.domain.dose import plain, trimmed
from mesotui.domain.protocol import Figure, LabelBand, Protocol, TopicalAnaesthetic
from mesotui.domain.treatment import Anaesthetic, TreatmentSession

_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A limit that was passed."""

    code: str
    """The limit's own name, the same as long as it is the same limit: ``dose lidocaine``, ``zone tll``."""
    sentence: str
    source: str
    never: bool
    """Whether a label says that it may not be passed."""


def passed_limits(
    session: TreatmentSession,
    protocol: Protocol,
    *,
    earlier: Sequence[Anaesthetic] = (),
    now: datetime | None = None,
) -> tuple[Passed, ...]:
    """Give every limit that a session has passed; what a label forbids comes first.

    Args:
        session: the session as it stands; what was voided doesn't count.
        protocol: the clinic's limits.
        earlier: what was put on this client's skin in other sessions of the last days.
        now: how long to count what is still on the skin; None counts only what is off.
    """
    found = [
        *_volumes(session, protocol),
        *_on_skin(session, protocol, earlier, now),
        *(passed for dose in agent_doses(session, protocol) for passed in _of_dose(dose)),
    ]
    return tuple(sorted(found, key=lambda passed: not passed.never))


def age_months(born: date, on: date) -> int:
    """Give completed months of life."""
    months = (on.year - born.year) * 12 + on.month - born.month
    return max(0, months - (on.day < born.day))


def band_of(product: TopicalAnaesthetic, session: TreatmentSession) -> LabelBand:
    """Give the label's row for this session's client, at their age on its day."""
    on = (session.started_at + session.utc_offset).date()
    return product.band(age_months(session.client.birth_date, on), session.weight_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSkin:
    """All of one product that was put on the skin in a session."""

    code: str
    name: str
    amount_g: Decimal | None
    """None where nobody told one."""
    area_cm2: Decimal | None
    minutes: int
    """Of the one that was on longest: whole ones that are over."""
    band: LabelBand
    """The label's row for the client."""


def on_skin(session: TreatmentSession, protocol: Protocol, now: datetime | None = None) -> tuple[OnSkin, ...]:
    """Give what was put on the skin, a product each.

    Args:
        session: the session.
        protocol: the clinic's products.
        now: how long to count what is still on; None counts only what is off.
    """
    found = []
    for product in protocol.anaesthetics:
        applied = [one for one in session.anaesthetics if one.product_code == product.code]
        if applied:
            grams = [one.amount_g for one in applied if one.amount_g is not None]
            areas = [one.area_cm2 for one in applied if one.area_cm2 is not None]
            spans = [((one.ended_at or now or one.started_at) - one.started_at) for one in applied]
            found.append(
                OnSkin(
                    code=product.code,
                    name=product.short_name,
                    amount_g=_sum(grams) if grams else None,
                    area_cm2=_sum(areas) if areas else None,
                    minutes=int(max(spans) / timedelta(minutes=1)),
                    band=band_of(product, session),
                )
            )
    return tuple(found)


def unknown_weight(session: TreatmentSession) -> str:
    """Say what can't be checked while the weight isn't known; empty when it is."""
    return "weight unknown: mg/kg can't be checked" if session.weight_kg is None else ""


def _volumes(session: TreatmentSession, protocol: Protocol) -> Iterator[Passed]:
    most = protocol.limits.session_volume_ml
    if session.volume_ml > most.value:
        yield _passed("session", f"{plain(session.volume_ml)} mL in this session", most, "mL")
    most = protocol.limits.zone_volume_ml
    zones: dict[str, tuple[str, Decimal]] = {}
    for injection in session.standing_injections:
        code = injection.entry.zone_code
        before = zones[code][1] if code in zones else Decimal(0)
        zones[code] = (injection.zone_name, before + injection.volume_ml)
    for code, (name, volume_ml) in zones.items():
        if volume_ml > most.value:
            yield _passed(f"zone {code}", f"{name} {plain(volume_ml)} mL", most, "mL a zone")


def _on_skin(
    session: TreatmentSession, protocol: Protocol, earlier: Sequence[Anaesthetic], now: datetime | None
) -> Iterator[Passed]:
    bands: list[LabelBand] = []
    for product in protocol.anaesthetics:
        applied = [one for one in session.anaesthetics if one.product_code == product.code]
        if not applied:
            continue
        band = band_of(product, session)
        bands.append(band)
        before = [one for one in earlier if one.product_code == product.code]
        yield from _of_product(product, band, applied)
        yield from _of_the_day(product, band, [*before, *applied])
        for one in applied:
            yield from _of_minutes(product, band, one, now)
    if len(bands) > 1:
        yield from _of_all(session, bands)


def _of_product(
    product: TopicalAnaesthetic, band: LabelBand, applied: Sequence[Anaesthetic]
) -> Iterator[Passed]:
    name = product.short_name
    if band.not_used_source:
        yield Passed(
            code=f"people {product.code}",
            sentence=f"{name}: the label isn't for people of this age ({band.who})",
            source=band.not_used_source,
            never=band.not_used_never,
        )
    for what, most, unit in (("g", band.maximum_g, "g"), ("cm2", band.maximum_cm2, "cm²")):
        given = _sum(one.amount_g if what == "g" else one.area_cm2 for one in applied)
        if most and given > most.value:
            yield _passed(f"{what} {product.code}", f"{name} {trimmed(given)} {unit}", most, unit, band.who)
    if product.never_covered_source and any(one.occluded for one in applied):
        yield Passed(
            code=f"covered {product.code}",
            sentence=f"{name} is not to be covered",
            source=product.never_covered_source,
            never=False,
        )


def _of_the_day(
    product: TopicalAnaesthetic, band: LabelBand, applied: Sequence[Anaesthetic]
) -> Iterator[Passed]:
    """Give what the doses of the 24 hours up to the last one have passed."""
    name, last = product.short_name, max(one.started_at for one in applied)
    within = [one for one in applied if last - one.started_at < _DAY]
    doses = _doses(within)
    most = band.maximum_g_in_24_h
    grams = _sum(one.amount_g for one in within)
    if most and grams > most.value:
        yield _passed(f"g24 {product.code}", f"{name} {trimmed(grams)} g in 24 h", most, "g")
    most = band.maximum_doses_in_24_h
    if most and len(doses) > most.value:
        yield _passed(f"doses {product.code}", f"{name} {len(doses)} times in 24 h", most, "", band.who)
    least = band.minimum_hours_between
    if least and len(doses) > 1 and doses[-1] - doses[-2] < timedelta(hours=float(least.value)):
        yield Passed(
            code=f"hours {product.code}",
            sentence=f"{name} again within {trimmed(least.value)} h",
            source=least.source,
            never=least.never,
        )


def _of_minutes(
    product: TopicalAnaesthetic, band: LabelBand, applied: Anaesthetic, now: datetime | None
) -> Iterator[Passed]:
    most, until = band.maximum_minutes, applied.ended_at or now
    if most is None or until is None:
        return
    minutes = (until - applied.started_at) / timedelta(minutes=1)
    if minutes > most.value:
        told = f"{product.short_name} {int(minutes)} min on the skin"
        yield _passed(f"minutes {applied.id}", told, most, "min", band.who)


def _of_all(session: TreatmentSession, bands: Sequence[LabelBand]) -> Iterator[Passed]:
    """Compare the sum over all products with the smallest of their limits: no label sums products."""
    used = [one for one in session.anaesthetics if not one.is_none]
    sums = (
        ("g", _sum(one.amount_g for one in used), [band.maximum_g for band in bands]),
        ("cm²", _sum(one.area_cm2 for one in used), [band.maximum_cm2 for band in bands]),
    )
    for unit, given, figures in sums:
        least = min((figure for figure in figures if figure), key=lambda one: one.value, default=None)
        if least and given > least.value:
            yield Passed(
                code=f"all {unit}",
                sentence=f"All products {trimmed(given)} {unit}: the smallest of their limits is"
                f" {trimmed(least.value)} {unit}",
                source=least.source,
                never=False,
            )


def _of_dose(dose: AgentDose) -> Iterator[Passed]:
    """Stop at what was injected; what lies on the skin is counted whole, and only warns.

    The labels of creams allow far more mg on the skin than the label of the injected drug allows in all.
    """
    highest = dose.ceiling
    if highest and dose.injected_mg > highest.mg:
        told = f"{dose.agent} {trimmed(dose.injected_mg)} mg injected"
        yield _of_ceiling(f"dose {dose.agent}", told, highest, never=highest.figure.never)
    elif highest and dose.total_mg > highest.mg:
        told = f"{dose.agent} {trimmed(dose.total_mg)} mg with all that is on the skin"
        yield _of_ceiling(f"total {dose.agent}", told, highest, never=False)
    elif dose.warning and dose.total_mg > dose.warning.mg:
        told = f"{dose.agent} {trimmed(dose.total_mg)} mg"
        yield _of_ceiling(f"warning {dose.agent}", told, dose.warning, never=False)


def _of_ceiling(code: str, told: str, ceiling: Ceiling, *, never: bool) -> Passed:
    per_kg = f" ({trimmed(ceiling.figure.value)} mg/kg)" if ceiling.per_kg else ""
    sentence = f"{told} is above {trimmed(ceiling.mg)} mg{per_kg}"
    return Passed(code=code, sentence=sentence, source=ceiling.figure.source, never=never)


def _passed(code: str, told: str, most: Figure, unit: str, who: str = "") -> Passed:
    limit = f"{trimmed(most.value)} {unit}".strip()
    whose = f" ({who})" if who else ""
    return Passed(code=code, sentence=f"{told} is above {limit}{whose}", source=most.source, never=most.never)


def _doses(applied: Sequence[Anaesthetic]) -> list[datetime]:
    """Give when each dose began: what is put on while the one before is still on belongs to that dose."""
    doses: list[datetime] = []
    until: datetime | None = None
    for one in sorted(applied, key=lambda one: one.started_at):
        if not doses or (until is not None and one.started_at >= until):
            doses.append(one.started_at)
            until = one.ended_at
        elif until is not None:
            until = None if one.ended_at is None else max(until, one.ended_at)
    return doses


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
