"""Genuine or not, as clinics ask it: on the command line, with the keys of a real data folder."""

import io
import json
import re
import shutil
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mesotui.cli import main
from mesotui.domain.slip_keys import fingerprint, key_id, written
from mesotui.domain.spelling import ALPHABET, check_letter, grouped
from mesotui.domain.treatment import GivenSlip
from mesotui.records import sites, slip_keys, slips
from mesotui.slips.content import compose, new_code
from mesotui.slips.key_file import FILE_NAME, own_key
from mesotui.slips.payloads import contact
from mesotui.slips.qr import encode
from mesotui.slips.rendering import SlipFormat, render
from mesotui.slips.signing import public_bytes, sign, signed
from mesotui.slips.telephone_code import telephone_code
from tests.slips.decoding import drawn_svg, opened, read_by_both
from tests.slips.signed import DAY, private_key
from tests.slips.test_qr import picture
from tests.slips.test_signing import changes
from tests.slips.treated import CLINIC_NAME, NEXT_VISIT, NOW, treat

OTHER = "Clinique du Lac"


@dataclass(frozen=True)
class Clinic:
    """A clinic's data folder, and the one slip that it gave."""

    folder: Path
    slip: GivenSlip

    @property
    def text(self) -> str:
        return self.slip.instructions.decode()

    @property
    def code(self) -> str:
        return telephone_code(self.slip.code, self.slip.instructions)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A clinic that signed and gave a slip."""
    folder = tmp_path_factory.mktemp("made") / "clinic"
    treated = treat(folder)
    with closing(treated.database) as database:
        key = own_key(folder)
        database.write(slip_keys.add_own, treated.actor, public_bytes(key), now=NOW)
        site = database.read(sites.current_site)
        assert site is not None
        plain = compose(
            treated.session(), site, NEXT_VISIT, treated.clinic.aftercare("en"), code=new_code(), now=NOW
        )
        slip = database.write(
            slips.give, treated.actor, treated.session_id, slip=signed(plain, key, on=DAY), now=NOW
        )
    return Clinic(folder, slip)


@pytest.fixture
def own(made: Clinic, tmp_path: Path) -> Clinic:
    """The same clinic in a folder of the test's own, to change its keys in."""
    return Clinic(Path(shutil.copytree(made.folder, tmp_path / "own")), made.slip)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.delenv("MESOTUI_DATABASE", raising=False)
    monkeypatch.setenv("MESOTUI_DATA", str(tmp_path / "nothing here"))

    def run(*arguments: object, clinic: Clinic | None = None, typed: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        data = ("--data", str(clinic.folder)) if clinic else ()
        try:
            status = main(["slip", *map(str, arguments), *data])
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capfd.readouterr()
        assert not set(printed.out + printed.err) & set("\x1b\x07\x9b\u202e\x00") or "--qr" in arguments
        return status, printed.out, printed.err

    return run


def test_a_scanned_text_is_genuine_and_says_whose_and_what(run: Any, made: Clinic) -> None:
    status, out, err = run("verify", made.text, clinic=made)
    assert (status, err) == (0, "")
    assert out.startswith(f"GENUINE. This clinic, {CLINIC_NAME}, signed it with key ")
    assert f"Slip {made.slip.code} of 2026-11-22. It says:" in out
    assert "EMERGENCY: hard to breathe" in out
    assert "The records say the same: given on " in out


def test_the_answer_for_programs(run: Any, made: Clinic) -> None:
    status, out, _ = run("verify", made.text, "--json", clinic=made)
    answer = json.loads(out)
    (slip,) = answer["slips"]
    assert (status, answer["genuine"], slip["finding"], slip["own"]) == (0, True, "genuine", True)
    assert (slip["clinic"], slip["slip"], slip["date"]) == (CLINIC_NAME, made.slip.code, "2026-11-22")
    status, out, _ = run("verify", made.text.replace("fever", "favor"), "--json", clinic=made)
    assert (status, json.loads(out)["genuine"]) == (1, False)
    assert json.loads(out)["slips"][0]["finding"] == "altered"


@pytest.mark.parametrize("form", ["png", "svg", "jpeg", "pdf", "txt"])
def test_a_file_is_genuine(run: Any, made: Clinic, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"slip.{form}"
    page = drawn_svg(render(made.slip, SlipFormat.SVG).decode())
    if form == "txt":
        file.write_bytes(made.slip.instructions.replace(b"\r\n", b"\n"))
    elif form == "png":
        file.write_bytes(render(made.slip, SlipFormat.PNG))
    else:
        page.save(file, {"svg": "png"}.get(form, form))
    status, out, _ = run("verify", file, clinic=made)
    assert status == 0
    assert out.startswith("GENUINE. This clinic")


def test_what_a_scanner_gives_on_standard_input_is_genuine(run: Any, made: Clinic) -> None:
    assert run("verify", "-", clinic=made, typed=made.slip.instructions)[0] == 0


def test_100_single_byte_changes_are_refused_on_the_command_line_too(
    run: Any, made: Clinic, tmp_path: Path
) -> None:
    key = tmp_path / "public"
    key.write_text(written(public_bytes(own_key(made.folder))))
    assert run("verify", "-", "--key", key, typed=made.slip.instructions)[0] == 0
    changed = changes(made.slip.instructions, 100)
    assert [run("verify", "-", "--key", key, typed=one)[0] for one in changed] == [1] * 100


def test_another_clinic_verifies_with_the_public_key_alone_and_no_clinic(
    run: Any, made: Clinic, tmp_path: Path
) -> None:
    key = tmp_path / "their key.txt"
    key.write_text(run("key", "--public", clinic=made)[1])
    status, out, _ = run("verify", made.text, "--key", key)
    assert status == 0
    assert out.startswith("GENUINE. It was signed with key ")
    assert "records" not in out
    assert not (tmp_path / "nothing here").exists()


def test_another_clinics_slip_is_unknown_until_it_is_trusted_and_then_named(run: Any, own: Clinic) -> None:
    theirs = sign(
        contact(name=OTHER, phone="112", note="dry"), private_key("lake"), slip_code="7K3M9QWX", on=DAY
    )
    status, out, _ = run("verify", theirs.decode(), clinic=own)
    assert status == 1
    assert out.startswith("NOT KNOWN. It names key ")
    line = written(public_bytes(private_key("lake")))
    status, out, _ = run("key", "--trust", line, "--name", OTHER, clinic=own)
    assert status == 0
    assert grouped(fingerprint(public_bytes(private_key("lake")))) in out
    status, out, _ = run("verify", theirs.decode(), clinic=own)
    assert status == 0
    assert out.startswith(f"GENUINE, and another clinic's: {OTHER} signed it")
    status, out, _ = run("verify", theirs.replace(b"dry", b"wet").decode(), clinic=own)
    assert (status, out.startswith("NOT GENUINE")) == (1, True)


def test_trust_is_withdrawn_by_somebody_with_a_reason(run: Any, own: Clinic) -> None:
    lake = public_bytes(private_key("lake"))
    theirs = sign(b"Keep it dry", private_key("lake"), slip_code="7K3M9QWX", on=DAY).decode()
    assert run("key", "--trust", written(lake), "--name", OTHER, clinic=own)[0] == 0
    asked = ("key", "--untrust", key_id(lake), "--reason", "key stolen", "--as", "a.ruiz", "--pin-stdin")
    status, out, err = run(*asked, clinic=own, typed=b"4711\n")
    assert (status, err) == (0, "")
    assert f"Key {key_id(lake)} of {OTHER} is trusted no more" in out
    status, out, _ = run("verify", theirs, clinic=own)
    assert status == 1
    assert out.startswith(
        f"NOT TRUSTED. It was signed with key {key_id(lake)} of {OTHER}, which is trusted no"
    )
    assert re.search(r"since \d{4}-\d\d-\d\d: key stolen$", out.rstrip())
    assert any("withdrawn" in line for line in run("key", clinic=own)[1].splitlines())
    assert run("key", "--trust", written(lake), "--name", OTHER, clinic=own)[0] == 0
    assert run("verify", theirs, clinic=own)[0] == 0


def test_a_rotated_key_leaves_old_slips_genuine(run: Any, own: Clinic) -> None:
    before = (own.folder / FILE_NAME).read_bytes()
    status, out, _ = run("key", "--rotate", clinic=own)
    assert (status, "Old slips stay genuine" in out) == (0, True)
    assert (own.folder / FILE_NAME).read_bytes() != before
    status, out, _ = run("verify", own.text, clinic=own)
    assert (status, out.startswith("GENUINE. This clinic")) == (0, True)
    assert run("verify", own.code, clinic=own)[0] == 0
    public = run("key", "--public", clinic=own)[1].split()
    assert len(public) == 2
    assert public[0] == written(public_bytes(own_key(own.folder)))
    listed = run("key", clinic=own)[1].splitlines()
    assert [line.split()[-2] == "-" for line in listed[1:]] == [True, False]
    # A copy of the old key that somebody puts back signs nothing anew.
    (own.folder / FILE_NAME).write_bytes(before)
    status, _, err = run("key", "--public", clinic=own)
    assert (status, "old, retired one" in err) == (1, True)


def test_the_doctor_looks_at_the_key(own: Clinic, capfd: pytest.CaptureFixture[str]) -> None:
    def doctor() -> tuple[int, str]:
        status = main(["doctor", "--data", str(own.folder)])
        return status, next(line for line in capfd.readouterr().out.splitlines() if "slip key" in line)

    status, line = doctor()
    assert (status, line.split()[0]) == (0, "ok")
    assert key_id(public_bytes(own_key(own.folder))) in line
    (own.folder / FILE_NAME).chmod(0o604)
    status, line = doctor()
    assert (status, "WRONG" in line, "can be used by others" in line) == (1, True, True)
    (own.folder / FILE_NAME).unlink()
    status, line = doctor()
    assert (status, "is missing" in line) == (1, True)
    (own.folder / "mesotui.toml").write_text("sign_slips = false\n")
    assert "not used" in doctor()[1]


def test_a_lost_key_file_leaves_old_slips_genuine(run: Any, own: Clinic) -> None:
    (own.folder / FILE_NAME).unlink()
    assert run("verify", own.text, clinic=own)[0] == 0
    assert len(run("key", "--public", clinic=own)[1].split()) == 2


def test_the_public_key_as_a_square_code_can_be_trusted_from_its_picture(
    run: Any, made: Clinic, tmp_path: Path
) -> None:
    status, out, _ = run("key", "--public", "--qr", clinic=made)
    assert status == 0
    drawn = [line for line in out.splitlines() if line.startswith("\x1b")]
    square = _pixels(drawn)
    line = written(public_bytes(own_key(made.folder)))
    assert read_by_both(square) == [line.encode()]
    assert out.rstrip().endswith(line)
    file = tmp_path / "key.png"
    square.save(file)
    treat(tmp_path / "elsewhere").database.close()
    elsewhere = Clinic(tmp_path / "elsewhere", made.slip)
    assert run("key", "--trust", file, "--name", CLINIC_NAME, clinic=elsewhere)[0] == 0
    assert run("verify", made.text, clinic=elsewhere)[1].startswith("GENUINE, and another clinic's")


def _pixels(rows: list[str]) -> Image.Image:
    """Draw what the escape sequences colour, two pixels a row."""
    lines = [
        [
            (colours == "97;40") ^ (letter == "▀▄"[half])
            for colours, text in re.findall(r"\x1b\[([\d;]+)m([ ▀▄]+)", row)
            for letter in text
        ]
        for row in rows
        for half in (0, 1)
    ]
    image = Image.new("L", (len(lines[0]), len(lines)), 255)
    image.putdata([0 if dark else 255 for line in lines for dark in line])
    return image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)


def test_the_telephone_code_finds_the_slip_however_it_is_said(run: Any, made: Clinic) -> None:
    for said in (made.code, grouped(made.code), f" {grouped(made.code).lower().replace('0', 'o')} "):
        status, out, _ = run("verify", said, clinic=made)
        assert status == 0
        assert out.startswith(f"GENUINE. Slip {made.slip.code}: given on ")
        assert "Compare with what the caller reads:" in out
        assert "WHAT TO AVOID" in out


def test_a_wrong_telephone_code_is_misheard_unknown_or_forged(run: Any, made: Clinic) -> None:
    last = ALPHABET[(ALPHABET.index(made.code[-1]) + 1) % 32]
    assert run("verify", made.code[:-1] + last, clinic=made)[:2] == (
        1,
        "MISHEARD. These sixteen letters can't be a code. Ask for them again.\n",
    )
    other = ALPHABET[(ALPHABET.index(made.code[10]) + 1) % 32]
    forged = made.code[:10] + other + made.code[11:15]
    assert run("verify", forged + check_letter(forged), clinic=made)[:2] == (
        1,
        f"NOT GENUINE. Slip {made.slip.code} is this clinic's, but not with this code.\n",
    )
    nobodys = telephone_code("00000000", b"")
    assert run("verify", nobodys, clinic=made)[:2] == (
        1,
        "NOT GENUINE. This clinic gave no slip with this code.\n",
    )


def test_a_pasted_telephone_code_is_noticed(run: Any, made: Clinic, tmp_path: Path) -> None:
    page = opened(render(made.slip, SlipFormat.PNG))
    both = Image.new("L", (page.width, page.height + 400), 255)
    both.paste(page, (0, 0))
    both.paste(picture(encode(b"tel:+3390909090")), (0, page.height))
    both.save(tmp_path / "forged.png")
    status, out, _ = run("verify", tmp_path / "forged.png", clinic=made)
    assert (status, "The code that dials was exchanged" in out) == (1, True)


def test_a_slip_that_was_signed_but_never_given_is_told_apart(run: Any, made: Clinic) -> None:
    key = own_key(made.folder)
    plain = contact(name=CLINIC_NAME, phone="112", note="Slip 7K3M9QWX")
    never = sign(plain, key, slip_code="7K3M9QWX", on=DAY).decode()
    status, out, _ = run("verify", never, clinic=made)
    assert status == 0
    assert "Take care: the records don't say that this slip was given" in out
    otherwise = sign(plain, key, slip_code=made.slip.code, on=DAY).decode()
    assert (
        "Take care: the slip that was given under this code says something else."
        in run("verify", otherwise, clinic=made)[1]
    )


@pytest.mark.parametrize(
    "what", ["tel:+33123456789", "https://example.org/slip", "", "NOTE:\x1b]52;c;eA==\x07"]
)
def test_anything_else_is_no_slip(run: Any, made: Clinic, what: str) -> None:
    assert run("verify", what, clinic=made)[:2] == (
        1,
        "NOT GENUINE. It is no slip with a clinic's signature.\n",
    )


def test_a_strangers_text_never_steers_the_terminal(run: Any, own: Clinic) -> None:
    hostile = "\x1b]52;c;ZXZpbA==\x07 \x9b31m \u202e\u2066 [@click=app.quit]x[/] \x08"
    plain = f"Slip 7K3M9QWX\n{hostile}\nS1."
    theirs = sign(plain.encode(), private_key("lake"), slip_code="7K3M9QWX", on=DAY)
    line = written(public_bytes(private_key("lake")))
    assert run("key", "--trust", line, "--name", OTHER, clinic=own)[0] == 0
    status, out, _ = run("verify", theirs.decode(), clinic=own)
    assert status == 0
    assert "[@click=app.quit]x[/]" in out
    assert not [letter for letter in out if not letter.isprintable() and letter != "\n"]
    assert "\\u" not in run("verify", theirs.decode(), "--json", clinic=own)[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify",),
        ("verify", "missing.pdf"),
        ("verify", "some text"),
        ("key", "--public", "--rotate"),
        ("key", "--trust", "x"),
        ("key", "--name", "x"),
        ("key", "--untrust", "7K3M9Q"),
        ("key", "--untrust", "7K3M9Q", "--reason", "stolen"),
        ("key", "--as", "a.ruiz"),
        ("key", "--qr"),
        ("verify", "--\x1b]52;c;ZXZpbA==\x07"),
        ("verify", "a\x1b[2J.png"),
    ],
)
def test_wrong_usage_is_said_in_one_sentence(run: Any, arguments: tuple[str, ...]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("mesotui: ") and err.count("\n") == 1


def test_a_file_that_is_no_slip_is_said(run: Any, made: Clinic, tmp_path: Path) -> None:
    Image.new("L", (200, 200), 255).save(tmp_path / "empty.png")
    status, _, err = run("verify", tmp_path / "empty.png", clinic=made)
    assert (status, "No square code can be read in" in err) == (1, True)
    status, _, err = run("key", "--trust", "no key at all", "--name", OTHER, clinic=made)
    assert (status, "There is no public key in it" in err) == (1, True)
