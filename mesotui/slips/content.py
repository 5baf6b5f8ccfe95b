"""What a slip says: the text that stands alone, and what its codes hold."""

import secrets
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TypeVar

from mesotui.clinic.aftercare import LOT_FACTS, PLACEHOLDER, PRODUCT_FACTS, ZONE_FACTS, AftercareText
from mesotui.clinic.aftercare.advice import SPANS, Family, short, until
from mesotui.domain.errors import Refused
from mesotui.domain.people import Site
from mesotui.domain.slip_choices import AS_SHIPPED, Instructions, SlipChoices
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import Injection, TreatmentSession
from mesotui.slips.payloads import NOTE_LIMIT_BYTES, call, contact, note_bytes, plain_text, visit
from mesotui.slips.slip import FRAMED
from mesotui.slips.told import told_day, told_moment, told_number, told_short_day

# Crockford's base 32: no I, L, O or U, which are misread or misheard on the telephone.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 8
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipContent:
    """A slip that wasn't given yet. Nothing in it names the client."""

    code: str
    language: str
    text_version: str
    text: str
    """Everything in words; headings stand after an empty line, no line is wrapped."""
    instructions: bytes
    """A vCard 3.0 of the clinic with the short instructions, or these as plain text."""
    visit: bytes
    """A VEVENT; empty without a next visit."""
    call: bytes
    """A ``tel:`` link; empty without a clinic telephone."""
    captions: tuple[str, ...]
    """For instructions, visit and call what stands over the code and what a phone makes of it; at last what
    names the letters by which the slip is checked."""


def new_code(random_bits: Callable[[int], int] = secrets.randbits) -> str:
    """Make a slip code from 40 random bits: eight base-32 characters that aren't mistaken for one another."""
    bits = random_bits(5 * _CODE_LENGTH)
    return "".join(_CODE_LETTERS[bits >> 5 * place & 31] for place in reversed(range(_CODE_LENGTH)))


def compose(
    session: TreatmentSession,
    site: Site,
    next_visit: datetime | None,
    text: AftercareText,
    *,
    code: str,
    now: datetime,
    approved: bool = False,
    choices: SlipChoices = AS_SHIPPED,
) -> SlipContent:
    """Write the slip of a session.

    Times of the treatment are told with the room's offset. The next visit is told in the time zone it comes
    with, since the clocks may change before it; where it comes in UTC, with the room's offset too.

    Args:
        session: what was done; times count from its end, or from ``now`` while it is open.
        site: the clinic as its clients know it.
        next_visit: aware; None where it isn't known.
        text: the aftercare text in the client's language.
        code: from ``new_code``.
        now: aware.
        approved: whether the clinic approved the text; the slip says so where it didn't.
        choices: the clinic's.

    Raises:
        Refused: nothing was injected, or the clinic's data don't fit into the codes.
    """
    if not session.standing_injections:
        raise Refused("Nothing was injected in this session, so there is no slip. Log the zones first.")
    room = timezone(session.utc_offset)
    families = _families(session, text)
    facts = _facts(session, site, text, code, (session.ended_at or now).astimezone(room), families)
    if next_visit is not None:
        told = next_visit.astimezone(room) if next_visit.tzinfo is UTC else next_visit
        facts["visit"] = told_moment(told, text.language, with_year=True)
    note = _filled(text.note, facts).strip()
    too_long = note_bytes(note) - NOTE_LIMIT_BYTES
    if too_long > 0:
        raise Refused(
            f"The note of aftercare/{text.language}/aftercare.toml is {too_long} bytes too long once filled"
            " in. Shorten it."
        )
    make = contact if choices.instructions is Instructions.CONTACT else plain_text
    return SlipContent(
        code=code,
        language=text.language,
        text_version=text.version,
        text=_text(session, text, facts, families, approved=approved, choices=choices),
        instructions=make(name=site.name, phone=site.phone, note=note),
        visit=b"" if next_visit is None else visit(_filled(text.visit, facts), next_visit),
        call=call(site.phone),
        captions=_captions(text, choices),
    )


def _captions(text: AftercareText, choices: SlipChoices) -> tuple[str, ...]:
    kept = "into_contacts" if choices.instructions is Instructions.CONTACT else "as_text"
    names = ("instructions", kept, "visit", "into_calendar", "call", "dials", "check")
    return tuple(text.captions[name] for name in names)


def _families(session: TreatmentSession, text: AftercareText) -> tuple[Family, ...]:
    entries = [injection.entry for injection in session.standing_injections]
    carried = [part for injection in session.standing_injections for part in injection.components]
    used = {
        "techniques": {entry.technique_code for entry in entries},
        "zones": {entry.zone_code for entry in entries},
        "products": {
            *(entry.product_name for entry in entries),
            *(part.product_name for part in carried),
            *(ingredient.name for part in carried for ingredient in part.ingredients),
        },
    }
    categories = {part.category for part in carried}
    return tuple(family for family in text.advice.families if family.holds(categories=categories, **used))


