"""What all commands of the command line share: how they are added, and how wrong usage is said."""

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import NoReturn

from mesotui.domain.text import shown

WRONG_USAGE = 2
_THEMES = ("meso-dark", "meso-light", "high-contrast", "ansi")
_LIST_LIMIT = 100
_LAST_PORT = 65_535


class Parser(ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        """End with wrong usage."""
        # What was typed may be the text of a stranger's slip.
        self.exit(WRONG_USAGE, f"mesotui: {shown(message)}. See {self.prog} --help.\n")


class Commands:
    """The commands below one word."""

    def __init__(self, above: ArgumentParser, path: str, *, required: bool) -> None:
        self._path = path
        self._made = above.add_subparsers(
            title="commands", metavar="COMMAND", required=required, parser_class=Parser
        )

    def area(self, name: str, says: str) -> "Commands":
        """Add a word that has commands of its own."""
        made = self._made.add_parser(name, help=says, description=says, allow_abbrev=False)
        return Commands(made, f"{self._path}{name} ", required=True)

    def verb(self, name: str, says: str) -> ArgumentParser:
        """Add a command."""
        made = self._made.add_parser(
            name, help=says, description=says, parents=[everywhere()], allow_abbrev=False
        )
        made.set_defaults(verb=self._path + name)
        return made


def everywhere() -> Parser:
    """Make the options that stand before or after the command; unset, they leave what stood before alone."""
    options = Parser(add_help=False, argument_default=SUPPRESS)
    options.add_argument("--data", type=Path, metavar="DIR", help="the clinic's folder (or MESOTUI_DATA)")
    options.add_argument(
        "--database",
        metavar="URL",
        help="a PostgreSQL database instead of the file in that folder (or MESOTUI_DATABASE)",
    )
    options.add_argument(
        "--mouse", action="store_true", help="let the mouse click; it is off unless asked for"
    )
    options.add_argument("--theme", choices=_THEMES, help="how the console looks")
    options.add_argument(
        "--low-bandwidth", action="store_true", help="for slow lines: the terminal's own colours, fewer bytes"
    )
    return options


def as_json(made: ArgumentParser) -> None:
    """Let a command print JSON."""
    made.add_argument("--json", action="store_true", help="print JSON, for programs")


def as_list(made: ArgumentParser) -> None:
    """Let a command print a list, as JSON too."""
    as_json(made)
    made.add_argument("--limit", type=count, default=_LIST_LIMIT, metavar="N", help="at most so many")


def as_somebody(made: ArgumentParser, *, required: bool = True) -> None:
    """Let a command be done by somebody, who proves it with their PIN."""
    made.add_argument("--as", dest="acting", required=required, metavar="LOGIN", help="who you are")
    made.add_argument("--pin-stdin", action="store_true", help="read PINs from standard input, one a line")


def count(text: str) -> int:
    """Read a whole number."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ArgumentTypeError("a whole number is needed")
    return int(text)


def port(text: str) -> int:
    """Read the number of a port; 0 takes a free one."""
    number = count(text)
    if number > _LAST_PORT:
        raise ArgumentTypeError(f"a port is a number from 0 to {_LAST_PORT}")
    return number


def address(text: str) -> str:
    """Read an address or a name to listen on."""
    if not text or not all(letter.isprintable() and not letter.isspace() for letter in text):
        raise ArgumentTypeError("an address has no blanks and no control characters")
    return text
