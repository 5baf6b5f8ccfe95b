"""Whatever is done with lots and mixes, in any order: books agree, and a recall finds whom a walk finds."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from mesotui.domain.errors import Refused
from mesotui.domain.mixture import Batch, Drawn, Place, Recipe
from mesotui.domain.people import Actor
from mesotui.domain.products import Category, ProductFacts
from mesotui.domain.stock import Concern, Lot, warnings_of
from mesotui.domain.treatment import Status, TreatmentSession
from mesotui.records import injections, mixes, products, recall, recipes, stock
from mesotui.records.tables import BatchPartRow, InjectionRow, SessionRow, StockMovementRow
from mesotui.records.tables.stock import InjectionComponentRow
from tests.records.given import ENTRY, NOW, Given, close, later
from tests.records.mixed import RULES

_LOTS, _CLIENTS = 3, 2
_ML = st.decimals(min_value="0.1", max_value=30, places=1)
_AT = st.integers(0, 7)
_STEPS = st.one_of(
    st.tuples(st.just("receive"), _AT, _ML),
    st.tuples(st.just("open"), _AT, _ML),
    st.tuples(st.just("waste"), _AT, _ML),
    st.tuples(st.just("adjust"), _AT, st.decimals(min_value=-20, max_value=20, places=1).filter(bool)),
    st.tuples(st.just("count"), _AT, _ML),
    st.tuples(st.just("block"), _AT, _ML),
    st.tuples(st.just("mix"), _AT, _ML),
    st.tuples(st.just("discard"), _AT, _ML),
    st.tuples(st.just("inject_mix"), _AT, _ML),
    st.tuples(st.just("inject_mix"), _AT, _ML),
    st.tuples(st.just("inject_lot"), _AT, _ML),
    st.tuples(st.just("void"), _AT, _ML),
)


@dataclass(kw_only=True)
class Shelf:
    """What is done, and what the books should say then, kept in the simplest way."""

    clinic: Given
    recipe: Recipe
    lots: Sequence[Lot]
    sessions: Sequence[TreatmentSession]
    on_hand: dict[UUID, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    batches: list[Batch] = field(default_factory=list)
    logged: list[tuple[UUID, UUID, UUID | None, Decimal]] = field(default_factory=list)
    """Session, injection, the lot it was taken from as it is, mL."""

    def write(self, use_case: Callable[..., Any], *args: Any, **values: Any) -> Any:
        return self.clinic.database.write(use_case, self.clinic.actor, *args, **{"now": NOW, **values})

    def do(self, step: str, at: int, volume_ml: Decimal) -> None:
        getattr(self, f"_{step}")(at, volume_ml)

    def _receive(self, at: int, volume_ml: Decimal) -> None:
        lot = self.lots[at % _LOTS]
        self.write(stock.receive, lot.product.id, number=lot.number, expiry=lot.expiry, volume_ml=volume_ml)
        self.on_hand[lot.id] += volume_ml

    def _open(self, at: int, _volume_ml: Decimal) -> None:
        self.write(stock.open_vial, self.lots[at % _LOTS].id)

    def _waste(self, at: int, volume_ml: Decimal) -> None:
        lot = self.lots[at % _LOTS]
        self.write(stock.waste, lot.id, volume_ml, reason="Spilt", witness_id=None)
        self.on_hand[lot.id] -= volume_ml

    def _adjust(self, at: int, volume_ml: Decimal) -> None:
        lot = self.lots[at % _LOTS]
        self.write(stock.adjust, lot.id, volume_ml, reason="Lent")
        self.on_hand[lot.id] += volume_ml

    def _count(self, at: int, volume_ml: Decimal) -> None:
        lot = self.lots[at % _LOTS]
        self.write(stock.count, lot.id, volume_ml, reason="Counted")
        self.on_hand[lot.id] = volume_ml

    def _block(self, at: int, _volume_ml: Decimal) -> None:
        lot = self.clinic.database.read(stock.lot, self.clinic.actor, self.lots[at % _LOTS].id)
        self.write(recall.unblock if lot.recalled else recall.block, lot.id, reason="The maker's letter")

    def _mix(self, at: int, volume_ml: Decimal) -> None:
        first, second = self.lots[at % 2], self.lots[2]
        drawn = (
            Drawn(lot_id=first.id, volume_ml=volume_ml),
            Drawn(lot_id=second.id, volume_ml=2 * volume_ml),
        )
        words = {"place": Place.ROOM, "rules": RULES, "jurisdiction": "", "late_reason": "Late"}
        self.batches.append(self.write(mixes.make_batch, self.recipe.version_id, drawn, **words))
        self.on_hand[first.id] -= volume_ml
        self.on_hand[second.id] -= 2 * volume_ml

    def _discard(self, at: int, _volume_ml: Decimal) -> None:
        if self.batches:
            try:
                self.write(mixes.discard_batch, self.batches[at % len(self.batches)].id, reason="Left over")
            except Refused:
                return

    def _inject_mix(self, at: int, volume_ml: Decimal) -> None:
        if self.batches:
            self._inject(at, volume_ml, batch_id=self.batches[at % len(self.batches)].id)

    def _inject_lot(self, at: int, volume_ml: Decimal) -> None:
        lot = self.lots[at % _LOTS]
        self._inject(at, volume_ml, lot_id=lot.id)
        self.on_hand[lot.id] -= volume_ml

    def _inject(self, at: int, volume_ml: Decimal, **drawn: Any) -> None:
        session = self.sessions[at % _CLIENTS]
        entry = replace(ENTRY, points=int(volume_ml * 10), volume_ml_per_point=Decimal("0.1"), **drawn)
        try:
            whole = self.clinic.inject(session.id, entry=entry, late_reason="Late")
        except Refused:
            # The mix was thrown away.
            return
        self.logged.append((session.id, whole.injections[-1].id, drawn.get("lot_id"), volume_ml))

    def _void(self, at: int, _volume_ml: Decimal) -> None:
        if self.logged:
            session_id, injection_id, lot_id, volume_ml = self.logged.pop(at % len(self.logged))
            self.write(injections.void_injection, session_id, injection_id, reason="In error")
            if lot_id is not None:
                self.on_hand[lot_id] += volume_ml


def _shelf(clinic: Given) -> Shelf:
    """Begin anew: products, lots, a recipe and sessions that no example before has seen."""
    name = uuid4().hex[:12]
    write = clinic.database.write
    facts = ProductFacts(
        name=f"A {name}",
        container_ml=Decimal(5),
        multi_dose=True,
        in_use_hours=100,
        category=Category.VITAMIN,
    )
    active = write(products.learn_product, clinic.actor, facts, now=NOW)
    diluent = write(products.learn_product, clinic.actor, ProductFacts(name=f"B {name}"), now=NOW)
    lots = [
        write(
            stock.receive,
            clinic.actor,
            product.id,
            number=number,
            expiry=None,
            volume_ml=Decimal(10),
            now=NOW,
        )
        for product, number in ((active, f"X{name}"), (active, f"Y{name}"), (diluent, f"Z{name}"))
    ]
    recipe = write(
        recipes.save_recipe,
        clinic.actor,
        name=name,
        parts=((active.id, Decimal(1)), (diluent.id, Decimal(2))),
        now=NOW,
    )
    shelf = Shelf(
        clinic=clinic,
        recipe=recipe,
        lots=lots,
        sessions=[
            clinic.identified(
                client_id=clinic.client(family_name=f"C{number}{name}").id,
                room_id=clinic.another_room(f"R{number}{name}").id,
            )
            for number in range(_CLIENTS)
        ],
    )
    shelf.on_hand.update({lot.id: Decimal(10) for lot in lots})
    return shelf


def _ledgers(db: Session, actor: Actor, lot_id: UUID) -> list[StockMovementRow]:
    return list(
        db.exec(
            select(StockMovementRow)
            .where(col(StockMovementRow.site_id) == actor.site_id, col(StockMovementRow.lot_id) == lot_id)
            .order_by(col(StockMovementRow.position))
        )
    )


def _walk(db: Session, actor: Actor, lot_id: UUID) -> set[UUID]:
    """Find who received a lot in the plainest way: look at every injection, and at every mix."""
    mixed = {row.batch_id for row in db.exec(select(BatchPartRow)) if row.lot_id == lot_id}
    clients = {row.id: row.client_id for row in db.exec(select(SessionRow))}
    sessions = {row.id: row.session_id for row in db.exec(select(InjectionRow)) if row.voided_at is None}
    return {
        clients[sessions[part.injection_id]]
        for part in db.exec(select(InjectionComponentRow))
        if part.injection_id in sessions and (part.lot_id == lot_id or part.batch_id in mixed)
    }


def _agrees(shelf: Shelf) -> None:
    read, actor = shelf.clinic.database.read, shelf.clinic.actor
    lots = [read(stock.lot, actor, lot.id) for lot in shelf.lots]
    noticed = {
        one.lot.id
        for one in warnings_of(lots, NOW, expiry_days=1)
        if one.concern is Concern.BELOW_ZERO and one.lot
    }
    for lot in lots:
        ledger = read(_ledgers, actor, lot.id)
        assert lot.on_hand_ml == shelf.on_hand[lot.id]
        running = Decimal(0)
        for line in ledger:
            running += line.volume_ml
            assert (line.balance_ml, line.below_zero) == (running, running < 0)
        assert running == lot.on_hand_ml
        assert (lot.id in noticed) is lot.below_zero is (running < 0)
        found = read(recall.recall, actor, lot.id)
        assert {one.client.id for one in found.recipients} == read(_walk, actor, lot.id)


def _sequence(clinic: Given, steps: Sequence[tuple[str, int, Decimal]]) -> None:
    shelf = _shelf(clinic)
    for step, at, volume_ml in steps:
        shelf.do(step, at, volume_ml)
    _agrees(shelf)
    for session in shelf.sessions:
        close(clinic, session, Status.STOPPED, now=later(minutes=1))


def test_any_sequence_on_both_engines(clinic: Given) -> None:
    ml = Decimal("2.5")
    steps = (
        "open",
        "mix",
        "inject_mix",
        "inject_lot",
        "void",
        "discard",
        "waste",
        "adjust",
        "count",
        "block",
    )
    _sequence(clinic, [(step, 0, ml) for step in (*steps, "mix", "inject_mix", "inject_lot", "discard")])


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEPS, min_size=6, max_size=18))
def test_any_sequence(clinic: Given, steps: list[tuple[str, int, Decimal]]) -> None:
    _sequence(clinic, steps)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEPS, min_size=6, max_size=12))
def test_any_sequence_on_a_server(clinic: Given, steps: list[tuple[str, int, Decimal]]) -> None:
    _sequence(clinic, steps)
