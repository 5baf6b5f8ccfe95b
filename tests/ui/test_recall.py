"""A recall on the screen: everyone who received a lot, in one key and the lot."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from mesotui.domain.anatomy import Zone
from mesotui.domain.people import Actor, Client
from mesotui.domain.stock import Lot
from mesotui.records import components, injections, recall, sessions, stock
from tests.consenting import agree
from tests.records.given import ENTRY, PROTOCOL, TECHNIQUE, ZONE, suitable
from tests.ui.console import Clinic, sees
from tests.ui.test_stock import received


def treat(parc: Clinic, client: Client, lot: Lot, zone: Zone = ZONE) -> None:
    """Give a client 1.2 mL of a lot, and close the session."""
    [room, *_] = parc.rooms()
    opened = parc.opened(client, room)
    parc.database.write(_inject, parc.who, opened.id, lot.id, zone, now=parc.wall.now())
    parc.database.write(sessions.finish, parc.who, opened.id, now=parc.wall.now())


def _inject(db: Session, actor: Actor, session_id, lot_id, zone, *, now) -> None:  # type: ignore[no-untyped-def]
    sessions.override_identity(db, actor, session_id, "Known", now=now)
    suitable(db, actor, session_id, now=now)
    agree(db, actor, session_id, now=now)
    logged = injections.log_injection(
        db,
        actor,
        session_id,
        entry=ENTRY,
        zone=zone,
        technique=TECHNIQUE,
        protocol=PROTOCOL,
        vocabulary_version="1",
        now=now,
    )
    components.inject_from_lot(db, actor, logged.injections[-1].id, lot_id, Decimal("1.2"), now=now)


@pytest.fixture
def treated(parc: Clinic) -> Lot:
    lot = received(parc, "LX-88")
    received(parc, "OTHER")
    for family, given in (("Martin", "Léa"), ("Durand", "Paul"), ("Abel", "Zoé")):
        client = parc.client(family, given, date(1985, 3, 12), "06 12 34 56 78")
        parc.wall.goes_on(minutes=1)
        if family != "Abel":
            treat(parc, client, lot)
    return lot


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_everyone_is_seen_within_three_keys_and_the_lot(
    parc: Clinic, treated: Lot, size: tuple[int, int]
) -> None:
    async with parc.console().run_test(size=size) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("f7", *"lx-88", "enter")
        glass = await sees(pilot, "2 clients received it", "0 of 2 reached · 0 of 2 acknowledged")
        assert glass.index("DURAND Paul") < glass.index("MARTIN Léa")
        assert "ABEL" not in glass
        for text in ("06 12 34 56 78", "1.20 mL", "22 Nov 2026", "born 12 March 1985", "Thigh", "not called"):
            assert text in glass
    assert treated.number == "LX-88"


async def test_the_call_list_is_kept_with_one_key_each(parc: Clinic, treated: Lot) -> None:
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("f7", *"lx", "enter")
        await sees(pilot, "› DURAND Paul")
        await pilot.press("t")
        await sees(pilot, "▲ no answer")
        await pilot.press("r")
        await sees(pilot, "1 of 2 reached · 0 of 2 acknowledged")
        await pilot.press("down", "a")
        await sees(pilot, "2 of 2 reached · 1 of 2 acknowledged")
        await pilot.press("enter")
        await sees(pilot, "MARTIN Léa", "Sessions")
    found = parc.database.read(recall.recall, parc.who, treated.id)
    assert [len(one.contacts) for one in found.recipients] == [2, 1]


async def test_a_lot_is_blocked_with_a_reason_and_freed_again(parc: Clinic, treated: Lot) -> None:
    async with parc.console().run_test(size=(80, 24)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("f7", *"LX88")
        await sees(pilot, "No lot has this")
        await pilot.press("escape", *"lx-8", "enter")
        await sees(pilot, "2 clients received it")
        await pilot.press("b")
        await sees(pilot, "Recall lot LX-88")
        await pilot.press("1")
        await sees(pilot, "▲ RECALLED", "Recalled on every terminal: The maker recalls it")
        assert parc.database.read(stock.lot, parc.who, treated.id).recalled
        await pilot.press("b", "2")
        await sees(pilot, "✓ usable")
        await pilot.press("l")
        await sees(pilot, "Lot", "lx-8")


async def test_another_terminals_recall_is_seen_at_once(parc: Clinic, treated: Lot) -> None:
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("ctrl+s")
        await sees(pilot, "LX-88")
        parc.database.write(recall.block, parc.who, treated.id, reason="Letter", now=parc.wall.now())
        await sees(pilot, "▲ RECALLED")
        await pilot.press("b")
        await sees(pilot, "Recalled on every terminal: Letter")


async def test_a_lot_that_nobody_received_says_so(parc: Clinic, treated: Lot) -> None:
    async with parc.console().run_test(size=(80, 24)) as pilot:
        await sees(pilot, "Nobody is due")
        await pilot.press("f7", *"other", "enter")
        await sees(pilot, f"Lot OTHER  {treated.product.name}", "Nobody received it.")
