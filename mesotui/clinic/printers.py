"""Reads the clinic's printers and what their models can do."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from mesotui.clinic.reading import Document, Table, read_toml
from mesotui.domain.printers import Paper, Patience, Printer, PrinterProfile, Printers, Speaks

_CONNECTION = re.compile(r"tcp:[^\s:/]+:\d{1,5}|file:/\S+|lp:[A-Za-z0-9_.][A-Za-z0-9_.-]*")
_Word = TypeVar("_Word", Paper, Speaks)
_MOST_ROWS = 2**16 - 1
_MOST_DOTS = 4096


def load_printers(find: Callable[[str], Path]) -> Printers:
    """Read the printers and what their models can do.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(find("printers.toml"))
    document.only("patience", "profile", "printer")
    patience = _patience(document.table("patience"))
    profiles: dict[str, PrinterProfile] = {}
    for table in document.tables("profile"):
        profile = _profile(table)
        if profile.code in profiles:
            raise table.wrong("code", "is used twice")
        profiles[profile.code] = profile
    return Printers(profiles=tuple(profiles.values()), each=_printers(document, profiles, patience))


def _printers(
    document: Document, profiles: Mapping[str, PrinterProfile], patience: Patience
) -> tuple[Printer, ...]:
    printers: dict[str, Printer] = {}
    for table in document.tables("printer") if "printer" in document.values else ():
        name, code, connection = table.text("name"), table.text("profile"), table.text("connection")
        table.done()
        if not name.strip() or not name.isprintable() or name in printers:
            raise table.wrong("name", "must be a name that no other printer has")
        if code not in profiles:
            raise table.wrong("profile", f"must be one of {', '.join(profiles)}")
        if not _CONNECTION.fullmatch(connection):
            raise table.wrong("connection", "must be tcp:HOST:PORT, file:/dev/… or lp:QUEUE")
        printers[name] = Printer(name=name, connection=connection, profile=profiles[code], patience=patience)
        if profiles[code].speaks is Speaks.PDF and not connection.startswith("lp:"):
            raise table.wrong("connection", "must be lp:QUEUE: this profile prints pages")
    return tuple(printers.values())


def _patience(table: Table) -> Patience:
    job, answer = table.figure("job_seconds"), table.figure("answer_seconds")
    table.done()
    return Patience(job_seconds=float(job.value), answer_seconds=float(answer.value))


def _profile(table: Table) -> PrinterProfile:
    code, name = table.text("code"), table.text("name")
    paper = _one_of(table, "paper", Paper)
    speaks = _one_of(table, "speaks", Speaks)
    pages = speaks is Speaks.PDF
    if pages != (paper in (Paper.A5, Paper.A6)):
        raise table.wrong("paper", "must be a6 or a5 for a printer that speaks pdf, else 80mm or 58mm")
    profile = PrinterProfile(
        code=code,
        name=name,
        paper=paper,
        speaks=speaks,
        width_dots=0 if pages else _up_to(table, "width_dots", _MOST_DOTS),
        dots_per_inch=0 if pages else float(table.decimal("dots_per_inch")),
        band_rows=0 if pages else _up_to(table, "band_rows", _MOST_ROWS),
        cutter=False if pages else table.flag("cutter"),
        source="" if pages else table.text("source"),
    )
    table.done()
    return profile


def _one_of(table: Table, key: str, words: type[_Word]) -> _Word:
    try:
        return words(table.text(key))
    except ValueError:
        raise table.wrong(key, f"must be one of {', '.join(words)}") from None


def _up_to(table: Table, key: str, most: int) -> int:
    value = table.whole(key)
    if not 0 < value <= most:
        raise table.wrong(key, f"must be from 1 to {most}")
    return value
