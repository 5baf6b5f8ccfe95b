"""What may stand on the command line. Nothing is imported here that takes time."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from mesotui import __version__
from mesotui.cli_mix_arguments import add_mix
from mesotui.cli_parsing import (
    Commands,
    Parser,
    address,
    as_json,
    as_list,
    as_somebody,
    count,
    everywhere,
    port,
)
from mesotui.cli_stock_arguments import add_recall, add_stock
from mesotui.domain.slip_choices import LANGUAGES

_STATUSES = ("open", "done", "stopped", "not-done", "signed")
_FORMATS = ("text", "aloud", "ansi", "png", "svg", "pdf", "escpos")
_PAPERS = ("a6", "a5", "80mm", "58mm")
_ROLES = ("practitioner", "supervisor", "administrator")
_SLIP_WORDS = ("verify", "key")


def parse(arguments: Sequence[str] | None) -> Namespace:
    """Read the command line; what it gives names its command as ``verb``. Wrong usage ends with status 2.

    Args:
        arguments: what stands after the program's name; None takes the process's own.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    # A slip is named by its session, so what else is done with slips can't be commands below that word.
    at = words.index("slip") if "slip" in words else len(words)
    if words[at + 1 : at + 2] and words[at + 1] in _SLIP_WORDS:
        words[at : at + 2] = [f"slip {words[at + 1]}"]
    return parser().parse_args(words)


def parser() -> ArgumentParser:
    """Make the parser. What it gives names its command as ``verb``, which is empty for the console."""
    top = Parser(
        prog="mesotui",
        description="A full-screen console that runs a mesotherapy treatment room.",
        epilog="Without a command it opens the console; the first time it sets the clinic up.",
        parents=[everywhere()],
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"mesotui {__version__}")
    top.set_defaults(verb="")
    commands = Commands(top, "", required=False)
    _add_demo(commands)
    _add_serve(commands)
    _add_console(commands)
    _add_records(commands)
    _add_genuineness(commands)
    _add_rooms_and_staff(commands)
    _add_aftercare(commands.area("aftercare", "the texts of the slips, language by language"))
    _add_consent(commands.area("consent", "what clients are asked to consent to, language by language"))
    add_stock(commands.area("stock", "products and lots"))
    add_recall(commands)
    add_mix(commands.area("mix", "mixes and their recipes"))
    commands.verb("paths", "show where things are")
    commands.verb("keys", "show every key and what it does")
    commands.verb("doctor", "look whether everything is as it must be")
    return top


def _add_demo(commands: Commands) -> None:
    demo = commands.verb("demo", "open the console on a throw-away clinic with fictional people")
    demo.add_argument("--fill", type=count, default=0, metavar="N", help="also write N past sessions")
    demo.add_argument(
        "--seed", type=int, default=1, metavar="S", help="the same number makes the same clinic"
    )
    demo.add_argument("--no-open", action="store_true", help="only write it, and print its folder")


def _add_serve(commands: Commands) -> None:
    serve = commands.verb("serve", "serve consoles over SSH, to staff whose keys are registered")
    serve.add_argument(
        "--host", type=address, default="127.0.0.1", metavar="ADDRESS", help="127.0.0.1 unless chosen"
    )
    serve.add_argument("--port", type=port, default=2222, metavar="N", help="2222 unless chosen")
    serve.add_argument(
        "--take-over",
        action="store_true",
        help="take the place of the server that runs: its consoles go on until they are left",
    )
    serve.add_argument(
        "--systemd-unit", action="store_true", help="print the unit that serves so, instead of serving"
    )


def _add_console(commands: Commands) -> None:
    console = commands.verb("console", "open the console for the holder of a key; OpenSSH runs this")
    console.add_argument("--key", required=True, metavar="FINGERPRINT", help="the key that signed in")


def _add_records(commands: Commands) -> None:
    clients = commands.area("clients", "the people who are treated")
    as_list(clients.verb("list", "list clients by name"))
    showing = clients.verb("show", "show a client and their sessions")
    showing.add_argument("id", metavar="ID", help="the client's id, or its beginning")
    as_json(showing)

    sessions = commands.area("session", "the treatment sessions")
    listing = sessions.verb("list", "list sessions, the latest first")
    listing.add_argument("--status", choices=_STATUSES, help="only those that stand so")
    as_list(listing)
    showing = sessions.verb("show", "show all that is recorded of a session")
    showing.add_argument("id", metavar="ID", help="the session's id, or its beginning")
    as_json(showing)

    slip = commands.verb("slip", "print an aftercare slip as it was given")
    slip.add_argument("id", metavar="SESSION", help="the session's id or its beginning, or the slip's code")
    slip.add_argument("--format", choices=_FORMATS, default="text", help="text unless chosen otherwise")
    slip.add_argument("--lang", metavar="XX", choices=tuple(LANGUAGES), help=f"in {', '.join(LANGUAGES)}")
    slip.add_argument("--paper", choices=_PAPERS, help="for pdf and escpos; a5 and 80mm unless chosen")
    slip.add_argument("--out", type=Path, metavar="F", help="write to this file instead of the terminal")
    slip.add_argument("--printer", metavar="NAME", help="print it on this printer of the clinic")


