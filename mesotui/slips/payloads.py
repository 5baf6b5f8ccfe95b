"""What the codes hold: a contact, a calendar event and a telephone link, each made for one purpose."""

import re
import unicodedata
from datetime import UTC, datetime

from mesotui.domain.errors import Refused

NOTE_LIMIT_BYTES = 236
"""Of a note as it is written into a contact. A longer one leaves no room for the clinic's name."""

INSTRUCTIONS_LIMIT_BYTES = 328
"""With a signature these still make version 13 at level L, the largest that 120×40 cells can show."""

_SUMMARY_LIMIT_BYTES = 42
"""A longer one makes a visit's code larger than version 5 at level L, which is what 80×24 cells show."""

# E.164 allows 15 digits; in front may stand what dials abroad.
_MOST_DIGITS = 20
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# What people write between the digits of a number; anything else, such as "ext. 12", ends it.
_WRITTEN_NUMBER = re.compile(r"\+?[\d\s().\-/]+", re.ASCII)


def note_bytes(note: str) -> int:
    """Give how long a note is as it is written into a contact; ``NOTE_LIMIT_BYTES`` fit."""
    return len(_escaped(note).encode())


def contact(*, name: str, phone: str, note: str) -> bytes:
    """Make a vCard 3.0 (RFC 2426) of the clinic, unfolded: phones read long lines, not all read folded ones.

    A long name is shortened to what screens can show with the rest.

    Raises:
        Refused: the telephone can't be dialled.
    """
    telephone = [f"TEL:{dialled(phone)}"] if phone else []

    def made(named: str) -> bytes:
        who = (f"N:{named};;;;", f"FN:{named}")
        return _lines("BEGIN:VCARD", "VERSION:3.0", *who, *telephone, f"NOTE:{_escaped(note)}", "END:VCARD")

    # The name stands in it twice.
    room = (INSTRUCTIONS_LIMIT_BYTES - len(made(""))) // 2
    return made(_escaped(_shortened(name, room)))


def plain_text(*, name: str, phone: str, note: str) -> bytes:
    """Make plain text of the same, a line each, for clinics whose clients' phones keep no contacts.

    Raises:
        Refused: the telephone can't be dialled.
    """
    rest = "\n".join(filter(None, (phone and dialled(phone), note)))
    room = INSTRUCTIONS_LIMIT_BYTES - len(rest.encode()) - 1
    return "\n".join(filter(None, (_shortened(name, room), rest))).encode()


def visit(summary: str, starts_at: datetime) -> bytes:
    """Make a bare VEVENT (RFC 5545) in UTC, without the calendar around it, which some phones refuse.

    A long summary is shortened to what a small screen can show.
    """
    summary = _shortened(summary, _SUMMARY_LIMIT_BYTES)
    start = f"{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return _lines("BEGIN:VEVENT", f"SUMMARY:{_escaped(summary)}", f"DTSTART:{start}", "END:VEVENT")


def call(phone: str) -> bytes:
    """Make a ``tel:`` link (RFC 3966); empty for an empty telephone.

    Raises:
        Refused: the telephone can't be dialled.
    """
    return f"tel:{dialled(phone)}".encode() if phone else b""


def dialled(phone: str) -> str:
    """Give a telephone number as it is dialled: digits, after a + where it is international.

    >>> dialled("+44 (0)20 7946 0018 ext. 12")
    '+442079460018'

    Raises:
        Refused: it doesn't begin with a number, or with one that is too long for any telephone.
    """
    written = _WRITTEN_NUMBER.match(phone.strip())
    number = written[0] if written else ""
    if number.startswith("+"):
        number = number.replace("(0)", "")
    digits = re.sub(r"\D", "", number)
    if not digits:
        raise Refused("The clinic's telephone has no digits. Type it as it is dialled.")
    if len(digits) > _MOST_DIGITS:
        raise Refused(f"The telephone has more than {_MOST_DIGITS} digits. Type it as it is dialled.")
    return f"+{digits}" if number.startswith("+") else digits


def _shortened(text: str, most_bytes: int) -> str:
    """Cut a text so that it takes so many bytes once it is escaped, between words if much is left then."""
    cut = text
    while len(_escaped(cut).encode()) > most_bytes:
        cut = cut[:-1]
    if cut == text:
        return text
    while len(cut) > 1 and unicodedata.combining(text[len(cut)]):
        cut = cut[:-1]
    words = text[: len(cut) + 1].rpartition(" ")[0]
    return (words if 2 * len(words) >= len(cut) else cut).rstrip()


def _escaped(text: str) -> str:
    """Escape a text value; both formats ask for the same (RFC 2426 section 4, RFC 5545 section 3.3.11)."""
    return text.translate(_ESCAPES)


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
