"""The command line, run as its users run it: what it prints, and with which status it ends."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

import mesotui
from mesotui import __version__
from mesotui.cli import main
from mesotui.cli_output import table
from mesotui.demo.opening import open_demo_clinic
from mesotui.domain.slip_choices import LANGUAGES
from mesotui.records import clients
from mesotui.slips.slip import whole_text
from tests.demo.clinic import NOW, Demo

PIN = "2468"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("MESOTUI_DATA", "MESOTUI_DATABASE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, typed: str = "") -> tuple[int, str, str]:
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
    """A demo clinic of the test's own, to write to."""
    return Path(shutil.copytree(closed, tmp_path / "kept"))


def _started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_help_and_version_load_neither_textual_nor_the_database(option: str) -> None:
    program = (
        "import sys\nfrom mesotui.cli import main\n"
        f"try:\n    main(['{option}'])\nexcept SystemExit as end:\n    status = end.code\n"
        "heavy = {'textual', 'sqlmodel', 'sqlalchemy', 'rich', 'PIL', 'qrcode'} & set(sys.modules)\n"
        "assert not heavy, heavy\nsys.exit(status)\n"
    )
    ended = _started("-c", program)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert __version__ in ended.stdout or "session list" not in ended.stdout


def test_the_version_is_printed(run: Any) -> None:
    assert run("--version") == (0, f"mesotui {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("session",),
        ("session", "list", "--status", "finished"),
        ("slip", "x", "--format", "gif"),
        ("demo", "--fill", "-3"),
        ("demo", "--fill", "many"),
        ("staff", "add", "kim"),
        ("--dat", "x", "paths"),
    ],
)
def test_wrong_usage_is_said_in_one_sentence(run: Any, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("mesotui: ") and err.count("\n") == 1


def test_sessions_are_listed_with_the_promised_keys(run: Any, demo: Demo) -> None:
    status, out, err = run("--data", demo.folder, "session", "list", "--json", "--limit", 5)
    listed = json.loads(out)
    assert (status, err, len(listed)) == (0, "", 5)
    promised = {"id", "client", "practitioner", "room", "status", "started_at", "ended_at", "injections"}
    assert all(promised <= set(session) for session in listed)
    assert set(listed[0]["client"]) == {"id", "name"}
    assert all(datetime.fromisoformat(session["started_at"]).tzinfo for session in listed)


def test_an_injection_has_the_promised_keys_and_amounts_as_text(run: Any, demo: Demo) -> None:
    _, out, _ = run("session", "list", "--json", "--status", "done", "--limit", 1, "--data", demo.folder)
    (listed,) = json.loads(out)
    status, out, _ = run("session", "show", listed["id"], "--json", "--data", demo.folder)
    session = json.loads(out)
    assert status == 0
    assert session == listed
    injection = session["injections"][0]
    assert {"zone", "technique", "points"} <= set(injection)
    amounts = [injection[name] for name in ("depth_mm", "volume_ml_per_point", "volume_ml")]
    assert all(isinstance(amount, str) and float(amount) > 0 for amount in amounts)
    screening = session["screening"]
    assert screening["may_inject"] and screening["decision"]["decision"] == "go"
    assert float(screening["weight_kg"]) > 0
    assert all({"code", "answer", "detail", "weighs"} <= set(answer) for answer in screening["answers"])
    components = injection["components"]
    wanted = {"product", "manufacturer", "lot", "expiry", "volume_ml"}
    assert all(set(component) == wanted for component in components)
    assert sum(Decimal(component["volume_ml"]) for component in components) == Decimal(injection["volume_ml"])


def test_a_session_is_shown_whole_as_text_and_found_by_the_beginning_of_its_id(run: Any, demo: Demo) -> None:
    one = next(s for s in demo.sessions() if any(not i.counts for i in s.injections) and s.notes)
    status, out, err = run("--data", demo.folder, "session", "show", str(one.id)[:23].upper())
    assert (status, err) == (0, "")
    for part in (
        "Identity",
        "Suitability",
        "Asked",
        "Phases",
        "Antisepsis",
        "Anaesthetic",
        "Injected",
        "Findings",
        "Notes",
    ):
        assert f"\n{part}\n" in out
    voided = next(injection for injection in one.injections if not injection.counts)
    assert f"VOID {voided.voided_at.astimezone(NOW.tzinfo):%H:%M:%S}: {voided.void_reason}" in out  # type: ignore[union-attr]
    assert one.notes[0].text in out


@pytest.mark.parametrize("wanted", ["zz", "", "ffffffff", "x" * 80, "../../etc"])
def test_what_is_not_there_is_status_1(run: Any, demo: Demo, wanted: str) -> None:
    for command in (("session", "show"), ("clients", "show"), ("slip",)):
        status, out, err = run("--data", demo.folder, *command, wanted)
        assert (status, out) == (1, "")
        assert err.startswith("mesotui: ") and err.count("\n") == 1


def test_an_id_that_begins_several_is_refused(run: Any, demo: Demo) -> None:
    status, _, err = run("--data", demo.folder, "session", "show", "0")
    assert status == 1
    assert "Several ids begin so" in err


def test_clients_are_listed_and_shown(run: Any, demo: Demo) -> None:
    status, out, _ = run("clients", "list", "--json", "--limit", 1000, "--data", demo.folder)
    listed = json.loads(out)
    client = next(one for one in listed if one["name"] == "MARTIN Léa")
    assert status == 0
    assert client["birth_date"] == "1985-03-12"
    status, out, _ = run("clients", "show", client["id"], "--data", demo.folder)
    assert status == 0
    assert "MARTIN Léa, born 1985-03-12" in out
    assert "! allergy: procaine (esters)" in out


def test_rooms_and_staff_are_listed(run: Any, demo: Demo) -> None:
    _, out, _ = run("--data", demo.folder, "room", "list", "--json")
    assert [room["name"] for room in json.loads(out)] == ["Room 1", "Room 2", "Room 3", "Room 4"]
    _, out, _ = run("--data", demo.folder, "staff", "list", "--json")
    assert {"login", "name", "role", "active"} <= set(json.loads(out)[0])
    status, out, _ = run("--data", demo.folder, "staff", "list")
    assert status == 0 and "a.ruiz" in out


def test_a_slip_is_printed_as_it_was_given_by_session_and_by_code(
    run: Any, demo: Demo, tmp_path: Path
) -> None:
    one = next(session for session in demo.sessions() if session.slips)
    folder = ("--data", demo.folder)
    status, by_session, _ = run(*folder, "slip", one.id)
    assert status == 0
    assert by_session == whole_text(one.slips[0])
    assert run(*folder, "slip", one.slips[0].code.lower())[1] == by_session
    picture = tmp_path / "slip.png"
    assert run(*folder, "slip", one.id, "--format", "png", "--out", picture)[0] == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_mode & 0o077 == 0
    again, _, err = run(*folder, "slip", one.id, "--out", picture)
    assert again == 1 and "Name a new file" in err
    assert run(*folder, "slip", one.id, "--format", "svg")[1].lstrip().startswith("<")


def test_a_session_without_a_slip_says_so(run: Any, demo: Demo) -> None:
    one = next(session for session in demo.sessions() if not session.slips)
    status, _, err = run("--data", demo.folder, "slip", one.id)
    assert status == 1 and "No slip was given" in err


def test_the_demo_is_written_to_the_folder_that_it_prints(run: Any, tmp_path: Path) -> None:
    status, out, err = run("demo", "--no-open", "--seed", 5, "--fill", 30, "--data", tmp_path / "new")
    assert (status, out, err) == (0, f"{tmp_path / 'new'}\n", "")
    listed = json.loads(run("session", "list", "--json", "--limit", 500, "--data", tmp_path / "new")[1])
    assert sum(session["status"] == "open" for session in listed) == 2
    assert len(listed) > 130


def test_the_demo_is_never_written_into_another_clinic(run: Any, kept: Path) -> None:
    (kept / "demo").unlink()
    status, out, err = run("demo", "--no-open", "--data", kept)
    assert (status, out) == (1, "")
    assert "holds no demo clinic" in err


def test_rooms_and_staff_are_added_by_somebody_who_knows_their_pin(run: Any, kept: Path) -> None:
    acting = ("--as", "a.ruiz", "--pin-stdin", "--data", kept)
    assert run("room", "add", "Quiet room", *acting, typed=f"{PIN}\n")[0] == 0
    assert "Quiet room" in run("room", "list", "--data", kept)[1]
    add = ("staff", "add", "kim", "--name", "Kim É", "--role", "supervisor", *acting)
    assert run(*add, typed=f"{PIN}\n13579\n")[0] == 0
    _, out, _ = run("staff", "list", "--json", "--data", kept)
    assert {
        "login": "kim",
        "name": "Kim É",
        "role": "supervisor",
        "active": True,
        "has_pin": True,
    } in json.loads(out)


@pytest.mark.parametrize(
    ("login", "pin", "sentence"),
    [
        ("a.ruiz", "1111", "The PIN is wrong"),
        ("a.ruiz", "", "A PIN is 4 to 12 digits"),
        ("nobody", PIN, "Nobody here has this login"),
        ("j.brandt", PIN, "no PIN yet"),
    ],
)
def test_nobody_adds_a_room_without_their_pin(
    run: Any, kept: Path, login: str, pin: str, sentence: str
) -> None:
    status, _, err = run(
        "room", "add", "Mine", "--as", login, "--pin-stdin", "--data", kept, typed=f"{pin}\n"
    )
    assert status == 1 and sentence in err
    assert "Mine" not in run("room", "list", "--data", kept)[1]


def test_text_from_people_reaches_no_terminal_raw(run: Any, kept: Path) -> None:
    hostile = "\x1b]52;c;ZXZpbA==\x07\u202e\x9b31m"

    def plant(db: Session, name: str) -> None:
        db.connection().exec_driver_sql("UPDATE client SET family_name = ?", (name,))

    from mesotui.records.engine import open_database

    database = open_database(kept, throwaway=True)
    database.write(plant, hostile)
    database.close()
    for command in (("clients", "list"), ("session", "list"), ("clients", "list", "--json")):
        status, out, _ = run(*command, "--data", kept)
        assert status == 0
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(out)


def test_columns_are_aligned_by_what_they_take_on_a_terminal() -> None:
    assert table(("A", "B"), [("李雷", "x"), ("e\u0301", "y"), ("a\x1bb", "z")]) == (
        "A     B\n李雷  x\ne\u0301     y\nab    z"
    )


def test_without_a_clinic_reading_is_status_1_and_writes_nothing(run: Any, tmp_path: Path) -> None:
    for command in (("session", "list"), ("clients", "list"), ("staff", "list"), ("room", "list")):
        status, out, err = run(*command, "--data", tmp_path / "none")
        assert (status, out) == (1, "")
        assert "There is no clinic" in err
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_database_is_status_78(run: Any, tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_text("this is no database, whatever its name says")
    status, _, err = run("session", "list", "--data", tmp_path)
    assert status == 78
    assert "is not a database" in err and err.count("\n") == 1


def test_the_console_needs_a_terminal(run: Any, tmp_path: Path) -> None:
    for command in ((), ("demo",)):
        status, _, err = run(*command, "--data", tmp_path / "new")
        assert status == 78 and "needs a terminal" in err


def test_paths_keys_and_the_environment(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESOTUI_DATA", str(tmp_path / "by-environment"))
    assert "by-environment" in run("paths")[1]
    chosen = run("--data", tmp_path / "chosen", "paths")[1]
    assert "chosen" in chosen and "by-environment" not in chosen
    status, out, _ = run("keys")
    assert status == 0 and "F9" in out and "session.next-step" in out


def test_keys_are_shown_as_the_clinic_set_them_or_its_mistake_is(run: Any, tmp_path: Path) -> None:
    settings = tmp_path / "mesotui.toml"
    settings.write_text('[keys]\n"session.next-step" = ["ctrl+space"]\n')
    assert "Ctrl+Space" in run("keys", "--data", tmp_path)[1]
    settings.write_text('[keys]\n"session.nxt-step" = ["ctrl+space"]\n')
    status, _, err = run("keys", "--data", tmp_path)
    assert status == 1 and "mesotui.toml, line 2" in err


def test_the_doctor_finds_all_well_and_says_what_is_not(run: Any, kept: Path) -> None:
    status, out, _ = run("doctor", "--data", kept)
    assert status == 0, out
    assert "WRONG" not in out and "integrity" in out and "journal_mode=wal" in out
    (kept / "clinic").mkdir()
    (kept / "clinic" / "limits.toml").write_text("[limits")
    status, out, _ = run("doctor", "--data", kept)
    assert status == 1
    assert "WRONG  clinic data" in out and "limits.toml" in out


def test_a_fault_of_the_program_tells_no_values(
    run: Any, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("MARTIN Léa has a secret")

    monkeypatch.setattr(clients, "list_clients", fail)
    monkeypatch.setattr("mesotui.paths.log_folder", lambda _folder: tmp_path / "log")
    status, out, err = run("clients", "list", "--data", demo.folder)
    assert (status, out, err.count("\n")) == (70, "", 1)
    (report,) = (tmp_path / "log").iterdir()
    assert "secret" not in err + report.read_text()
    assert "ValueError" in report.read_text()


def test_a_reader_that_has_seen_enough_is_no_fault(demo: Demo) -> None:
    command = f'"{sys.executable}" -m mesotui --data "{demo.folder}" session list --limit 400 | head -n 1'
    ended = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("ID")


def test_ids_in_lists_are_whole(run: Any, demo: Demo) -> None:
    _, out, _ = run("session", "list", "--limit", 3, "--data", demo.folder)
    assert all(UUID(line.split()[0]) for line in out.splitlines()[1:])


def test_a_text_is_approved_by_somebody_who_treats_until_a_byte_of_it_changes(run: Any, kept: Path) -> None:
    def approved() -> dict[str, Any]:
        listed = json.loads(run("aftercare", "list", "--json", "--data", kept)[1])
        return {one["language"]: one["approved_by"] for one in listed}

    def approve(login: str) -> tuple[int, str, str]:
        arguments = ("aftercare", "approve", "fr", "--data", kept, "--as", login, "--pin-stdin")
        answer: tuple[int, str, str] = run(*arguments, typed=f"{PIN}\n")
        return answer

    assert approved() == {language: "A. Ruiz" if language == "en" else None for language in LANGUAGES}
    status, printed, _ = approve("a.ruiz")
    assert (status, printed.startswith("A. Ruiz has approved the French text, version 2.")) == (0, True)
    assert approved()["fr"] == "A. Ruiz"
    assert approve("a.ruiz")[0] == 1
    own = kept / "clinic" / "aftercare" / "fr" / "aftercare.toml"
    own.parent.mkdir(parents=True)
    shipped = Path(mesotui.__file__).parent / "clinic" / "aftercare" / "fr" / "aftercare.toml"
    own.write_bytes(shipped.read_bytes() + b"\n")
    assert approved()["fr"] is None


def test_a_consent_text_is_listed_shown_and_approved_as_an_aftercare_text_is(run: Any, kept: Path) -> None:
    def listed() -> dict[str, dict[str, Any]]:
        found = json.loads(run("consent", "list", "--json", "--data", kept)[1])
        return {one["language"]: one for one in found}

    assert {language: one["approved_by"] for language, one in listed().items()} == {
        "en": "A. Ruiz",
        "fr": None,
        "es": None,
    }
    status, printed, _ = run("consent", "show", "fr", "--data", kept)
    assert (status, "appelez {clinic} : {phone}" in printed) == (0, True)
    assert re.search(r"nothing +ne rien faire +.* S20", printed)
    assert re.search(r"evidence +S01 +Park SH", printed)
    approve = ("consent", "approve", "fr", "--data", kept, "--as", "a.ruiz", "--pin-stdin")
    status, printed, _ = run(*approve, typed=f"{PIN}\n")
    assert (status, printed.startswith("A. Ruiz has approved the French consent text, version 1.")) == (
        0,
        True,
    )
    assert listed()["fr"]["approved_by"] == "A. Ruiz"
    assert run("consent", "show", "de", "--data", kept)[0] == 1
    assert run("consent", "text", "0" * 64, "--data", kept)[0] == 1


def test_consents_are_told_with_the_client_and_the_session(run: Any, kept: Path) -> None:
    session = json.loads(run("session", "list", "--json", "--data", kept)[1])[-1]
    shown = json.loads(run("session", "show", session["id"], "--json", "--data", kept)[1])
    treatment = shown["consent"]["treatment"]
    assert (treatment["answer"], treatment["language"], treatment["text_version"]) == ("given", "en", "1")
    assert "off-label" in treatment["disclosures"] and "nothing" in treatment["alternatives"]
    client = json.loads(run("clients", "show", session["client"]["id"], "--json", "--data", kept)[1])
    assert treatment in [{**one, "recorded_at": treatment["recorded_at"]} for one in client["consents"]]
    assert "Consent" in run("session", "show", session["id"], "--data", kept)[1]
    assert "consent to treatment: given" in run("clients", "show", session["client"]["id"], "--data", kept)[1]


def test_a_text_is_shown_with_its_numbers_before_it_is_approved(run: Any, kept: Path) -> None:
    status, printed, _ = run("aftercare", "show", "de", "--data", kept)
    assert status == 0
    assert "Kein Alkohol bis {alcohol_until}." in printed
    assert "[papule only]" in printed
    assert re.search(r"alcohol_hours +48 +S192", printed)
    assert run("aftercare", "show", "xx", "--data", kept)[0] == 2


def test_a_slip_is_told_in_another_language_and_read_aloud(run: Any, kept: Path) -> None:
    listed = json.loads(run("session", "list", "--json", "--data", kept)[1])
    session = next(one["id"] for one in listed if one["slips"])
    assert "WAS NORMAL IST" in run("slip", session, "--lang", "de", "--data", kept)[1]
    assert "What is normal:\nIt may sting" in run("slip", session, "--format", "aloud", "--data", kept)[1]


def test_the_doctor_names_a_text_that_is_wrong(run: Any, kept: Path) -> None:
    own = kept / "clinic" / "aftercare" / "pl" / "aftercare.toml"
    own.parent.mkdir(parents=True)
    own.write_text('language = "pl"\n')
    assert re.search(r"WRONG +aftercare texts +pl: aftercare\.toml", run("doctor", "--data", kept)[1])
