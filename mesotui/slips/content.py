"""What a slip says: the text that stands alone, and what its codes hold."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from mesotui.clinic.aftercare import PLACEHOLDER, SPANS, ZONE_FACTS, AftercareText, until
from mesotui.domain.errors import Refused
from mesotui.domain.people import Site
from mesotui.domain.treatment import Injection, TreatmentSession
from mesotui.slips.payloads import NOTE_LIMIT_BYTES, call, contact, visit

# Crockford's base 32: no I, L, O or U, which are misread or misheard on the telephone.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipContent:
    """A slip that wasn't given yet. Nothing in it names the client."""

    code: str
    language: str
    text_version: str
    text: str
    """Everything in words; headings stand after an empty line, no line is wrapped."""
    instructions: bytes
    """A vCard 3.0 of the clinic with the short instructions."""
    visit: bytes
    """A VEVENT; empty without a next visit."""
    call: bytes
    """A ``tel:`` link; empty without a clinic telephone."""


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

    Raises:
        Refused: nothing was injected, or the clinic's data don't fit into the codes.
    """
    if not session.standing_injections:
        raise Refused("Nothing was injected in this session, so there is no slip. Log the zones first.")
    room = timezone(session.utc_offset)
    facts = _facts(session, site, text, code, (session.ended_at or now).astimezone(room))
    if next_visit is not None:
        told = next_visit.astimezone(room) if next_visit.tzinfo is UTC else next_visit
        facts["visit"] = f"{_day(told, text)} {told.year}, {told:%H:%M}"
    note = _filled(text.note, facts).strip()
    too_long = len(note.encode()) - NOTE_LIMIT_BYTES
    if too_long > 0:
        raise Refused(f"The note of aftercare.toml is {too_long} bytes too long once filled in. Shorten it.")
    return SlipContent(
        code=code,
        language=text.language,
        text_version=text.version,
        text=_text(session, text, facts),
        instructions=contact(name=site.name, phone=site.phone, note=note),
        visit=b"" if next_visit is None else visit(_filled(text.visit, facts), next_visit),
        call=call(site.phone),
    )


def _facts(
    session: TreatmentSession, site: Site, text: AftercareText, code: str, ended: datetime
) -> dict[str, str]:
    products = dict.fromkeys(injection.entry.product_name for injection in session.standing_injections)
    facts = {
        "clinic": site.name,
        "phone": site.phone,
        "emergency": site.emergency_number,
        "code": code,
        "ended": f"{_day(ended, text)} {ended.year}, {ended:%H:%M}",
        "visit": "",
        "volume_ml": _plain(session.volume_ml),
        "products": ", ".join(product for product in products if product),
        "language": text.language,
        "version": text.version,
    }
    for name, figure in text.figures.items():
        facts[name] = _plain(figure.value)
        unit = name.rpartition("_")[2]
        if unit in SPANS:
            end = ended + timedelta(**{unit: float(figure.value)})
            facts[until(name)] = (
                f"{_day(end, text)}, {end:%H:%M}" if unit == "hours" else f"{_day(end, text)} {end.year}"
            )
    return facts


def _text(session: TreatmentSession, text: AftercareText, facts: Mapping[str, str]) -> str:
    zones = tuple(_zone_facts(session, text))
    blocks = []
    for section in text.sections:
        lines = [line for template in section.lines for line in _lines(template, facts, zones)]
        if lines:
            blocks.append("\n".join((_filled(section.title, facts), *lines)))
    return "\n\n".join(blocks) + "\n"


def _lines(template: str, facts: Mapping[str, str], zones: tuple[Mapping[str, str], ...]) -> Iterator[str]:
    """Give the lines that a template makes: one a zone, or one, or none where a fact isn't known."""
    names = set(PLACEHOLDER.findall(template))
    for each in zones if names & ZONE_FACTS else ({},):
        known = {**facts, **each}
        if all(known[name] for name in names):
            yield _filled(template, known)


def _filled(template: str, facts: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda match: facts[match[1]], template)


def _zone_facts(session: TreatmentSession, text: AftercareText) -> Iterator[dict[str, str]]:
    """Give each treated zone once, in the order of its first injection, with what it received in all."""
    volumes: dict[str, Decimal] = {}
    for injection in session.standing_injections:
        name = _zone_in_words(injection, text)
        volumes[name] = volumes.get(name, Decimal(0)) + injection.volume_ml
    for name, volume_ml in volumes.items():
        yield {"zone": name, "zone_volume_ml": _plain(volume_ml)}


def _zone_in_words(injection: Injection, text: AftercareText) -> str:
    words = text.zones.get(injection.zone_name.removesuffix(f" {injection.side}"))
    if words is None:
        return injection.zone_name
    return PLACEHOLDER.sub(text.sides.get(injection.side, ""), words)


def _plain(number: Decimal) -> str:
    """Write a number without the zeros that mean nothing to a client: 1.20 as 1.2."""
    return f"{number.normalize():f}"


def _day(moment: datetime, text: AftercareText) -> str:
    return f"{text.weekdays[moment.weekday()]} {moment.day} {text.months[moment.month - 1]}"
