"""Every limit for one client in words, with what stands behind each source."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from textual.content import Content

from mesotui.domain.dosage import AgentDose, Ceiling, agent_doses, ceiling
from mesotui.domain.dose import trimmed
from mesotui.domain.interactions import Contents
from mesotui.domain.limits import OnSkin, band_of, on_skin, passed_limits, unknown_weight
from mesotui.domain.protocol import Figure, LabelBand, LocalAnaesthetic, Protocol, TopicalAnaesthetic
from mesotui.domain.treatment import TreatmentSession
from mesotui.ui.interaction_lines import against_lines
from mesotui.ui.record_lines import passed_words

_NO_AUTHORITY = "no authority was found: the clinic sets this number itself"


def limit_lines(
    session: TreatmentSession,
    protocol: Protocol,
    sources: Mapping[str, str],
    about_to: Sequence[Contents] = (),
    *,
    now: datetime,
) -> list[Content]:
    """Write what was passed, what speaks against what is used, then each limit, then the sources.

    Args:
        session: whose limits.
        protocol: the clinic's limits.
        sources: what each source id stands for.
        about_to: what is about to be used.
        now: until when to count what is still on the skin.
    """
    passed = passed_limits(session, protocol, now=now)
    lines = [
        Content.styled(passed_words(one), "$danger bold" if one.never else "$warn") for one in passed
    ] or [Content.styled("✓ No limit is passed.", "$ok")]
    lines.append(_about_weight(session))
    found, found_in = against_lines(session, about_to, protocol)
    lines += [Content(""), Content.styled("Allergies and interactions", "bold $accent"), *found]
    figures: list[tuple[str, Figure | None, str]] = [
        ("A session", protocol.limits.session_volume_ml, "mL"),
        ("A zone", protocol.limits.zone_volume_ml, "mL"),
    ]
    lines += [Content(""), Content.styled("Volume", "bold $accent")]
    lines += [Content(f"  {told}: {_told(figure, unit)}") for told, figure, unit in figures if figure]
    lines += [Content(""), Content.styled("Local anaesthetic, over all formulations", "bold $accent")]
    doses = agent_doses(session, protocol)
    lines += [Content(f"  {_about_agent(agent, session, doses)}") for agent in protocol.local_anaesthetics]
    lines += [Content(""), Content.styled("On the skin", "bold $accent")]
    so_far = {on.code: on for on in on_skin(session, protocol, now)}
    lines += [
        Content(f"  {_about_product(product, session, so_far.get(product.code))}")
        for product in protocol.anaesthetics
    ]
    used = sorted(_sources(session, protocol) | found_in, key=lambda name: (len(name), name))
    lines += [Content(""), Content.styled("Sources", "bold $accent")]
    lines += [
        Content.assemble((f"  {name}  ", "bold"), (sources.get(name, _NO_AUTHORITY), "$quiet"))
        for name in used
    ]
    lines += [Content.styled("  ! marks what is only gone on past with a typed reason.", "$quiet")]
    return lines


def _about_weight(session: TreatmentSession) -> Content:
    if unknown := unknown_weight(session):
        return Content.styled(f"▲ {unknown}", "$warn")
    return Content(f"Weight {trimmed(session.weight_kg)} kg" if session.weight_kg else "")


def _about_agent(agent: LocalAnaesthetic, session: TreatmentSession, doses: Sequence[AgentDose]) -> str:
    ceilings = [
        (ceiling(agent, session.weight_kg, with_adrenaline=with_adrenaline), how)
        for with_adrenaline, how in ((False, ""), (True, " with adrenaline"))
        if agent.maximum_mg_with_adrenaline or not with_adrenaline
    ]
    told = [f"at most {_of(one)}{how}" for one, how in ceilings if one]
    warns = [
        _told(figure, unit)
        for figure, unit in ((agent.warning_mg_per_kg, "mg/kg"), (agent.warning_mg, "mg"))
        if figure
    ]
    parts = [", ".join(told) or "no source gives a ceiling; the sum is shown"]
    given = [dose for dose in doses if dose.agent == agent.agent]
    parts += [
        f"so far {trimmed(dose.injected_mg)} mg injected, {trimmed(dose.on_skin_mg)} mg on the skin"
        for dose in given
    ]
    parts += [f"warns from {', '.join(warns)}"] if warns else []
    return f"{agent.agent}: {' · '.join(parts)}"


def _of(one: Ceiling) -> str:
    per_kg = f"{trimmed(one.figure.value)} mg/kg, " if one.per_kg else ""
    return f"{trimmed(one.mg)} mg ({per_kg}{one.figure.source}{'!' if one.figure.never else ''})"


def _about_product(product: TopicalAnaesthetic, session: TreatmentSession, on: OnSkin | None) -> str:
    band = band_of(product, session)
    if band.not_used_source:
        mark = "!" if band.not_used_never else ""
        return f"{product.name}: not for people of this age ({band.who}, {band.not_used_source}{mark})"
    told = [_told(figure, unit) for figure, unit in _figures(band) if figure]
    who = f", {band.who}" if band.who else ""
    if on is not None:
        given = [(on.amount_g, "g"), (on.area_cm2, "cm²"), (Decimal(on.minutes), "min")]
        told.append(
            f"so far {', '.join(f'{trimmed(much)} {unit}' for much, unit in given if much is not None)}"
        )
    return f"{product.name}{who}: {' · '.join(told)}"


def _figures(band: LabelBand) -> Iterator[tuple[Figure | None, str]]:
    yield band.maximum_g, "g"
    yield band.maximum_cm2, "cm²"
    yield band.minimum_minutes, "min at least"
    yield band.maximum_minutes, "min at most"
    yield band.maximum_g_in_24_h, "g in 24 h"
    yield band.maximum_doses_in_24_h, "doses in 24 h"
    yield band.minimum_hours_between, "h between doses"


def _told(figure: Figure, unit: str) -> str:
    return f"{trimmed(figure.value)} {unit} ({figure.source}{'!' if figure.never else ''})"


def _sources(session: TreatmentSession, protocol: Protocol) -> set[str]:
    limits = protocol.limits
    figures: list[Figure | None] = [limits.session_volume_ml, limits.zone_volume_ml]
    for product in protocol.anaesthetics:
        figures += [figure for figure, _ in _figures(band_of(product, session))]
    for agent in protocol.local_anaesthetics:
        figures += [
            agent.mg_per_kg,
            agent.maximum_mg,
            agent.mg_per_kg_with_adrenaline,
            agent.maximum_mg_with_adrenaline,
            agent.warning_mg_per_kg,
            agent.warning_mg,
        ]
    bands = [band_of(product, session) for product in protocol.anaesthetics]
    return {figure.source for figure in figures if figure} | {
        band.not_used_source for band in bands if band.not_used_source
    }
