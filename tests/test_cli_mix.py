"""Mixes on the command line, run as their users run them."""

import json
import shutil
import sys
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from mesotui.cli import main
from mesotui.clinic import load
from mesotui.demo.opening import open_demo_clinic
from mesotui.domain.people import Role
from mesotui.records import products, staff, stock
from tests.demo.clinic import NOW

AS_RUIZ = ("--as", "a.ruiz", "--pin-stdin")
PIN = "2468\n"
PARTS = ("--part", "2 xylocaine-1", "--part", "8 nacl-braun")


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
    """A demo clinic with a colleague, two lots that are in no other, and a recipe of them."""
    folder = tmp_path_factory.mktemp("closed") / "clinic"
    database, actor = open_demo_clinic(folder, seed=5, sessions=0, now=NOW)
    database.write(
        staff.add_staff, actor, login="okoye", name="B. Okoye", role=Role.PRACTITIONER, pin="9753", now=NOW
    )
    catalogue = {one.code: one for one in load(None).catalogue().products}
    for code, number in (("xylocaine-1", "ZX1"), ("nacl-braun", "ZN1")):
        facts = catalogue[code].facts
        product = database.write(products.learn_product, actor, facts, code=code, now=NOW)
        database.write(
            stock.receive,
            actor,
            product.id,
            number=number,
            expiry=date(2099, 6, 30),
            volume_ml=Decimal(50),
            now=NOW,
        )
    database.close()
    return folder


@pytest.fixture
def kept(closed: Path, tmp_path: Path, run: Any) -> Path:
    folder = Path(shutil.copytree(closed, tmp_path / "kept"))
    status, out, _ = run("--data", folder, "mix", "recipe", "add", "Comfort", *PARTS, *AS_RUIZ)
    assert (status, out) == (0, "Comfort, version 1: 10 mL.\n")
    return folder


def test_a_mix_is_made_shown_checked_and_thrown_away(kept: Path, run: Any) -> None:
    words = ("--data", kept, "mix")
    status, out, says = run(
        *words, "make", "comfort", "--lot", "zx1", "--lot", "ZN1", "--ml", "3 xylo", "--json", *AS_RUIZ
    )
    assert (status, says) == (0, "")
    made = json.loads(out)
    assert (made["recipe"], made["total_ml"], made["left_ml"], made["checked_by"]) == (
        "Comfort",
        "11",
        "11",
        None,
    )
    assert [(one["lot"], one["volume_ml"], one["diluent"]) for one in made["components"]] == [
        ("ZX1", "3", False),
        ("ZN1", "8", True),
    ]
    assert {"name": "lidocaine", "mg_per_ml": "2.727"} in made["contents"]
    number = str(made["number"])
    assert json.loads(run(*words, "show", number, "--json")[1]) == made
    assert json.loads(run(*words, "show", made["id"][:20], "--json")[1]) == made
    status, out, _ = run(*words, "check", number, "--by", "okoye", *AS_RUIZ, typed="2468\n9753\n")
    assert (status, "by B. Okoye" in out) == (0, True)
    status, out, _ = run(
        *words, "discard", f"Mix {number}", "--reason", "Spilt", "--witness", "okoye", "--json", *AS_RUIZ
    )
    gone = json.loads(out)["discarded"]
    assert (status, gone["volume_ml"], gone["witness"]) == (0, "11", "B. Okoye")
    assert "11.00 mL thrown away: Spilt, witness B. Okoye" in run(*words, "show", number)[1]
    listed = json.loads(run(*words, "list", "--json")[1])
    assert listed[0]["id"] == made["id"]
    assert "Comfort" in run(*words, "list")[1]
    lots = {one["lot"]: one for one in json.loads(run("--data", kept, "stock", "list", "--json")[1])}
    assert (lots["ZX1"]["on_hand_ml"], lots["ZN1"]["on_hand_ml"]) == ("47", "42")


def test_the_lots_are_suggested_and_the_recipe_has_versions(kept: Path, run: Any) -> None:
    words = ("--data", kept, "mix")
    assert run(*words, "recipe", "change", "Comfort", "--part", "5 xylocaine-1", *AS_RUIZ)[0] == 0
    found = {one["name"]: one for one in json.loads(run(*words, "recipes", "--json")[1])}
    assert (found["Comfort"]["version"], found["Comfort"]["total_ml"]) == (2, "5")
    made = json.loads(run(*words, "make", "Comfort", "--place", "pharmacy", "--json", *AS_RUIZ)[1])
    # The demo's own lot expires first.
    assert (made["place"], made["components"][0]["lot"]) == ("pharmacy", "XA4471")
    assert "Comfort" in run(*words, "recipes")[1]


REFUSED: tuple[tuple[tuple[str, ...], str], ...] = (
    (("make", "nothing"), "No recipe is called so"),
    (("make", "Comfort", "--lot", "nothing"), "has a lot nothing"),
    (("make", "Comfort", "--ml", "2 levocarnil"), "isn't in this recipe"),
    (("make", "Comfort", "--ml", "xylo"), "A component is its mL and its product"),
    (("make", "Comfort", "--ml", "0 xylocaine-1"), "must be above 0"),
    (("discard", "999", "--reason", "x"), "No mix of the last day has this number"),
    (("recipe", "add", "Comfort", *PARTS), "Another recipe has this name"),
)


def test_what_cannot_be_is_said_in_one_sentence(kept: Path, run: Any) -> None:
    for words, says in REFUSED:
        status, out, error = run("--data", kept, "mix", *words, *AS_RUIZ)
        assert (status, out, error.count("\n")) == (1, "", 1)
        assert says in error


def test_the_law_and_blocked_lots_are_answered_in_words(kept: Path, run: Any) -> None:
    words = ("--data", kept, "mix", "make", "Comfort", "--lot", "ZX1", "--lot", "ZN1")
    (kept / "mesotui.toml").write_text('jurisdiction = "FR"\n')
    status, _, error = run(*words, *AS_RUIZ)
    assert (status, "decree 2011-382" in error, "--answer WHY" in error) == (1, True, True)
    status, out, _ = run(*words, "--answer", "For pain", *AS_RUIZ)
    assert (status, "For pain" in out) == (0, True)
    run("--data", kept, "recall", "ZX1", "--block", "--reason", "Particles", *AS_RUIZ)
    status, _, error = run(*words, *AS_RUIZ)
    assert (status, "ZX1" in error, "--late-reason WHY" in error) == (1, True, True)
    assert run(*words, "--late-reason", "Made yesterday", *AS_RUIZ)[0] == 0


def test_what_was_injected_of_a_mix_names_its_lots(closed: Path, run: Any) -> None:
    sessions = json.loads(run("--data", closed, "session", "list", "--status", "open", "--json")[1])
    shown = [json.loads(run("--data", closed, "session", "show", one["id"], "--json")[1]) for one in sessions]
    injected = [one for session in shown for one in session["injections"]]
    told = [run("--data", closed, "session", "show", one["id"])[1] for one in sessions]
    assert any("MANUFACTURER" in text and injected[0]["components"][0]["lot"] in text for text in told)
    assert injected
    for one in injected:
        assert set(one["components"][0]) == {"product", "manufacturer", "lot", "expiry", "volume_ml"}
        assert all(part["lot"] and part["expiry"] for part in one["components"])
        assert len(one["components"]) > 1
        assert sum(float(part["volume_ml"]) for part in one["components"]) == pytest.approx(
            float(one["volume_ml"])
        )
