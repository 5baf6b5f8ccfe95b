"""What the codes hold: a contact, a calendar event and a telephone link, each made for one purpose."""

import re
from datetime import UTC, datetime

from mesotui.domain.errors import Refused

NOTE_LIMIT_BYTES = 230
"""A longer note makes a code that 120×40 cells can't show."""

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# What people write between the digits of a number; anything else, such as "ext. 12", ends it.
_WRITTEN_NUMBER = re.compile(r"\+?[\d\s().\-/]+", re.ASCII)


def contact(*, name: str, phone: str, note: str) -> bytes:
    """Make a vCard 3.0 (RFC 2426) of the clinic, unfolded: phones read long lines, not all read folded ones.

    Raises:
        Refused: the telephone can't be dialled.
    """
    named = _escaped(name)
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:{named};;;;", f"FN:{named}"]
    if phone:
        lines.append(f"TEL:{dialled(phone)}")
    return _lines(*lines, f"NOTE:{_escaped(note)}", "END:VCARD")


def plain_text(*, name: str, phone: str, note: str) -> bytes:
    """Make plain text of the same, a line each, for clinics whose clients' phones keep no contacts.

    Raises:
        Refused: the telephone can't be dialled.
    """
    return "\n".join(filter(None, (name, phone and dialled(phone), note))).encode()


def visit(summary: str, starts_at: datetime) -> bytes:
    """Make a bare VEVENT (RFC 5545) in UTC, without the calendar around it, which some phones refuse."""
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
        Refused: it doesn't begin with a number.
    """
    written = _WRITTEN_NUMBER.match(phone.strip())
    number = written[0] if written else ""
    if number.startswith("+"):
        number = number.replace("(0)", "")
    digits = re.sub(r"\D", "", number)
    if not digits:
        raise Refused("The clinic's telephone has no digits. Type it as it is dialled.")
    return f"+{digits}" if number.startswith("+") else digits


def _escaped(text: str) -> str:
    """Escape a text value; both formats ask for the same (RFC 2426 section 4, RFC 5545 section 3.3.11)."""
    return text.translate(_ESCAPES)


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
