"""PINs: how they are kept, and how guessing is made hopeless."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from mesotui.domain.errors import Refused
from mesotui.records.errors import KeptRefusal
from mesotui.records.tables import StaffRow

# NIST SP 800-63B permits at most 100 wrong tries in a row; five, and then a wait, hold off a person at the
# terminal.
WRONG_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST, LONGEST = 4, 12


def may_be_pin(text: str) -> bool:
    """Tell whether a text can be anybody's PIN."""
    return text.isascii() and text.isdigit() and SHORTEST <= len(text) <= LONGEST


def hash_of(pin: str) -> str:
    """Give what is kept of a PIN (Argon2id, RFC 9106).

    Raises:
        Refused: it is no PIN.
    """
    if not may_be_pin(pin):
        raise Refused(f"A PIN is {SHORTEST} to {LONGEST} digits. Type another one.")
    return PasswordHasher().hash(pin)


def check_pin(row: StaffRow, pin: str, now: datetime) -> None:
    """Let the right PIN pass; count the wrong ones.

    Raises:
        KeptRefusal: the PIN is wrong; the try is counted.
        Refused: there were too many wrong ones, there is no PIN, or the text can't be one, which is no try.
    """
    if not row.pin_hash:
        raise Refused("This person has no PIN yet. Ask an administrator to set one.")
    if row.locked_until is not None and now < row.locked_until:
        minutes = -(-(row.locked_until - now) // timedelta(minutes=1))
        raise Refused(f"Too many wrong PINs. Try again in {minutes} min, or let somebody else sign in.")
    if not may_be_pin(pin):
        raise Refused(f"A PIN is {SHORTEST} to {LONGEST} digits. Type it again.")
    try:
        PasswordHasher().verify(row.pin_hash, pin)
    except (VerifyMismatchError, InvalidHashError):
        row.wrong_pins += 1
        if row.wrong_pins >= WRONG_TRIES:
            row.wrong_pins = 0
            row.locked_until = now + LOCKED_FOR
        raise KeptRefusal("The PIN is wrong. Try again.") from None
    row.wrong_pins = 0
    row.locked_until = None