def _facts(
    session: TreatmentSession,
    site: Site,
    text: AftercareText,
    code: str,
    ended: datetime,
    families: Collection[Family],
) -> dict[str, str]:
    language = text.language
    facts = {
        "clinic": site.name,
        "phone": site.phone,
        "emergency": site.emergency_number,
        "code": code,
        "ended": told_moment(ended, language, with_year=True),
        "visit": "",
        "volume_ml": told_number(session.volume_ml, language),
        "language": language,
        "version": text.version,
    }
    for name, figure in text.advice.figures_for(families).items():
        facts[name] = told_number(figure.value, language)
        unit = name.rpartition("_")[2]
        if unit in SPANS:
            span = timedelta(**{unit: float(figure.value)})
            facts[until(name)] = _until(ended + span, unit, language)
            facts[short(name)] = _short(ended + span, span, language)
    return facts


def _until(end: datetime, unit: str, language: str) -> str:
    """Tell the end of hours to the minute, and that of days and weeks to the day."""
    return told_moment(end, language) if unit == "hours" else told_day(end, language)


def _short(end: datetime, span: timedelta, language: str) -> str:
    day = told_short_day(end, language)
    return f"{day} {end:%H:%M}" if span < timedelta(days=1) else day


def _text(
    session: TreatmentSession,
    text: AftercareText,
    facts: Mapping[str, str],
    families: Collection[Family],
    *,
    approved: bool,
    choices: SlipChoices,
) -> str:
    mine = {"", *(family.code for family in families)}
    many = {ZONE_FACTS: tuple(_zone_facts(session, text)), **_given_facts(session, text, choices)}
    blocks = []
    for section in text.sections:
        templates = [line.text for line in section.lines if line.family in mine]
        lines = [line for template in templates for line in _lines(template, facts, many)]
        if section.key == "after" and not approved:
            lines.append(text.labels["unapproved"])
        if lines:
            mark = FRAMED if section.key == "emergency" else ""
            blocks.append("\n".join((mark + _filled(section.title, facts), *lines)))
    return "\n\n".join(blocks) + "\n"


_Many = Mapping[frozenset[str], tuple[Mapping[str, str], ...]]
"""By the names of their facts: what a template makes a line each of."""


def _lines(template: str, facts: Mapping[str, str], many: _Many) -> Iterator[str]:
    """Give the lines that a template makes: one a zone or product, one, or none where a fact is missing."""
    names = set(PLACEHOLDER.findall(template))
    # The first that knows all of what is told one by one: a lot names its product, too.
    told = names & frozenset[str]().union(*many)
    each = next((values for known, values in many.items() if told and told <= known), ({},))
    for values in each:
        known = {**facts, **values}
        if all(known.get(name) for name in names):
            yield _filled(template, known)


def _filled(template: str, facts: Mapping[str, str]) -> str:
    filled = PLACEHOLDER.sub(lambda match: facts[match[1]], template)
    # Some languages end a date with a full stop, and the sentence ends with it too.
    return filled.replace("..", ".")


def _zone_facts(session: TreatmentSession, text: AftercareText) -> Iterator[dict[str, str]]:
    """Give each treated zone once, in the order of its first injection, with what it received in all."""
    volumes = _summed((_zone_in_words(one, text), one.volume_ml) for one in session.standing_injections)
    for name, volume_ml in volumes.items():
        yield {"zone": name, "zone_volume_ml": told_number(volume_ml, text.language)}


def _given_facts(session: TreatmentSession, text: AftercareText, choices: SlipChoices) -> _Many:
    """Give what was injected: each lot whose number is known, and each product that has none.

    A clinic's own text may have no line for lots; then their products are told all the same.
    """
    tells_lots = any("lot" in PLACEHOLDER.findall(line.text) for part in text.sections for line in part.lines)
    with_lot: list[Mapping[str, str]] = []
    without: list[Mapping[str, str]] = []
    for (product, lot), volume_ml in _given_ml(session, tells_lots=tells_lots).items():
        facts = {"product": product, "product_volume_ml": told_number(volume_ml, text.language)}
        if lot:
            with_lot.append({**facts, "lot": lot})
        else:
            without.append(facts)
    if not choices.names_products:
        return {PRODUCT_FACTS: (), LOT_FACTS: ()}
    return {PRODUCT_FACTS: tuple(without), LOT_FACTS: tuple(with_lot)}


def _given_ml(session: TreatmentSession, *, tells_lots: bool) -> Mapping[tuple[str, str], Decimal]:
    """Sum up what was given by product and lot, in the order of injection; a mix as what is in it."""
    return _summed(
        ((_made_by(part), part.lot_number if tells_lots else ""), part.volume_ml)
        if part is not None
        else ((injection.entry.product_name, ""), injection.volume_ml)
        for injection in session.standing_injections
        for part in injection.components or (None,)
    )


def _made_by(part: InjectedComponent) -> str:
    return f"{part.product_name} ({part.manufacturer})" if part.manufacturer else part.product_name


def _summed(parts: Iterable[tuple[_Key, Decimal]]) -> Mapping[_Key, Decimal]:
    volumes: dict[_Key, Decimal] = {}
    for key, volume_ml in parts:
        volumes[key] = volumes.get(key, Decimal(0)) + volume_ml
    return volumes


def _zone_in_words(injection: Injection, text: AftercareText) -> str:
    words = text.zones.get(injection.zone_name.removesuffix(f" {injection.side}"))
    if words is None:
        return injection.zone_name
    return PLACEHOLDER.sub(text.sides.get(injection.side, ""), words)
