"""What a scanned pack becomes on each screen, typed as a scanner types."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from mesotui.domain.stock import Lot
from mesotui.records import products, recall, stock
from mesotui.ui import compat
from mesotui.ui.modals.receive_lot import ReceiveLot
from tests.records.stocked import LIDOCAINE
from tests.scanned.code import FRENCH, GS, PACK, UPC
from tests.ui.console import Clinic, seen, sees, until

_KEYS = {"]": "right_square_bracket", GS: "ctrl+right_square_bracket", "-": "minus", "/": "slash"}


async def scan(pilot: Pilot[None], code: str, prefix: str = "]d2") -> None:
    """Type a code as fast as the test can."""
    for character in prefix + code:
        pilot.app.post_message(Key(_KEYS.get(character, character), character))
    pilot.app.post_message(Key("enter", "\r"))
    await pilot.pause()


def received(parc: Clinic, number: str, **values: Any) -> Lot:
    now = parc.wall.now()
    known = {one.name: one for one in parc.database.read(products.list_products, parc.who)}
    product = known.get(LIDOCAINE.name) or parc.database.write(
        products.learn_product, parc.who, LIDOCAINE, gtins=[PACK], now=now
    )
    values = {"expiry": date(2027, 6, 30), "volume_ml": Decimal(20), "now": now, **values}
    return parc.database.write(stock.receive, parc.who, product.id, number=number, **values)


def lots(parc: Clinic) -> dict[str, Lot]:
    return {lot.number: lot for lot in parc.database.read(stock.list_lots, parc.who)}


async def in_stock(pilot: Pilot[None]) -> None:
    await sees(pilot, "Nobody is due")
    await pilot.press("ctrl+s")
    await sees(pilot, "Find")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_scanned_lot_is_chosen_in_the_stock_and_said(parc: Clinic, size: tuple[int, int]) -> None:
    received(parc, "A1")
    received(parc, "B2")
    async with parc.console().run_test(size=size, notifications=True) as pilot:
        await in_stock(pilot)
        await sees(pilot, "› Xylocaine")
        await scan(pilot, f"01{PACK}1727063010B2{GS}21S9")
        await sees(pilot, "lot B2: ✓ usable", "until 30 Jun 2027")
        await until(
            pilot, lambda: any("› Xylo" in line and " B2 " in line for line in seen(pilot.app).split("\n"))
        )


async def test_an_unknown_lot_is_taken_in_with_one_number_typed(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(80, 24)) as pilot:
        await in_stock(pilot)
        await scan(pilot, f"01{PACK}1728020010C3{GS}21SN42")
        await sees(pilot, "Receive", "Xylocaine 1 %", "C3", "29 February 2028")
        await pilot.press(*"20", "enter")
        await sees(pilot, "› Xylocaine", "C3")
    lot = lots(parc)["C3"]
    assert (lot.expiry, lot.on_hand_ml) == (date(2028, 2, 29), Decimal(20))
    (line,) = parc.database.read(stock.movements, parc.who, lot.id, limit=5)
    assert line.reason == "serial number SN42"


async def test_an_unknown_product_is_learnt_by_choosing_one(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(80, 24)) as pilot:
        await in_stock(pilot)
        await scan(pilot, f"01{FRENCH}1728020010D4")
        await sees(pilot, f"{FRENCH} is not known yet", "D4")
        await pilot.press(*"xylo", "enter", "enter")
        await pilot.press(*"5", "enter")
        await until(pilot, lambda: "D4" in lots(parc))
    product = lots(parc)["D4"].product
    assert (product.name, product.gtins) == (LIDOCAINE.name, (FRENCH, PACK))


async def test_an_unknown_product_is_learnt_as_a_new_one(parc: Clinic) -> None:
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await in_stock(pilot)
        await scan(pilot, f"01{FRENCH}1728020010D4")
        await sees(pilot, "is not known yet")
        await pilot.press(*"Novum", "enter")
        await sees(pilot, "New product", FRENCH)
        await pilot.press(*["enter"] * 13)
        await until(pilot, lambda: isinstance(pilot.app.screen, ReceiveLot))
        await pilot.press(*"5", "enter")
        await until(pilot, lambda: "D4" in lots(parc))
    product = lots(parc)["D4"].product
    assert (product.name, product.gtins) == ("Novum", (FRENCH,))


async def test_a_code_fills_an_open_form_and_what_is_doubtful_is_said_there(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await in_stock(pilot)
        await pilot.press("r")
        await sees(pilot, "Receive")
        await scan(pilot, f"01{PACK}1726120010ABC-12321SN0042")
        await sees(pilot, "sent no separator", "31 December 2026")
        await scan(pilot, f"01{PACK}1726133010A7")
        await sees(pilot, "is no day of the calendar", "A7")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (f"01{PACK}1726010110OLD", "Lot OLD of Xylocaine 1 % has expired"),
        (f"01{PACK}1727063010BAD", "is recalled: Particles"),
        (f"01{PACK}1727062910A1", "on record with the expiry 2027-06-30"),
        ("91INTERNAL", "holds no product, lot or expiry"),
        (f"01{PACK}", "says no lot"),
    ],
)
async def test_what_can_not_be_used_is_said(parc: Clinic, code: str, says: str) -> None:
    received(parc, "A1")
    received(parc, "OLD", expiry=date(2026, 1, 1))
    bad = received(parc, "BAD")
    parc.database.write(recall.block, parc.who, bad.id, reason="Particles", now=parc.wall.now())
    async with parc.console().run_test(size=(120, 40), notifications=True) as pilot:
        await in_stock(pilot)
        await scan(pilot, code)
        await until(pilot, lambda: says in _told(pilot))


async def test_a_second_code_of_the_same_pack_says_the_lot(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(120, 40), notifications=True) as pilot:
        await in_stock(pilot)
        await scan(pilot, PACK[1:], prefix="]E0")
        await until(pilot, lambda: "says no lot" in _told(pilot))
        await scan(pilot, "1727063010A1", prefix="]C1")
        await until(pilot, lambda: "lot A1: ✓ usable" in _told(pilot))
        parc.wall.goes_on(minutes=2)
        await scan(pilot, "1727063010ZZ", prefix="]C1")
        await sees(pilot, "Receive", "ZZ")


async def test_a_number_is_added_to_the_product_whose_form_is_open(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(120, 40)) as pilot:
        await in_stock(pilot)
        await pilot.press("e")
        await sees(pilot, "GTIN")
        await scan(pilot, UPC[1:], prefix="]E0")
        await sees(pilot, f"{PACK} {UPC}", "was scanned")


async def test_a_question_is_not_answered_by_a_code(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(120, 40), notifications=True) as pilot:
        await in_stock(pilot)
        await pilot.press("w")
        await sees(pilot, "mL thrown away")
        await scan(pilot, f"01{PACK}1727063010A1")
        await until(pilot, lambda: "the code was not used" in _told(pilot))
        assert [field.value for field in pilot.app.screen.query(Input)] == ["", "", ""]


async def test_elsewhere_a_code_says_what_it_is(parc: Clinic) -> None:
    received(parc, "A1")
    async with parc.console().run_test(size=(120, 40), notifications=True) as pilot:
        await sees(pilot, "Nobody is due")
        await scan(pilot, f"01{PACK}1727063010A1")
        await until(pilot, lambda: "lot A1: ✓ usable" in _told(pilot))
        await scan(pilot, f"01{FRENCH}10X")
        await until(pilot, lambda: f"The product {FRENCH} isn't known here yet" in _told(pilot))


async def test_nothing_is_read_before_somebody_signed_in(parc: Clinic) -> None:
    async with parc.console(signed_in=False).run_test(size=(80, 24), notifications=True) as pilot:
        await sees(pilot, "A. Ruiz")
        await scan(pilot, f"01{PACK}1727063010A1")
        await until(pilot, lambda: "Sign in first" in _told(pilot))


async def test_a_paste_is_a_code_only_where_it_looks_like_one(parc: Clinic) -> None:
    received(parc, "A1")
    keyboard = compat.Keyboard()

    def paste(pilot: Pilot[None], text: str) -> None:
        for event in keyboard.feed(f"\x1b[200~{text}\x1b[201~".encode()):
            pilot.app.post_message(event)

    async with parc.console().run_test(size=(120, 40), notifications=True) as pilot:
        await in_stock(pilot)
        await pilot.press("slash")
        paste(pilot, f"01{PACK}1727063010A1{GS}21SN42")
        await until(pilot, lambda: "lot A1: ✓ usable" in _told(pilot))
        assert pilot.app.screen.query_one("#stock-find", Input).value == ""
        paste(pilot, "4006381333931")
        await until(pilot, lambda: pilot.app.screen.query_one("#stock-find", Input).value == "4006381333931")


async def test_what_is_held_for_a_code_is_typed_before_a_paste_that_follows(parc: Clinic) -> None:
    keyboard = compat.Keyboard()
    async with parc.console().run_test(size=(120, 40), notifications=True) as pilot:
        await in_stock(pilot)
        await pilot.press("slash")
        for event in keyboard.feed(b"]d20\x1b[200~abc\x1b[201~def"):
            pilot.app.post_message(event)
        await until(pilot, lambda: pilot.app.screen.query_one("#stock-find", Input).value == "]d20abcdef")
        # What is surely a code is over, too: the key behind the paste is nobody's but a person's.
        for event in keyboard.feed(b"\x02]d20107680\x1b[200~ghi\x1b[201~\x1bOP"):
            pilot.app.post_message(event)
        await sees(pilot, "Keys on this screen")


async def test_the_sheet_tells_how_the_scanner_is_set(parc: Clinic) -> None:
    async with parc.console().run_test(size=(120, 40), notifications=True) as pilot:
        await sees(pilot, "Nobody is due")
        await scan(pilot, f"010952123454321310SCANNER-TEST{GS}2142")
        await until(pilot, lambda: "set up right: prefix ]d2, with separators" in _told(pilot))
        await scan(pilot, "010952123454321310SCANNER-TEST2142")
        await until(pilot, lambda: "sends no separator" in _told(pilot))


async def test_an_expiring_lot_of_no_separator_is_told_by_what_is_on_record(parc: Clinic) -> None:
    received(parc, "ABC-123", expiry=date(2026, 12, 31))
    async with parc.console().run_test(size=(120, 40), notifications=True) as pilot:
        await in_stock(pilot)
        await scan(pilot, f"01{PACK}1726120010ABC-12321SN0042")
        await until(pilot, lambda: "compare the lot ABC-123 with the pack" in _told(pilot))
        parc.wall.goes_on(days=1)
        received(parc, "ABC-12321SN0042", expiry=date(2026, 12, 31), now=parc.wall.now() + timedelta(hours=1))
        await scan(pilot, f"01{PACK}1726120010ABC-12321SN0042")
        await until(pilot, lambda: "The code may mean" in _told(pilot))


def _told(pilot: Pilot[None]) -> str:
    return " ".join(notice.message for notice in pilot.app._notifications)
