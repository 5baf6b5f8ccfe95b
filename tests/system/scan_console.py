"""The whole console on a clinic with some stock, telling in a file what became of every scanned code.

``python -m tests.system.scan_console ARM FOLDER``. Arms: ``stock``, ``inject`` and ``receive`` name the
screen; ``-blocked`` behind one keeps the event loop busy three quarters of the time, and ``-bare`` tells no
scanner from a person, to prove that the tests would notice.
"""

import asyncio
import fcntl
import json
import sys
import termios
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widgets import Input

from mesotui import faults
from mesotui.clinic import load
from mesotui.domain.found import Found
from mesotui.domain.people import Actor
from mesotui.domain.products import Category, ProductFacts
from mesotui.domain.treatment import Step
from mesotui.records import anaesthetics, clients, products, recall, rooms, sessions, sites, stock
from mesotui.records.engine import open_database
from mesotui.ui.app import MesoApp
from mesotui.ui.context import Context, Opened
from mesotui.ui.modals.receive_lot import ReceiveLot
from mesotui.ui.screens.session import SessionScreen
from mesotui.ui.screens.stock import StockScreen
from mesotui.ui.work import Work
from tests.scanned.code import LONE, PACK

NOW = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)
NAME = "Xylocaine 1 %"
_RECALLED = "Mesocaine"


def set_up(folder: Path) -> tuple[Actor, UUID]:
    """Make the clinic: two products with lots, and a session at Inject with an anaesthetic on the skin."""
    database = open_database(folder, throwaway=True)
    clinic = load(None)
    write = database.write
    try:
        actor = write(sites.set_up, clinic_name="Parc", practitioner_name="A. Ruiz", pin="4321", now=NOW)
        for name, gtin, number, expiry in (
            (NAME, PACK, "ABC-123", date(2026, 12, 31)),
            (NAME, PACK, "LOT7", date(2025, 11, 30)),
            (_RECALLED, LONE, "567432", date(2027, 6, 30)),
        ):
            facts = ProductFacts(name=name, manufacturer="Aspen", category=Category.ANAESTHETIC)
            known = {one.name: one for one in database.read(products.list_products, actor)}
            product = known.get(name) or write(products.learn_product, actor, facts, gtins=[gtin], now=NOW)
            lot = write(
                stock.receive, actor, product.id, number=number, expiry=expiry, volume_ml=Decimal(20), now=NOW
            )
        write(recall.block, actor, lot.id, reason="Particles", now=NOW)
        person = write(
            clients.add_client,
            actor,
            family_name="Martin",
            given_name="Léa",
            birth_date=date(1985, 3, 4),
            phone="",
            alerts=(),
            now=NOW,
        )
        room = database.read(rooms.list_rooms, actor)[0]
        session = write(
            sessions.open_session,
            actor,
            person.id,
            room.id,
            target_minutes=(30, 60),
            utc_offset=timedelta(0),
            now=NOW,
        )
        write(sessions.confirm_identity, actor, session.id, initials="lm", birth_year_digits="85", now=NOW)
        write(
            anaesthetics.apply,
            actor,
            session.id,
            product=clinic.protocol.anaesthetics[0],
            amount_g=None,
            area_cm2=None,
            occluded=False,
            protocol=clinic.protocol,
            now=NOW,
        )
        write(sessions.go_to_step, actor, session.id, Step.INJECT, now=NOW)
    finally:
        database.close()
    return actor, session.id


class Telling(MesoApp):
    """Writes what became of each code, and what stands in the fields then."""

    told_file: Path
    arm = ""

    def on_mount(self) -> None:
        if "blocked" in self.arm:
            self._blocking = asyncio.create_task(_block())

    async def _read(self, code: str) -> None:
        self._said: list[str] = []
        self._found: Found | None = None
        await super()._read(code)
        self.tell(code)
        if isinstance(self.screen, ReceiveLot) and "receive" not in self.arm:
            self.screen.call_after_refresh(_close, self.screen)

    async def _hand_over(self, context: Context, found: Found) -> None:
        self._found = found
        await super()._hand_over(context, found)

    def tell_scan(self, sentence: str, *, problem: bool = False) -> None:
        super().tell_scan(sentence, problem=problem)
        self._said.append(sentence)

    def leave(self, status: int) -> None:
        self._said, self._found = [], None
        self.tell("")
        super().leave(status)

    def tell(self, code: str) -> None:
        """Write one line."""
        fields = {
            str(field.id or getattr(field.parent and field.parent.parent, "id", "")): field.value
            for screen in self.screen_stack
            for field in screen.query(Input)
        }
        read: list[str] = []
        if self._found is not None:
            scan = self._found.scan
            expiry = scan.expiry.isoformat() if scan.expiry else ""
            read = [scan.gtin, scan.lot, expiry, scan.serial]
            self._said += [*scan.problems, scan.warning, self._found.problem]
        said = " ".join(self._said)
        line = {"code": code, "read": read, "said": said, "fields": fields, "on": type(self.screen).__name__}
        with self.told_file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


class Bare(Telling):
    """Lets every key through, as Textual does."""

    async def on_event(self, event: events.Event) -> None:
        await App.on_event(self, event)


def _close(form: ReceiveLot) -> None:
    # What a callback gives is waited for, and a screen can't wait for its own end.
    if form.is_current:
        form.dismiss(None)


async def _block() -> None:
    while True:
        time.sleep(0.15)
        await asyncio.sleep(0.05)


class Receiving(StockScreen):
    """The stock with its form open."""

    def on_mount(self) -> None:
        self.app.push_screen(ReceiveLot(self._given, (), None))


def main(arm: str, folder: Path) -> int:
    """Run one arm."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    faults.stay_silent_in_threads()
    actor, session_id = set_up(folder / "clinic")

    def first(context: Context, _: UUID | None) -> Screen[Any]:
        if arm.startswith("inject"):
            return SessionScreen(context, session_id)
        return Receiving(context) if arm.startswith("receive") else StockScreen(context)

    def start() -> Opened:
        work = Work(open_database(folder / "clinic", throwaway=True), log_folder=folder, now=lambda: NOW)
        return Opened(work=work, clinic=load(None), now=lambda: NOW, screens={"today": first}, actor=actor)

    kind = Bare if "bare" in arm else Telling
    kind.told_file, kind.arm = folder / "told", arm
    app = kind(start, log_folder=folder)
    app.run(mouse=False)
    return app.return_code or 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
