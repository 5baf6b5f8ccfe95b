"""How well the demo clinic's clients are: what each has all the time, and what may be so in one visit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from mesotui.clinic.reading import Table, read_toml
from mesotui.demo.people import DemoClient, Replies, replies_of
from mesotui.domain.dates import age_years
from mesotui.domain.people import AlertKind
from mesotui.domain.screening import Reply, ScreeningItem, ScreeningList, Verdict

_FILE = Path(__file__).with_name("health.toml")
_ALLERGY = "allergy"
"""The item that every allergy on record is an answer to."""
_TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """Something that a client has all the time."""

    percent: float
    ages: tuple[int, int] | None
    """Of women only, from and to; None for everybody."""
    replies: Replies
    alerts: tuple[tuple[AlertKind, str], ...]
    history: str
    in_spite: str
    """Why such a client is treated, where it stands against it absolutely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that is so in one visit."""

    percent: float
    ages: tuple[int, int] | None
    item: ScreeningItem
    details: tuple[str, ...]
    verdict: Verdict
    days: int
    """How long a delay is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wellness:
    """What clients are drawn from."""

    weights_kg: tuple[int, int]
    weights_of_men_kg: tuple[int, int]
    wobble_kg: int
    skin_types: tuple[int, ...]
    histories: tuple[str, ...]
    traits: tuple[Trait, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How one client is, the same in every visit."""

    born: date
    man: bool
    weight_kg: Decimal
    skin_type: int
    history: str
    replies: Replies
    """Their answers that aren't no."""
    in_spite: str


def is_woman_of(ages: tuple[int, int] | None, *, born: date, man: bool, on: date) -> bool:
    """Tell whether somebody is a woman of some ages on a day; with no ages, everybody is."""
    return ages is None or (not man and ages[0] <= age_years(born, today=on) <= ages[1])


def draw_health(
    random: Random, wellness: Wellness, born: date, on: date
) -> tuple[Health, tuple[tuple[AlertKind, str], ...]]:
    """Draw how a client is who comes for the first time on a day, and the alerts that this makes."""
    has = [
        trait
        for trait in wellness.traits
        if random.random() * 100 < trait.percent and is_woman_of(trait.ages, born=born, man=False, on=on)
    ]
    alerts = tuple(alert for trait in has for alert in trait.alerts)
    health = _health(
        random,
        wellness,
        born=born,
        man=False,
        history="; ".join(trait.history for trait in has if trait.history),
        replies=_together([*(trait.replies for trait in has), _allergies(alerts)]),
        in_spite="; ".join(trait.in_spite for trait in has if trait.in_spite),
    )
    return health, alerts


def health_of(random: Random, wellness: Wellness, person: DemoClient) -> Health:
    """Give how a named client is: what is told of them, and a weight and a skin."""
    return _health(
        random,
        wellness,
        born=person.birth_date,
        man=person.man,
        history=person.history,
        replies=_together([person.replies, _allergies(person.alerts)]),
        in_spite=person.in_spite,
    )


def _health(
    random: Random,
    wellness: Wellness,
    *,
    born: date,
    man: bool,
    history: str = "",
    replies: Replies | None = None,
    in_spite: str = "",
) -> Health:
    lightest, heaviest = wellness.weights_of_men_kg if man else wellness.weights_kg
    return Health(
        born=born,
        man=man,
        weight_kg=Decimal(random.randint(lightest * _TENTHS, heaviest * _TENTHS)) / _TENTHS,
        skin_type=random.choice(wellness.skin_types),
        history=history or random.choice(wellness.histories),
        replies=replies or {},
        in_spite=in_spite,
    )


def _allergies(alerts: Iterable[tuple[AlertKind, str]]) -> Replies:
    told = ", ".join(text for kind, text in alerts if kind is AlertKind.ALLERGY)
    return {_ALLERGY: (Reply.YES, told)} if told else {}


def _together(all_of: Iterable[Replies]) -> Replies:
    """Give all answers; the details of two to one question are told one after the other."""
    found: dict[str, tuple[Reply, str]] = {}
    for replies in all_of:
        for code, (reply, detail) in replies.items():
            before = found.get(code, (reply, ""))[1]
            found[code] = (reply, f"{before}, {detail}" if before and detail else before or detail)
    return found


def load_wellness(asked: ScreeningList) -> Wellness:
    """Read what clients are drawn from, in the words of the clinic's own list."""
    document = read_toml(_FILE)
    told = document.table("told")
    items = {item.code: item for item in asked.asked}
    return Wellness(
        weights_kg=_span(told.value("weights_kg")),
        weights_of_men_kg=_span(told.value("weights_of_men_kg")),
        wobble_kg=told.whole("wobble_kg"),
        skin_types=tuple(told.value("skin_types")),
        histories=told.texts("histories"),
        traits=tuple(_trait(table) for table in document.tables("trait")),
        events=tuple(_event(table, items) for table in document.tables("event")),
    )


def _trait(table: Table) -> Trait:
    alerts = ((AlertKind.ALLERGY, "allergy"), (AlertKind.WARNING, "warning"))
    return Trait(
        percent=float(table.decimal("percent")),
        ages=_ages(table),
        replies=replies_of(table.value("answers") or ()),
        alerts=tuple((kind, table.text(key)) for kind, key in alerts if key in table.row),
        history=table.text("history", default=""),
        in_spite=table.text("in_spite", default=""),
    )


def _event(table: Table, items: Mapping[str, ScreeningItem]) -> Event:
    return Event(
        percent=float(table.decimal("percent")),
        ages=_ages(table),
        item=items[table.text("item")],
        details=tuple(table.value("details") or ("",)),
        verdict=Verdict(table.text("verdict", default=Verdict.GO)),
        days=table.whole("days", default=0),
    )


def _ages(table: Table) -> tuple[int, int] | None:
    return _span(table.value("ages")) if "ages" in table.row else None


def _span(ends: Iterable[int]) -> tuple[int, int]:
    lowest, highest = ends
    return lowest, highest
