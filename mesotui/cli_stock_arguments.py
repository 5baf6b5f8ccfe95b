"""What may stand behind ``stock`` and ``recall``. Nothing is imported here that takes time."""

from argparse import ArgumentParser
from pathlib import Path

from mesotui.cli_parsing import Commands, as_json, as_somebody


def add_stock(stock: Commands) -> None:
    """Add the commands of the stock."""
    listing = stock.verb("list", "list the lots, the first to expire first")
    listing.add_argument("--all", action="store_true", help="also those that are used up or expired long ago")
    as_json(listing)
    as_json(_of_lot(stock.verb("show", "show a lot and its ledger")))
    receiving = stock.verb("receive", "take in some of a lot")
    receiving.add_argument(
        "product", metavar="PRODUCT", help="its name, its pack's GTIN, or its code in the catalogue"
    )
    receiving.add_argument("lot", metavar="LOT", help="the lot's number as it is printed")
    receiving.add_argument(
        "--expiry", required=True, metavar="DAY", help="2027-06-30, 06/2027 for the month's last day, or none"
    )
    _add_volume(receiving, "how much came")
    _add_writing(receiving)
    _add_writing(_of_lot(stock.verb("open", "open a vial of a lot; its hours in use begin")))
    wasting = _of_lot(stock.verb("waste", "throw some of a lot away"))
    _add_volume(wasting, "how much")
    wasting.add_argument("--reason", required=True, metavar="WHY")
    wasting.add_argument("--witness", metavar="LOGIN", help="somebody else who looked on")
    _add_writing(wasting)
    counting = _of_lot(stock.verb("count", "say how much of a lot is really there"))
    _add_volume(counting, "how much there is")
    counting.add_argument("--reason", default="", metavar="WHY", help="where it isn't what the book says")
    _add_writing(counting)
    adjusting = _of_lot(stock.verb("adjust", "correct the book by some mL, up or down"))
    _add_volume(adjusting, "by how much, such as 2 or -0.5")
    adjusting.add_argument("--reason", required=True, metavar="WHY")
    _add_writing(adjusting)
    scanning = stock.verb("scan", "say what a scanned code says, and which lot it is")
    scanning.add_argument(
        "code",
        metavar="CODE",
        nargs="?",
        default="-",
        help="as the scanner sends it, with <GS>, \\x1d or ^] for the separator, or as (01)…(10)…;"
        " left out, it is read from standard input",
    )
    as_json(scanning)
    sheet = stock.verb("scanner-sheet", "write a picture with a code that tells how a scanner is set up")
    sheet.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="a new PNG file, to be printed"
    )
    _add_products(stock.area("product", "the products"))


def add_recall(commands: Commands) -> None:
    """Add the command that finds, blocks and follows up a lot."""
    made = _of_lot(commands.verb("recall", "list every client who received a lot, directly or through a mix"))
    how = made.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print JSON, for programs")
    how.add_argument("--csv", action="store_true", help="print the call list as CSV, for spreadsheets")
    doing = made.add_mutually_exclusive_group()
    doing.add_argument("--block", action="store_true", help="recall the lot; needs --reason and --as")
    doing.add_argument("--unblock", action="store_true", help="end the recall; needs --reason and --as")
    for word, says in (
        ("tried", "note that a client was called and not reached"),
        ("reached", "note that a client was told"),
        ("acknowledged", "note that a client said that they understood"),
    ):
        doing.add_argument(f"--{word}", metavar="CLIENT", help=f"{says}; needs --as")
    made.add_argument("--reason", metavar="WHY", help="with --block and --unblock")
    made.add_argument("--note", default="", metavar="TEXT", help="with --tried, --reached and --acknowledged")
    as_somebody(made, required=False)


def _add_products(products: Commands) -> None:
    listing = products.verb("list", "list the products")
    listing.add_argument("--catalogue", action="store_true", help="those that can be taken in, too")
    as_json(listing)
    adding = products.verb("add", "add a product: from the catalogue by its code, or a new one by its name")
    adding.add_argument("product", metavar="CODE|NAME")
    adding.add_argument("--manufacturer", default="", metavar="NAME", help="of a new one")
    adding.add_argument("--strength", default="", metavar="TEXT", help="of a new one, such as '10 mg/mL'")
    adding.add_argument("--gtin", action="append", default=[], metavar="GTIN", help="on its packs; repeat it")
    _add_writing(adding)
    teaching = products.verb("gtin", "teach the number on a product's packs")
    teaching.add_argument("product", metavar="PRODUCT", help="its name, or its code in the catalogue")
    teaching.add_argument("gtin", metavar="GTIN")
    _add_writing(teaching)


def _of_lot(made: ArgumentParser) -> ArgumentParser:
    made.add_argument("lot", metavar="LOT", help="the lot's number; case and blanks don't matter")
    made.add_argument("--product", metavar="PRODUCT", help="where lots of several products have the number")
    return made


def _add_volume(made: ArgumentParser, says: str) -> None:
    made.add_argument("--ml", required=True, metavar="ML", help=f"{says}, in mL")


def _add_writing(made: ArgumentParser) -> None:
    as_somebody(made)
    as_json(made)
