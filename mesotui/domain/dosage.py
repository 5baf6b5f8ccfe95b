"""How much local anaesthetic a session gives, summed over everything injected and put on the skin."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mesotui.domain.protocol import Figure, LocalAnaesthetic, Protocol
from mesotui.domain.text import folded
from mesotui.domain.treatment import Injection, TreatmentSession

_ADRENALINE = re.compile(r"\b(adrenalin|epinephrin)", re.IGNORECASE)
_NUMBER = r"(?P<number>\d{1,3}(?:[.,]\d{1,3})?)\s*(?P<unit>%|mg\s*/\s*ml)"
_MG_PER_ML_OF_ONE_PERCENT = 10  # S69: 1 % = 10 mg/mL


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """The most of an agent for one person: a label's mg, or its mg/kg times the weight."""

    mg: Decimal
    figure: Figure
    per_kg: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDose:
    """One agent in one session, in mg. What lies on the skin is counted whole: no share is invented."""

    agent: str
    injected_mg: Decimal
    on_skin_mg: Decimal
    with_adrenaline: bool
    """Whether all that was injected of it came with adrenaline."""
    unknown: bool
    """Whether some was given of which the strength or the amount isn't known: the sums are too low then."""
    ceiling: Ceiling | None
    """None where no source gives one."""
    warning: Ceiling | None

    @property
    def total_mg(self) -> Decimal:
        """Over all formulations."""
        return self.injected_mg + self.on_skin_mg


def agent_doses(session: TreatmentSession, protocol: Protocol) -> tuple[AgentDose, ...]:
    """Sum each agent that the session gives, in the order of the clinic's data."""
    doses = (_dose(session, protocol, agent) for agent in protocol.local_anaesthetics)
    return tuple(dose for dose in doses if dose is not None)


def strength_mg_per_ml(name: str, agent: LocalAnaesthetic) -> Decimal | None:
    """Read an agent's strength from a product's name, such as ``lidocaine 1 %`` or ``2% Xylocaine``.

    A strength written for a part of a mixture is taken for the whole: too high rather than too low.

    Returns:
        mg per mL; 0 where the name doesn't name the agent, None where it does and gives no strength.
    """
    return _strength_mg_per_ml(name, agent.names)


def ceiling(agent: LocalAnaesthetic, weight_kg: Decimal | None, *, with_adrenaline: bool) -> Ceiling | None:
    """Give the lowest of the ceilings that can be worked out.

    Args:
        agent: the agent's ceilings.
        weight_kg: None where nobody knows it: then only the mg count.
        with_adrenaline: whether all of it comes with adrenaline.
    """
    if with_adrenaline and agent.maximum_mg_with_adrenaline:
        return _lowest(agent.mg_per_kg_with_adrenaline, agent.maximum_mg_with_adrenaline, weight_kg)
    return _lowest(agent.mg_per_kg, agent.maximum_mg, weight_kg)


def _dose(session: TreatmentSession, protocol: Protocol, agent: LocalAnaesthetic) -> AgentDose | None:
    injected, plain, unknown = _injected(session.standing_injections, agent)
    on_skin, unmeasured = _on_skin(session, protocol, agent)
    if not (injected or unknown or on_skin or unmeasured):
        return None
    with_adrenaline = bool(injected) and not plain
    return AgentDose(
        agent=agent.agent,
        injected_mg=injected,
        on_skin_mg=on_skin,
        with_adrenaline=with_adrenaline,
        unknown=unknown or unmeasured,
        ceiling=ceiling(agent, session.weight_kg, with_adrenaline=with_adrenaline),
        warning=_lowest(agent.warning_mg_per_kg, agent.warning_mg, session.weight_kg),
    )


def _injected(injections: Iterable[Injection], agent: LocalAnaesthetic) -> tuple[Decimal, bool, bool]:
    """Sum the mg; tell whether some was without adrenaline, and whether some is of unknown strength."""
    mg, plain, unknown = Decimal(0), False, False
    for injection in injections:
        given, adrenaline = _given(injection, agent)
        unknown = unknown or None in given
        mg += sum((one for one in given if one is not None), Decimal(0))
        plain = plain or (bool(given) and not adrenaline)
    return mg, plain, unknown


def _given(injection: Injection, agent: LocalAnaesthetic) -> tuple[list[Decimal | None], bool]:
    """Give the mg of an agent in one entry, None where the strength isn't known; and if adrenaline is in it.

    What the lots hold counts where the entry has lots; else what the product's name says.
    """
    if not injection.components:
        name = injection.entry.product_name
        strength = strength_mg_per_ml(name, agent)
        given = [] if strength == 0 else [None if strength is None else strength * injection.volume_ml]
        return given, _has_adrenaline(name)
    held = [(part.volume_ml, one) for part in injection.components for one in part.ingredients]
    return [
        None if one.mg_per_ml is None else volume_ml * one.mg_per_ml
        for volume_ml, one in held
        if not _words(one.name).isdisjoint(agent.names)
    ], any(_has_adrenaline(one.name) for _, one in held)


def _on_skin(session: TreatmentSession, protocol: Protocol, agent: LocalAnaesthetic) -> tuple[Decimal, bool]:
    """Sum the mg in everything that was put on the skin; tell whether an amount isn't known."""
    mg, unmeasured = Decimal(0), False
    products = {product.code: product for product in protocol.anaesthetics}
    for applied in session.anaesthetics:
        product = products.get(applied.product_code)
        for part in product.contents if product else ():
            if part.agent != agent.agent:
                continue
            if applied.amount_g is None:
                unmeasured = True
            else:
                mg += applied.amount_g * part.mg_per_g.value
    return mg, unmeasured


@lru_cache(maxsize=4096)
def _strength_mg_per_ml(name: str, names: tuple[str, ...]) -> Decimal | None:
    parts = [part for part in re.split(r"[;+]|,(?!\d)", name) if not _words(part).isdisjoint(names)]
    if not parts:
        return Decimal(0)
    found = [match for part in parts for match in re.finditer(_NUMBER, part, re.IGNORECASE)]
    if not found:
        return None
    return max(_mg_per_ml(match["number"], match["unit"]) for match in found)


def _mg_per_ml(number: str, unit: str) -> Decimal:
    amount = Decimal(number.replace(",", "."))
    return amount * _MG_PER_ML_OF_ONE_PERCENT if unit == "%" else amount


def _lowest(per_kg: Figure | None, most: Figure | None, weight_kg: Decimal | None) -> Ceiling | None:
    ceilings = []
    if most:
        ceilings.append(Ceiling(mg=most.value, figure=most, per_kg=False))
    if per_kg and weight_kg is not None:
        ceilings.append(Ceiling(mg=per_kg.value * weight_kg, figure=per_kg, per_kg=True))
    return min(ceilings, key=lambda one: one.mg) if ceilings else None


# All entries are summed anew at each, and the names in them are always the same few.
@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    return frozenset(folded(name).split())


@lru_cache(maxsize=4096)
def _has_adrenaline(name: str) -> bool:
    return _ADRENALINE.search(folded(name)) is not None
