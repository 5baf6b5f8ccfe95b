"""Where the command line takes PINs from: the terminal, or standard input."""

import sys
from getpass import getpass

from mesotui.domain.errors import Refused
from mesotui.records.pins import LONGEST, SHORTEST, may_be_pin


def asked(question: str) -> str:
    """Ask at the terminal, where what is typed isn't shown."""
    return getpass(question)


def read_line(_question: str) -> str:
    """Take the next line of standard input; an empty one is for whoever is to have no PIN yet.

    Raises:
        Refused: it can't be a PIN, and is not tried as one.
    """
    line = sys.stdin.readline().strip()
    if line and not may_be_pin(line):
        raise Refused(
            f"With --pin-stdin the first line of standard input is the PIN, {SHORTEST} to {LONGEST} digits: "
            "write it on a line of its own, before all else."
        )
    return line
