"""Printers, papers and print jobs, as the clinic names them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mesotui.domain.errors import NotFound


class Paper(StrEnum):
    """What a slip can be printed on: sheets, and rolls by their width."""

    A6 = "a6"
    A5 = "a5"
    ROLL_80 = "80mm"
    ROLL_58 = "58mm"


class Speaks(StrEnum):
    """What a printer understands."""

    ESCPOS = "escpos"
    """Dots, as receipt printers take them."""
    PDF = "pdf"
    """Pages, as the print queues of an office take them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterProfile:
    """What a model of printer can do."""

    code: str
    name: str
    paper: Paper
    speaks: Speaks
    width_dots: int
    """How many dots it sets in a line; 0 where it takes pages."""
    dots_per_inch: float
    band_rows: int
    """How many rows it takes at once, as its memory is small; 0 where it takes pages."""
    cutter: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a printer is waited for, in seconds."""

    job_seconds: float
    answer_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """A printer of the clinic."""

    name: str
    connection: str
    """``tcp:HOST:PORT``, ``file:/dev/usb/lp0`` or ``lp:QUEUE``."""
    profile: PrinterProfile
    patience: Patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Printers:
    """What a clinic can print on."""

    profiles: tuple[PrinterProfile, ...]
    each: tuple[Printer, ...] = ()
    """The first is the usual one; there may be none."""

    def named(self, name: str) -> Printer:
        """Find a printer.

        Raises:
            NotFound: there is none of that name.
        """
        for printer in self.each:
            if printer.name == name:
                return printer
        known = ", ".join(printer.name for printer in self.each)
        there_are = f"There are {known}." if known else "Add it to printers.toml; the file says how."
        raise NotFound(f"There is no printer {name}. {there_are}")

    def profile_of(self, paper: Paper) -> PrinterProfile:
        """Give the first profile that prints dots on a paper.

        Raises:
            NotFound: receipt printers don't take that paper.
        """
        for profile in self.profiles:
            if profile.paper is paper and profile.speaks is Speaks.ESCPOS:
                return profile
        raise NotFound(f"No receipt printer takes {paper}. Choose 80mm or 58mm.")


class PrintState(StrEnum):
    """How a print job stands."""

    QUEUED = "queued"
    SENT = "sent"
    """The printer took all of it; whether paper came out, eyes must tell."""
    FAILED = "failed"
    PAPER_OUT = "paper out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJob:
    """One print of a slip, as it stands now."""

    id: UUID
    slip_code: str
    copy: int
    """1 is the first print of this slip, 2 the first reprint."""
    printer: str
    paper: Paper
    state: PrintState
    says: str
    """What is to be done now, in a sentence."""
    queued_at: datetime
    changed_at: datetime