def _add_genuineness(commands: Commands) -> None:
    verifying = commands.verb("slip verify", "tell whether a slip is genuine, and whose")
    verifying.add_argument(
        "what",
        metavar="TEXT|FILE|CODE",
        help="scanned text, a picture, PDF or text file, - for standard input, or the code on the telephone",
    )
    verifying.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="believe only the public keys in this file; no clinic is needed",
    )
    as_json(verifying)
    keys = commands.verb("slip key", "list the keys by which slips are known; or print, change or trust one")
    doing = keys.add_mutually_exclusive_group()
    doing.add_argument("--public", action="store_true", help="print what another clinic needs")
    doing.add_argument("--rotate", action="store_true", help="sign with a new key; old slips stay genuine")
    doing.add_argument("--trust", metavar="FILE|TEXT", help="believe another clinic's key; needs --name")
    doing.add_argument("--untrust", metavar="KEY", help="believe another clinic's key no more")
    keys.add_argument("--reason", metavar="WHY", help="with --untrust and --as: why")
    as_somebody(keys, required=False)
    keys.add_argument("--qr", action="store_true", help="with --public: as a square code")
    keys.add_argument("--name", metavar="CLINIC", help="with --trust: what the other clinic is called")


def _add_rooms_and_staff(commands: Commands) -> None:
    rooms = commands.area("room", "the treatment rooms")
    adding = rooms.verb("add", "add a room")
    adding.add_argument("name", metavar="NAME")
    as_somebody(adding)
    as_json(rooms.verb("list", "list the rooms"))

    staff = commands.area("staff", "the people who work here")
    adding = staff.verb("add", "add a person; they can sign in once they have a PIN")
    adding.add_argument("login", metavar="LOGIN")
    adding.add_argument("--name", required=True)
    adding.add_argument("--role", choices=_ROLES, required=True)
    as_somebody(adding)
    as_json(staff.verb("list", "list the people who work here"))
    for name, says in (
        ("disable", "say that a person no longer works here; their consoles end"),
        ("enable", "say that a person works here again"),
    ):
        changing = staff.verb(name, says)
        changing.add_argument("login", metavar="LOGIN")
        as_somebody(changing, required=False)
    listing = staff.verb("keys", "print the keys as another program needs them")
    listing.add_argument("--openssh", action="store_true", required=True, help="lines of authorized_keys")
    listing.add_argument("--program", type=Path, metavar="FILE", help="the mesotui that sshd is to run")
    _add_staff_keys(staff.area("key", "the SSH keys by which people sign in over the network"))


def _add_staff_keys(keys: Commands) -> None:
    adding = keys.verb("add", "let a key sign a person in: staff key add LOGIN < id_ed25519.pub")
    adding.add_argument("login", metavar="LOGIN")
    adding.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="the .pub file; else standard input"
    )
    as_somebody(adding, required=False)
    as_json(keys.verb("list", "list the keys, and which of them let somebody in"))
    revoking = keys.verb("revoke", "take a key back for good; the consoles that it opened end")
    revoking.add_argument("fingerprint", metavar="FINGERPRINT", help="as the list shows it, or its beginning")
    revoking.add_argument("--reason", required=True, metavar="WHY", help="such as: lost")
    as_somebody(revoking, required=False)


def _add_aftercare(aftercare: Commands) -> None:
    as_json(aftercare.verb("list", "list the texts, and who approved them"))
    showing = aftercare.verb("show", "show a text with its numbers, to be read before it is approved")
    showing.add_argument("language", metavar="LANG", choices=tuple(LANGUAGES))
    approving = aftercare.verb("approve", "approve a text as it stands now")
    approving.add_argument("language", metavar="LANG", choices=tuple(LANGUAGES))
    as_somebody(approving)


def _add_consent(consent: Commands) -> None:
    as_json(consent.verb("list", "list the texts, and who approved them"))
    showing = consent.verb("show", "show a text with its sources, to be read before it is approved")
    showing.add_argument("language", metavar="LANG", choices=tuple(LANGUAGES))
    kept = consent.verb("text", "print a text that clients answered to, byte for byte, also after it changed")
    kept.add_argument("sha256", metavar="SHA256", help="as session show tells it")
    approving = consent.verb("approve", "approve a text as it stands now")
    approving.add_argument("language", metavar="LANG", choices=tuple(LANGUAGES))
    as_somebody(approving)
