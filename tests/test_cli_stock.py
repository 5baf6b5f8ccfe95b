"""Stock and recall on the command line, run as their users run them."""

import csv
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from mesotui.cli import main
from mesotui.demo.opening import open_demo_clinic
from mesotui.domain.people import Actor
from mesotui.records import components, stock
from mesotui.records.database import Database
from mesotui.records.engine import open_database
from mesotui.records.tables import InjectionRow
from tests.demo.clinic import NOW

AS_RUIZ = ("--as", "a.ruiz", "--pin-stdin")
PIN = "2468\n"
GTIN = "07680669330019"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("MESOTUI_DATA", "MESOTUI_DATABASE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, typed: str = PIN) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        try:
            status = main([str(one) for one in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("closed") / "clinic"
    database, _ = open_demo_clinic(folder, seed=5, sessions=0, now=NOW)
    database.close()
    return folder


@pytest.fixture
def kept(closed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(closed, tmp_path / "kept"))


@pytest.fixture
def stocked(kept: Path, run: Any) -> Path:
    """A clinic that has taken in a lot that is in no demo."""
    status, _, says = run(
        "--data", kept, "stock", "receive", "xylocaine-1", "ZZ 77", "--expiry", "06/2099", "--ml", "20",
        *AS_RUIZ,
    )  # fmt: skip
    assert (status, says) == (0, "")
    return kept


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    database = open_database(folder, throwaway=True)
    yield database
    database.close()


def inject_in_past(db: Session, number: str) -> Actor:
    """Say of the first injection of the records that it carried 0.7 mL of a lot."""
    row = db.exec(select(InjectionRow).where(col(InjectionRow.voided_at).is_(None))).first()
    assert row is not None
    actor = Actor(staff_id=row.recorded_by, site_id=row.site_id, name="", role="practitioner")  # type: ignore[arg-type]
    (lot,) = stock.lots_by_number(db, actor, number)
    components.inject_from_lot(
        db, actor, row.id, lot.id, Decimal("0.7"), now=datetime(2026, 11, 23, tzinfo=UTC)
    )
    return actor


def test_stock_is_listed_with_the_promised_keys(stocked: Path, run: Any) -> None:
    status, out, _ = run("--data", stocked, "stock", "list", "--json")
    (lot,) = [one for one in json.loads(out) if one["lot"] == "ZZ 77"]
    assert status == 0
    assert {
        key: lot[key] for key in ("product", "manufacturer", "lot", "expiry", "on_hand_ml", "status")
    } == {
        "product": "Xylocaine 1 %",
        "manufacturer": "Aspen",
        "lot": "ZZ 77",
        "expiry": "2099-06-30",
        "on_hand_ml": "20",
        "status": "usable",
    }
    assert "ZZ 77" in run("--data", stocked, "stock", "list")[1]


def test_what_comes_and_goes_stands_in_the_ledger(stocked: Path, run: Any) -> None:
    def move(*words: str) -> str:
        status, out, says = run("--data", stocked, "stock", *words, *AS_RUIZ)
        assert (status, says) == (0, "")
        return str(out)

    move("open", "zz77")
    move("waste", "zz77", "--ml", "1,5", "--reason", "Spilt", "--witness", "b.hasani")
    move("count", "zz77", "--ml", "18", "--reason", "Counted twice")
    assert (
        json.loads(move("adjust", "zz77", "--ml", "-20", "--reason", "Lent", "--json"))["below_zero"] is True
    )
    out = run("--data", stocked, "stock", "show", "ZZ77", "--json")[1]
    lines = json.loads(out)["movements"]
    assert [(line["kind"], line["volume_ml"], line["balance_ml"], line["witness"]) for line in lines] == [
        ("adjust", "-20", "-2", None),
        ("count", "-0.5", "18", None),
        ("waste", "-1.5", "18.5", "Dr B. Hasani"),
        ("open", "0", "20", None),
        ("receive", "20", "20", None),
    ]
    assert "BELOW ZERO" in run("--data", stocked, "stock", "show", "ZZ77")[1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("open", "nothing"), "No lot has this number"),
        (("count", "zz77", "--ml", "five"), "--ml must be a number"),
        (("count", "zz77", "--ml", "5"), "give a reason for the difference"),
        (("waste", "zz77", "--ml", "1", "--reason", "x", "--witness", "nobody"), "witness's login"),
        (("receive", "No such thing", "A", "--ml", "1", "--expiry", "none"), "No product has this name"),
        (("receive", "xylocaine-1", "A", "--ml", "1", "--expiry", "31/02/2027"), "no day of the calendar"),
        (("receive", "xylocaine-1", "zz77", "--ml", "1", "--expiry", "none"), "known with the expiry"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    stocked: Path, run: Any, words: tuple[str, ...], says: str
) -> None:
    status, out, error = run("--data", stocked, "stock", *words, *AS_RUIZ)
    assert (status, out, error.count("\n")) == (1, "", 1)
    assert says in error


def test_writing_needs_a_person_and_their_pin(stocked: Path, run: Any) -> None:
    words = ("--data", stocked, "stock", "open", "zz77")
    assert run(*words)[0] == 2
    status, _, error = run(*words, *AS_RUIZ, typed="0000\n")
    assert (status, "PIN" in error) == (1, True)


def test_a_product_is_learnt_with_the_number_on_its_pack(kept: Path, run: Any) -> None:
    words = ("--data", kept, "stock")
    assert run(*words, "product", "add", "Zinc 1 mg/mL", "--manufacturer", "Us", *AS_RUIZ)[0] == 0
    assert run(*words, "product", "gtin", "zinc", GTIN[1:], *AS_RUIZ)[0] == 0
    run(*words, "receive", GTIN, "Q1", "--ml", "5", "--expiry", "none", *AS_RUIZ)
    status, out, _ = run(*words, "product", "list", "--catalogue", "--json")
    found = {one["name"]: one for one in json.loads(out)}
    assert (status, found["Zinc 1 mg/mL"]["gtins"], found["Zinc 1 mg/mL"]["in_use"]) == (0, [GTIN], True)
    assert found["Lipostabil N"]["in_use"] is False
    assert {"jurisdiction": "BR", "status": "banned", "source": "S13"} in found["Lipostabil N"]["legal"]
    (lot,) = [one for one in json.loads(run(*words, "list", "--json")[1]) if one["lot"] == "Q1"]
    assert (lot["product"], lot["expiry"]) == ("Zinc 1 mg/mL", None)


def test_a_recall_names_everyone_and_keeps_the_call_list(stocked: Path, run: Any) -> None:
    words = ("--data", stocked, "recall", "zz 77")
    status, out, _ = run(*words)
    assert (status, "Nobody received it" in out) == (1, True)
    with opened(stocked) as database:
        database.write(inject_in_past, "ZZ77")
    status, out, _ = run(*words, "--json")
    (entry,) = json.loads(out)
    assert status == 0
    assert (entry["lot"], entry["product"], entry["volume_ml"], entry["through_mix"]) == (
        "ZZ 77",
        "Xylocaine 1 %",
        "0.7",
        False,
    )
    assert entry["sessions"][0]["zones"][0]["volume_ml"] == "0.7"
    assert entry["contact"] is None
    client = entry["client"]["id"]
    status, out, says = run(*words, "--reached", client[:20], "--note", "By phone", "--json", *AS_RUIZ)
    assert (status, says) == (0, "Noted. 1 of 1 reached, 0 acknowledged.\n")
    assert [(made["contact"], made["note"]) for made in json.loads(out)[0]["contacts"]] == [
        ("reached", "By phone")
    ]
    assert "1 of 1 reached, 1 acknowledged" in run(*words, "--acknowledged", client, *AS_RUIZ)[1]
    rows = list(csv.DictReader(StringIO(run(*words, "--csv")[1])))
    assert [(row["client_id"], row["volume_ml"], row["contact"]) for row in rows] == [
        (client, "0.7", "acknowledged")
    ]


def test_a_lot_is_blocked_and_freed_with_a_reason(stocked: Path, run: Any) -> None:
    words = ("--data", stocked, "recall", "ZZ77")
    assert run(*words, "--block")[0] == 1
    assert "reason" in run(*words, "--block", *AS_RUIZ)[2]
    status, out, _ = run(*words, "--block", "--reason", "Particles", *AS_RUIZ)
    assert (status, "is recalled" in out) == (0, True)
    (lot,) = [
        one
        for one in json.loads(run("--data", stocked, "stock", "list", "--json")[1])
        if one["lot"] == "ZZ 77"
    ]
    assert (lot["status"], lot["recall_reason"]) == ("recalled", "Particles")
    assert run(*words, "--unblock", "--reason", "Second letter", *AS_RUIZ)[0] == 0


def test_a_number_of_several_makers_is_asked_about(stocked: Path, run: Any) -> None:
    words = ("--data", stocked, "stock")
    run(*words, "receive", "nacl-braun", "ZZ77", "--ml", "10", "--expiry", "none", *AS_RUIZ)
    status, _, error = run(*words, "open", "ZZ77", *AS_RUIZ)
    assert (status, "--product" in error) == (1, True)
    assert run(*words, "open", "ZZ77", "--product", "nacl-braun", *AS_RUIZ)[0] == 0
    out = run("--data", stocked, "recall", "ZZ77")[1]
    assert out.count("Nobody received it") == 2


def test_a_spreadsheet_runs_nothing_of_a_call_list(stocked: Path, run: Any) -> None:
    words = ("--data", stocked, "stock")
    run(*words, "product", "add", "=1+1", *AS_RUIZ)
    run(*words, "receive", "=1+1", "F1", "--ml", "5", "--expiry", "none", *AS_RUIZ)
    with opened(stocked) as database:
        database.write(inject_in_past, "F1")
    (row,) = csv.DictReader(StringIO(run("--data", stocked, "recall", "F1", "--csv")[1]))
    assert row["product"] == "'=1+1"
    assert not row["phone"].startswith("'")
