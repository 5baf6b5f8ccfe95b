"""``mesotui stock scan``, run as its users run it."""

import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from mesotui.cli import main
from mesotui.domain.scanner_sheet import verdict
from mesotui.records import products, recall, sites, stock
from mesotui.records.engine import open_database
from mesotui.scanning import read_scan
from tests.records.stocked import LIDOCAINE
from tests.scanned.code import FRENCH, GS, PACK

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
EXPIRY = date(2060, 6, 30)
CODE = f"]d201{PACK}1760063010A1{GS}21SN42"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("scanned") / "clinic"
    database = open_database(made)
    actor = database.write(sites.set_up, clinic_name="Parc", practitioner_name="A. Ruiz", pin="2468", now=NOW)
    product = database.write(products.learn_product, actor, LIDOCAINE, gtins=[PACK], now=NOW)
    for number in ("A1", "BAD"):
        lot = database.write(
            stock.receive,
            actor,
            product.id,
            number=number,
            expiry=EXPIRY,
            volume_ml=Decimal(20),
            now=NOW,
        )
    database.write(recall.block, actor, lot.id, reason="Particles", now=NOW)
    database.close()
    return made


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Any:
    def run(*arguments: str, typed: str = "", data: Path = folder) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        status = main(["--data", str(data), "stock", "scan", *arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.mark.parametrize(
    "code",
    [
        CODE,
        CODE.replace(GS, "<GS>"),
        CODE.replace(GS, r"\x1d"),
        CODE.replace(GS, "^]"),
        f"(01){PACK}(17)600630(10)A1(21)SN42",
    ],
)
def test_a_code_is_read_however_it_is_written(run: Any, code: str) -> None:
    status, out, err = run(code, "--json")
    told = json.loads(out)
    assert (status, err) == (0, "")
    assert {name: told[name] for name in ("gtin", "lot", "expiry", "serial", "raw")} == {
        "gtin": PACK,
        "lot": "A1",
        "expiry": "2060-06-30",
        "serial": "SN42",
        "raw": code,
    }
    assert (told["product"], told["status"], told["warnings"]) == ("Xylocaine 1 %", "usable", [])
    assert told["stock"]["on_hand_ml"] == "20"


def test_a_code_from_standard_input(run: Any) -> None:
    status, out, _ = run("--json", typed=CODE + "\r\n")
    told = json.loads(out)
    assert (status, told["lot"], told["raw"]) == (0, "A1", CODE)
    assert bytes.fromhex(told["raw_hex"]).decode() == CODE


def test_text_says_the_same_and_no_control_reaches_the_terminal(run: Any) -> None:
    status, out, _ = run(CODE)
    assert status == 0
    assert "expiry    2060-06-30 (600630)" in out
    assert "in stock  lot A1, usable" in out
    assert "A1<GS>21SN42" in out
    assert out.replace("\n", "").isprintable()


def test_without_a_separator_the_lot_on_record_settles_where_it_ends(run: Any) -> None:
    status, out, _ = run(f"]d201{PACK}1760063010A121SN42", "--json")
    told = json.loads(out)
    assert (status, told["lot"], told["serial"], told["stock"]["lot"]) == (0, "A1", "SN42", "A1")
    assert told["warnings"] == ["The scanner sends no separators: compare the lot A1 with the pack."]


def test_a_recalled_lot_is_told(run: Any) -> None:
    status, out, _ = run(f"]d201{PACK}1760063010BAD", "--json")
    told = json.loads(out)
    assert (status, told["status"], told["warnings"]) == (0, "recalled", ["Lot BAD is recalled."])


def test_an_unknown_product_is_no(run: Any) -> None:
    status, out, err = run(f"]d201{FRENCH}10X", "--json")
    told = json.loads(out)
    assert err == f"mesotui: {told['warnings'][0]}\n"
    assert (status, told["gtin"], told["lot"], told["product"]) == (1, FRENCH, "X", None)


def test_an_unknown_lot_of_a_known_product_is_told(run: Any) -> None:
    status, out, _ = run(f"]d201{PACK}10X", "--json")
    told = json.loads(out)
    assert (status, told["status"]) == (0, None)
    assert told["warnings"] == ["Lot X of Xylocaine 1 % isn't in stock yet."]


def test_what_is_wrong_in_it_is_told_with_what_was_read(run: Any) -> None:
    status, out, _ = run(f"]d201{PACK}1760133010A1", "--json")
    told = json.loads(out)
    assert (status, told["lot"], told["expiry"]) == (1, "A1", None)
    assert "is no day of the calendar" in told["warnings"][0]


@pytest.mark.parametrize("code", ["hello", "4006381333932", "", "]d2"])
def test_what_can_not_be_read_is_said(run: Any, code: str) -> None:
    status, out, err = run(code)
    assert (status, out) == (1, "")
    assert err.startswith("mesotui: ")
    status, out, _ = run(code, "--json")
    assert (status, json.loads(out)["gtin"]) == (1, None)


def test_without_a_clinic_a_code_is_read_all_the_same(run: Any, tmp_path: Path) -> None:
    status, out, _ = run(CODE, "--json", data=tmp_path / "none")
    told = json.loads(out)
    assert (status, told["lot"], told["product"]) == (1, "A1", None)
    assert "There is no clinic" in told["warnings"][0]


def test_the_sheet_is_written_once_and_reads_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "sheet.png"
    assert main(["stock", "scanner-sheet", "--out", str(file)]) == 0
    (found,) = zxingcpp.read_barcodes(Image.open(file))
    assert found.symbology_identifier == "]d2"
    sent = found.symbology_identifier + found.bytes.decode()
    assert verdict(read_scan(sent)).is_right
    assert not verdict(read_scan(sent.replace(GS, ""))).is_right
    assert main(["stock", "scanner-sheet", "--out", str(file)]) == 1
    assert "can't be written" in capsys.readouterr().err
