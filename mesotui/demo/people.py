"""Reads who works at the demo clinic and who comes there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mesotui.clinic.reading import Table, read_toml
from mesotui.domain.people import AlertKind, Role
from mesotui.domain.screening import Reply

_FILE = Path(__file__).with_name("people.toml")

Replies = Mapping[str, tuple[Reply, str]]
"""Answers with their details, by the code of what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """A member of the demo clinic's staff."""

    login: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClient:
    """A client of the demo clinic."""

    family_name: str
    given_name: str
    birth_date: date
    phone: str
    man: bool
    alerts: tuple[tuple[AlertKind, str], ...]
    avoid: frozenset[str]
    """Codes of the antiseptics and anaesthetics that this client isn't given."""
    replies: Replies
    """What they answer with something else than no, besides their allergies."""
    history: str
    in_spite: str
    """Why they are treated, where something stands against it absolutely."""
    course: str
    """The code of what they come for."""
    photos: bool
    """Whether they consented to photographs."""
    withdrew: str
    """Why they withdrew their consent to the treatment yesterday; empty where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPeople:
    """The whole demo clinic, before anything happened in it."""

    name: str
    phone: str
    emergency_number: str
    pin: str
    """The first practitioner's; whoever keeps the demo clinic signs in with it later."""
    rooms: tuple[str, ...]
    staff: tuple[DemoStaff, ...]
    clients: tuple[DemoClient, ...]


def load_people() -> DemoPeople:
    """Read the people that are shipped."""
    document = read_toml(_FILE)
    clinic = document.table("clinic")
    return DemoPeople(
        name=clinic.text("name"),
        phone=clinic.text("phone"),
        emergency_number=clinic.text("emergency_number"),
        pin=clinic.text("pin"),
        rooms=clinic.texts("rooms"),
        staff=tuple(_staff(table) for table in document.tables("staff")),
        clients=tuple(_client(table) for table in document.tables("client")),
    )


def _staff(table: Table) -> DemoStaff:
    return DemoStaff(login=table.text("login"), name=table.text("name"), role=Role(table.text("role")))


def _client(table: Table) -> DemoClient:
    alerts = (
        *((AlertKind.ALLERGY, text) for text in _texts(table.row, "allergies")),
        *((AlertKind.WARNING, text) for text in _texts(table.row, "warnings")),
    )
    return DemoClient(
        family_name=table.text("family_name"),
        given_name=table.text("given_name"),
        birth_date=table.row["birth_date"],
        phone=table.text("phone"),
        alerts=alerts,
        man=table.flag("man", default=False),
        avoid=frozenset(_texts(table.row, "avoid")),
        replies=replies_of(table.value("answers") or ()),
        history=table.text("history", default=""),
        in_spite=table.text("in_spite", default=""),
        course=table.text("course"),
        photos=table.flag("photos", default=True),
        withdrew=table.text("withdrew", default=""),
    )


def replies_of(rows: Iterable[Mapping[str, str]]) -> Replies:
    """Read answers: yes, where nothing else is said."""
    return {row["item"]: (Reply(row.get("reply", Reply.YES)), row.get("detail", "")) for row in rows}


def _texts(row: Mapping[str, list[str]], key: str) -> list[str]:
    return row.get(key, [])
