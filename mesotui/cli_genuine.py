"""Genuine or not, on the command line: a text, a picture, a PDF, or sixteen letters on the telephone."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mesotui.bootstrap import Options, open_clinic
from mesotui.cli_output import Json, is_file, say, say_json
from mesotui.cli_parsing import WRONG_USAGE
from mesotui.domain.errors import NotFound
from mesotui.domain.people import Actor
from mesotui.domain.slip_keys import SlipKey, read_keys
from mesotui.domain.spelling import heard
from mesotui.domain.text import shown
from mesotui.domain.treatment import GivenSlip
from mesotui.records import sites, slip_keys, slips
from mesotui.records.database import Database
from mesotui.slips.key_file import existing_key
from mesotui.slips.scanned import as_scanned, payloads_in, payloads_of
from mesotui.slips.signing import Finding, Verdict, public_bytes, verify
from mesotui.slips.telephone_code import SLIP_CODE_LETTERS, is_misheard, is_telephone_code, telephone_code
from mesotui.slips.verdicts import as_read, dials_elsewhere, headline

_FILE_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".txt", ".vcf")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    is_genuine: bool
    headline: str
    lines: tuple[str, ...] = ()
    verdict: Verdict | None = None


def verify_slip(options: Options, what: str, *, key_file: Path | None, as_json: bool) -> int:
    """Tell whether a slip is genuine: 0 when it is, 1 when it isn't or can't be told, 2 for wrong usage.

    Args:
        options: whose keys are believed, unless a file names others.
        what: scanned text, the name of a file, ``-`` for standard input, or a telephone code.
        key_file: public keys to believe in place of the clinic's; then no clinic is needed.
        as_json: for programs.

    Raises:
        Refused: a file can't be read, or no code can be found in it.
    """
    if not is_file(what) and what.lower().endswith(_FILE_ENDINGS) and "\n" not in what:
        return _usage(f"There is no file {what}. Name one that exists, or give the scanned text itself.")
    if key_file is not None:
        return _print(_judged(_payloads(what), _keys_in(key_file), None), as_json=as_json)
    try:
        with open_clinic(options) as (database, reader):
            keys = _believed(options, database, reader)
            if is_telephone_code(what):
                answers = [_by_telephone(database, reader, heard(what), keys)]
            else:
                answers = _judged(_payloads(what), keys, (database, reader))
    except NotFound:
        return _usage(
            "There is no clinic here whose keys could be believed. Name a file with keys: --key FILE."
        )
    return _print(answers, as_json=as_json)


def _usage(sentence: str) -> int:
    sys.stderr.write(f"mesotui: {shown(sentence)}\n")
    return WRONG_USAGE


def _print(answers: Sequence[_Answer], *, as_json: bool) -> int:
    is_genuine = all(answer.is_genuine for answer in answers)
    if as_json:
        say_json({"genuine": is_genuine, "slips": [_json(answer) for answer in answers]})
    else:
        say("\n\n".join("\n".join((answer.headline, *answer.lines)) for answer in answers))
    return 0 if is_genuine else 1


def _json(answer: _Answer) -> Json:
    found = answer.verdict
    return {
        "genuine": answer.is_genuine,
        "says": " ".join((answer.headline, *answer.lines)),
        "finding": found.finding.value if found else None,
        "clinic": found.key.clinic_name if found and found.key else None,
        "own": found.key.is_own if found and found.key else None,
        "key": found.key_id or None if found else None,
        "slip": found.slip_code or None if found else None,
        "date": found.signed_on.isoformat() if found and found.signed_on else None,
    }


def _payloads(what: str) -> tuple[bytes, ...]:
    if what == "-":
        return payloads_of(sys.stdin.buffer.read(), "standard input")
    return payloads_in(Path(what)) if is_file(what) else (as_scanned(os.fsencode(what)),)


def _keys_in(file: Path) -> tuple[SlipKey, ...]:
    text = "\n".join(payload.decode(errors="replace") for payload in payloads_in(file))
    return tuple(SlipKey(public_key=key, clinic_name="", is_own=False) for key in read_keys(text))


def _believed(options: Options, database: Database, reader: Actor) -> tuple[SlipKey, ...]:
    """Give the keys on record, and the one in the data folder, which may have signed nothing yet."""
    kept = database.read(slip_keys.known_keys, reader)
    own = existing_key(options.folder)
    if own is None or public_bytes(own) in (key.public_key for key in kept):
        return kept
    site = database.read(sites.current_site)
    return (*kept, SlipKey(public_key=public_bytes(own), clinic_name=site.name if site else "", is_own=True))


def _judged(
    payloads: Sequence[bytes], keys: Sequence[SlipKey], records: tuple[Database, Actor] | None
) -> list[_Answer]:
    """Judge every code that could be a slip; codes for a visit or a telephone only stand beside one."""
    verdicts = [verify(payload, keys) for payload in payloads]
    told = [one for one in verdicts if one.finding is not Finding.NOT_SIGNED] or verdicts[:1]
    return [_answer(one, payloads, records) for one in told]


def _answer(verdict: Verdict, payloads: Sequence[bytes], records: tuple[Database, Actor] | None) -> _Answer:
    if verdict.finding is not Finding.GENUINE:
        return _Answer(is_genuine=False, headline=headline(verdict), verdict=verdict)
    if dials_elsewhere(verdict.payload, payloads):
        says = (
            "NOT GENUINE. The code that dials was exchanged: it isn't the telephone number that was signed."
        )
        return _Answer(is_genuine=False, headline=says, verdict=verdict)
    lines = [f"Slip {verdict.slip_code} of {verdict.signed_on}. It says:"]
    lines += [f"  {line}" for line in as_read(verdict.payload)]
    if records is not None and verdict.key is not None and verdict.key.is_own:
        lines.append(_on_record(*records, verdict))
    return _Answer(is_genuine=True, headline=headline(verdict), lines=tuple(lines), verdict=verdict)


def _on_record(database: Database, reader: Actor, verdict: Verdict) -> str:
    given = _given(database, reader, verdict.slip_code)
    if given is None:
        return "Take care: the records don't say that this slip was given to anybody."
    if given.instructions != verdict.payload:
        return "Take care: the slip that was given under this code says something else."
    return f"The records say the same: {_given_when(given)}."


def _by_telephone(database: Database, reader: Actor, code: str, keys: Sequence[SlipKey]) -> _Answer:
    if is_misheard(code):
        return _Answer(
            is_genuine=False, headline="MISHEARD. These sixteen letters can't be a code. Ask for them again."
        )
    slip_code = code[:SLIP_CODE_LETTERS]
    given = _given(database, reader, slip_code)
    if given is None:
        return _Answer(is_genuine=False, headline="NOT GENUINE. This clinic gave no slip with this code.")
    verdict = verify(given.instructions, keys)
    if telephone_code(given.code, given.instructions) != code:
        says = f"NOT GENUINE. Slip {slip_code} is this clinic's, but not with this code."
        return _Answer(is_genuine=False, headline=says)
    if verdict.finding not in (Finding.GENUINE, Finding.NOT_SIGNED):
        return _Answer(is_genuine=False, headline=headline(verdict), verdict=verdict)
    lines = ("Compare with what the caller reads:", "", *map(shown, given.text.rstrip("\n").split("\n")))
    return _Answer(
        is_genuine=True,
        headline=f"GENUINE. Slip {slip_code}: {_given_when(given)}.",
        lines=lines,
        verdict=verdict,
    )


def _given(database: Database, reader: Actor, slip_code: str) -> GivenSlip | None:
    with suppress(NotFound):
        return database.read(slips.slip_by_code, reader, slip_code)[0]
    return None


def _given_when(given: GivenSlip) -> str:
    return f"given on {given.given_at.astimezone():%Y-%m-%d %H:%M} by {shown(given.given_by)}"
