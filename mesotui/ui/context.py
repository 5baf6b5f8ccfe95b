"""What screens are handed, and what the app is handed when the clinic has been opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable
from uuid import UUID

from mesotui.ui.keymap import Command
from mesotui.ui.work import Work

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.signal import Signal

    from mesotui.clinic import ClinicData
    from mesotui.domain.found import Found
    from mesotui.domain.people import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every screen needs, handed to it by constructor once somebody is signed in."""

    work: Work
    actor: Actor
    clinic: ClinicData
    now: Callable[[], datetime]
    """The aware time; screens never ask the machine."""
    commands: tuple[Command, ...]
    """All commands with the keys of this clinic."""
    data_changed: Signal[None]
    """Published within a second of any terminal, this one too, having written something."""


ScreenFactory = Callable[[Context, UUID | None], "Screen[None]"]
"""Makes the screen of a place; the key is the client or session it shows, None for the current one."""
EntranceFactory = Callable[["Opened"], "Screen[None]"]
"""Makes a screen that is shown before anybody is signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The opened clinic: the database is there, its data is read, and the first screen is loaded."""

    work: Work
    clinic: ClinicData
    now: Callable[[], datetime]
    screens: Mapping[str, ScreenFactory]
    """By place: today, clients, client, session, slip, clock, recall, stock."""
    entrances: Mapping[str, EntranceFactory] = field(default_factory=dict)
    """By name: setup, sign-in."""
    actor: Actor | None = None
    """Who is signed in already; None shows the entrance."""
    entrance: str = "sign-in"
    """Which of the entrances is shown when nobody is signed in."""
    commands: tuple[Command, ...] | None = None
    """All commands with the keys of this clinic; None for the keys as shipped."""
    admits: Callable[[Any], object] | None = None
    """A use case that refuses once who is here may not be here any more; asked after each change."""
    theme: str | None = None
    """The theme the clinic chose; None for the default."""
    preload: Callable[[], None] | None = None
    """Loads what the next keys will ask for; it runs in a thread once the first screen can be used."""


@runtime_checkable
class KeepsDraft(Protocol):
    """A screen with something typed that is not stored yet."""

    async def save_draft(self) -> None:
        """Store what is typed as it stands now; the app calls it before it leaves."""
        ...


@runtime_checkable
class TakesScans(Protocol):
    """A screen that does something with a scanned code."""

    def take_scan(self, found: Found) -> None:
        """Take a code that was read and looked up; it must return at once."""
        ...


@runtime_checkable
class KeepsFields(Protocol):
    """Something above a screen that keeps drafts, which has more to keep than its fields."""

    @property
    def kept_fields(self) -> dict[str, str]:
        """What a draft needs to show it again."""
        ...


@runtime_checkable
class Scoped(Protocol):
    """A screen that says which commands work in it at the moment."""

    @property
    def scope(self) -> str:
        """A scope of the key registry, such as ``session.inject``."""
        ...
