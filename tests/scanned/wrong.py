"""What comes out wrong, or must be doubted, and what people type for a code."""

from tests.scanned.code import ALL, GS, LONE, PACK, by_hand, doubted, read, refused

NO_SEPARATOR = (
    doubted(
        "serial run into the lot",
        f"]d201{PACK}1726120010ABC-12321SN0042",
        "lot ABC-123, serial SN0042",
        gtin=PACK,
        lot="ABC-12321SN0042",
        expiry="2026-12-31",
    ),
    doubted(
        "the same without prefix",
        f"01{PACK}1726120010ABC-12321SN0042",
        "lot ABC-123, serial SN0042",
        gtin=PACK,
        lot="ABC-12321SN0042",
        expiry="2026-12-31",
    ),
    doubted(
        "expiry run into the lot",
        f"]d201{PACK}10A917261231",
        "lot A9, expiry 261231",
        gtin=PACK,
        lot="A917261231",
    ),
    doubted(
        "pack of the reference", f"]d201{PACK}21100303762448961725113010LOT7", "sent no separator", gtin=PACK
    ),
    doubted(
        "lot run into the serial",
        f"]d201{PACK}17270101214410LOT8",
        "sent no separator",
        gtin=PACK,
        expiry="2027-01-01",
        serial="4410LOT8",
    ),
    doubted(
        "lot that holds 21",
        f"]d201{PACK}1727010110A21B9",
        "Compare it with the pack",
        gtin=PACK,
        lot="A21B9",
        expiry="2027-01-01",
    ),
    read("lot without such a run", f"]d201{PACK}1727010110AB-19", PACK, "AB-19", "2027-01-01"),
    doubted("number behind the lot", f"]d210AB01{PACK}", "sent no separator", lot=f"AB01{PACK}"),
)

WRONG = (
    doubted(
        "wrong check digit",
        "]d201076806693300181726123110A1",
        "last digit doesn't fit",
        lot="A1",
        expiry="2026-12-31",
    ),
    doubted(
        "wrong check digit, no prefix",
        "01076806693300181726123110A1",
        "last digit doesn't fit",
        lot="A1",
        expiry="2026-12-31",
    ),
    refused("EAN-13 with a wrong check digit", "4006381333932", "last digit doesn't fit"),
    refused("EAN-13 with a wrong check digit and prefix", "]E04006381333932", "last digit doesn't fit"),
    refused("EAN-8 with a wrong check digit", "96385075", "last digit doesn't fit"),
    doubted(
        "lot of 21 characters",
        f"]d201{PACK}17261231{GS}10{'L' * 21}",
        "longer than 20",
        gtin=PACK,
        expiry="2026-12-31",
    ),
    doubted(
        "lot with a blank",
        f"]d201{PACK}17261231{GS}10AB CD",
        "that can't be in it",
        gtin=PACK,
        expiry="2026-12-31",
    ),
    doubted("month 13", f"]d201{PACK}1726133110A1", "no day of the calendar", gtin=PACK, lot="A1"),
    doubted("month 00", f"]d201{PACK}1726003110A1", "no day of the calendar", gtin=PACK, lot="A1"),
    doubted("30 February", f"]d201{PACK}1730023010A1", "no day of the calendar", gtin=PACK, lot="A1"),
    doubted("day 32", f"]d201{PACK}1726123210A1", "no day of the calendar", gtin=PACK, lot="A1"),
    doubted("letters for a day", f"]d201{PACK}1726O23110A1", "no day of the calendar", gtin=PACK, lot="A1"),
    doubted("two lots", f"]d201{PACK}10A1{GS}10B2", "several lots", gtin=PACK, lot="A1"),
    doubted("two products", f"]d201{PACK}01{LONE}10A1", "several product numbers", gtin=PACK, lot="A1"),
    doubted(
        "unknown field",
        f"]d201{PACK}10A1{GS}ZZ77{GS}17261231",
        "could not be read: ZZ77",
        gtin=PACK,
        lot="A1",
        expiry="2026-12-31",
    ),
    doubted(
        "unknown field 05",
        f"]d201{PACK}17261231{GS}0577{GS}10A1",
        "could not be read: 0577",
        gtin=PACK,
        lot="A1",
        expiry="2026-12-31",
    ),
    doubted("short number", f"]d20107680669{GS}10A1", "last digit doesn't fit", lot="A1"),
    doubted(
        "Code 128 that isn't GS1's", f"]C001{PACK}10A1", "isn't marked as one of GS1", gtin=PACK, lot="A1"
    ),
    doubted(
        "DataMatrix that isn't GS1's", f"]d101{PACK}10A1", "isn't marked as one of GS1", gtin=PACK, lot="A1"
    ),
    doubted("QR that isn't GS1's", f"]Q101{PACK}10A1", "isn't marked as one of GS1", gtin=PACK, lot="A1"),
    refused("shipping unit", "]C100106141412345678908", "SSCC"),
    refused("internal field alone", "]d291ABC", "INTERNAL"),
    refused("Code 39", "]A0-12345678", "isn't a code of GS1"),
    refused("another maker's code", "+H123ABC01234567890D", "isn't a code of GS1"),
    refused("another maker's code with prefix", "]C0+H123ABC01234567890D", "isn't a code of GS1"),
    refused("a word", "]C0HELLO-WORLD", "isn't a code of GS1"),
    refused("prefix alone", "]d2", "nothing that can be read"),
    refused("digits of no length", "]d1123456789", "isn't a code of GS1"),
)

BY_HAND = tuple(
    by_hand(code)
    for code in (
        read("printed form", f"(01){PACK}(17)261231(10)ABC-123(21)SN0042", **ALL),
        read("printed form of the reference", f"(01){LONE}(10)567432", LONE, "567432"),
        read("printed form with blanks", f"(01) {PACK} (10) AB1", PACK, "AB1"),
        read("<GS>", f"01{PACK}10ABC-123<GS>21SN0042", PACK, "ABC-123", serial="SN0042"),
        read("\\x1d", f"01{PACK}10ABC-123\\x1d21SN0042", PACK, "ABC-123", serial="SN0042"),
        read("^]", f"01{PACK}10ABC-123^]21SN0042", PACK, "ABC-123", serial="SN0042"),
        read("lot alone", "10ABC123", lot="ABC123"),
        read("expiry alone", "17261231", expiry="2026-12-31"),
        refused("nothing", "", "nothing that can be read"),
        refused("a word", "hello", "isn't a code of GS1"),
        refused("a number", "42", "isn't a code of GS1"),
    )
)
