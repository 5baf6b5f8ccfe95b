"""Whether a clinic of a million sessions is as quick as one of ten thousand: ``python -m tests.bench.scale``.

Both are made by the demo's ``--fill`` (the large one takes some minutes and gigabytes; ``--keep DIR`` keeps
them for the next run) and are asked the same questions in turn. Nothing here fails a test.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, col, select

from mesotui.demo.opening import open_demo_clinic
from mesotui.domain.gs1 import Scan
from mesotui.domain.people import Actor
from mesotui.records import bench, clients, recall, scans, stock, today
from mesotui.records.database import Database
from mesotui.records.tables import ClientRow, InjectionComponentRow, LotRow
from mesotui.scanning import read_scan
from tests.bench.figure import Figure, folder_beside_home
from tests.bench.stopwatch import p95

_ASKED = 60
_FOUND_AT_MOST = 100
_SEED = 1
_BUDGETS_MS = {"client search": 50.0, "open client": 50.0, "recall": 100.0}
"""Of the design; whatever else is asked must only not grow with the clinic."""


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic that is asked."""

    database: Database
    actor: Actor
    clients: tuple[UUID, ...]
    names: tuple[str, ...]
    lots: tuple[UUID, ...]
    packs: tuple[Scan, ...]


def opened(folder: Path, sessions: int) -> Clinic:
    """Open a clinic with so many past sessions, making it where it isn't there, and choose what is asked."""
    made = folder.exists()
    database, actor = open_demo_clinic(
        folder, seed=_SEED, sessions=0 if made else sessions, now=datetime.now(UTC)
    )
    return database.read(_chosen, database, actor)


def _chosen(db: Session, database: Database, actor: Actor) -> Clinic:
    chance = random.Random(_SEED)
    people = db.exec(select(ClientRow.id, ClientRow.family_name, ClientRow.given_name)).all()
    asked = chance.sample(list(people), min(_ASKED, len(people)))
    lots = db.exec(select(LotRow.id)).all()
    used = [
        lot
        for lot in chance.sample(list(lots), min(3 * _ASKED, len(lots)))
        if db.exec(
            select(InjectionComponentRow.position).where(
                col(InjectionComponentRow.site_id) == actor.site_id, col(InjectionComponentRow.lot_id) == lot
            )
        ).first()
    ]
    return Clinic(
        database,
        actor,
        tuple(key for key, _, _ in asked),
        tuple(f"{family[:4]} {given[:2]}" for _, family, given in asked),
        tuple(used[:_ASKED]),
        tuple(_pack(db, actor, lot) for lot in used[:_ASKED]),
    )


def _pack(db: Session, actor: Actor, lot_id: UUID) -> Scan:
    lot = stock.lot(db, actor, lot_id)
    return read_scan(f"]d201{lot.product.gtins[0]}10{lot.number}")


def questions(clinic: Clinic) -> dict[str, list[Callable[[], object]]]:
    """Give what is asked, by its name."""
    read, actor = clinic.database.read, clinic.actor
    now = datetime.now(UTC)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)

    def page(client_id: UUID) -> object:
        return read(clients.client, actor, client_id), read(clients.history, actor, client_id)

    def search(typed: str) -> object:
        return read(clients.search, actor, typed, limit=_FOUND_AT_MOST)

    def overview(_: int) -> object:
        return read(today.overview, actor, day_from=day, day_to=day + timedelta(days=1), delays_shown_days=90)

    def mixes(_: int) -> object:
        return read(bench.bench, actor, expired_after=now.date(), now=now)

    return {
        "client search": [partial(search, typed) for typed in clinic.names],
        "open client": [partial(page, key) for key in clinic.clients],
        "recall": [partial(read, recall.recall, actor, key) for key in clinic.lots],
        "Today": [partial(overview, number) for number in range(_ASKED)],
        "a scanned pack": [partial(read, scans.look_up, actor, pack) for pack in clinic.packs],
        "mixes and their lots": [partial(mixes, number) for number in range(_ASKED)],
    }


def figures(small: Clinic, large: Clinic) -> Iterator[Figure]:
    """Ask both the same in turn; the first round, which reads the files from the disk, doesn't count."""
    of_small, of_large = questions(small), questions(large)
    for what in of_small:
        times: tuple[list[float], list[float]] = ([], [])
        for round_number in range(3):
            for asked, kept in zip((of_small[what], of_large[what]), times, strict=True):
                for ask in asked:
                    began = time.perf_counter()
                    ask()
                    if round_number:
                        kept.append(1000 * (time.perf_counter() - began))
        before, after = p95(times[0]), p95(times[1])
        told = f"small {before:.1f}, large {after:.1f} ms"
        if what in _BUDGETS_MS:
            yield Figure(what=f"{what}, p95", measured=told, value=after, budget=_BUDGETS_MS[what], unit="ms")
        yield Figure(what=f"{what}, large to small", measured=told, value=after / before, budget=2, unit="×")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale")
    parser.add_argument("--small", type=int, default=10_000, help="past sessions of the small clinic")
    parser.add_argument("--large", type=int, default=1_000_000, help="past sessions of the large clinic")
    parser.add_argument("--keep", type=Path, help="where the clinics are kept for the next run")
    chosen = parser.parse_args()
    with folder_beside_home() as throwaway:
        folder = chosen.keep or throwaway
        folder.mkdir(parents=True, exist_ok=True)
        clinics = []
        for count in (chosen.small, chosen.large):
            began = time.monotonic()
            clinics.append(opened(folder / f"clinic-{count}", count))
            print(f"{count} sessions open after {time.monotonic() - began:.0f} s", flush=True)
        for figure in figures(*clinics):
            print(figure.line, flush=True)
        for clinic in clinics:
            clinic.database.close()


if __name__ == "__main__":
    main()
