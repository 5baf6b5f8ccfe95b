"""Codes that are read whole: real packs, and every way in which a scanner may be set."""

from tests.scanned.code import ALL, EOT, FRENCH, GS, LONE, NORWEGIAN, PACK, RS, STX, UPC, Code, read, refused

_WHOLE = f"01{PACK}1726123110ABC-123{GS}21SN0042"

_REAL = (
    read(
        "pack of the reference",
        f"]d201{PACK}2110030376244896{GS}1725113010LOT7",
        PACK,
        "LOT7",
        "2025-11-30",
        "10030376244896",
    ),
    read(
        "the same without prefix",
        f"01{PACK}2110030376244896{GS}1725113010LOT7",
        PACK,
        "LOT7",
        "2025-11-30",
        "10030376244896",
    ),
    read("device of the reference", f"]d201{LONE}10567432", LONE, "567432"),
    read("device of the reference, GS1-128", f"]C101{LONE}10567432", LONE, "567432"),
    read("device of the reference, no prefix", f"01{LONE}10567432", LONE, "567432"),
    read(
        "the study's own",
        f"]d201{PACK}1726120010ABC-123{GS}21SN0042",
        PACK,
        "ABC-123",
        "2026-12-31",
        "SN0042",
    ),
    read("biip's example", "]C1010703206980498815210526100329", NORWEGIAN, "0329"),
    read("French pack", f"]d201{FRENCH}17270531100A123", FRENCH, "0A123", "2027-05-31"),
    read(
        "French pack with serial",
        f"]d201{FRENCH}21KX19A7{GS}172705311077",
        FRENCH,
        "77",
        "2027-05-31",
        "KX19A7",
    ),
)

_PREFIXES = tuple(
    Code(name=f"prefix {name}", sent=f"{prefix}{_WHOLE}", **ALL)  # type: ignore[arg-type]
    for name, prefix in (
        ("]d2", "]d2"),
        ("]C1", "]C1"),
        ("]Q3", "]Q3"),
        ("]e0", "]e0"),
        ("]J1", "]J1"),
        ("none", ""),
        ("STX ]d2", f"{STX}]d2"),
        ("STX", STX),
        ("FNC1 as GS", GS),
        ("]d2 and FNC1 as GS", f"]d2{GS}"),
    )
)

_PARTS = {"gtin": f"01{PACK}", "expiry": "17261231", "lot": "10ABC-123", "serial": "21SN0042"}
_ENDLESS = ("lot", "serial")


def _in_order(*names: str) -> str:
    parts = [_PARTS[name] + (GS if name in _ENDLESS else "") for name in names]
    return "".join(parts).rstrip(GS)


_ORDERS = tuple(
    Code(name=f"{' '.join(order)}{' ' + prefix if prefix else ''}", sent=prefix + _in_order(*order), **ALL)  # type: ignore[arg-type]
    for prefix in ("]d2", "")
    for order in (
        ("gtin", "expiry", "serial", "lot"),
        ("gtin", "lot", "expiry", "serial"),
        ("gtin", "serial", "expiry", "lot"),
        ("gtin", "serial", "lot", "expiry"),
        ("expiry", "gtin", "lot", "serial"),
        ("expiry", "lot", "gtin", "serial"),
        ("lot", "gtin", "expiry", "serial"),
        ("serial", "lot", "expiry", "gtin"),
    )
)

_DAYS = tuple(
    read(f"expiry {raw}", f"]d201{PACK}17{raw}10A1", PACK, "A1", day)
    for raw, day in (
        ("260100", "2026-01-31"),
        ("270200", "2027-02-28"),
        ("280200", "2028-02-29"),
        ("260400", "2026-04-30"),
        ("261200", "2026-12-31"),
        ("261231", "2026-12-31"),
        ("280229", "2028-02-29"),
        ("991231", "1999-12-31"),
    )
)

_NUMBERS = (
    read("EAN-13", "4006381333931", "04006381333931"),
    read("EAN-13 with prefix", "]E04006381333931", "04006381333931"),
    read("EAN-8", "96385074", "00000096385074"),
    read("EAN-8 with prefix", "]E496385074", "00000096385074"),
    read("UPC-A", "614141123452", UPC),
    read("UPC-A with prefix", "]E0614141123452", UPC),
    read("UPC-A as EAN-13", "]E00614141123452", UPC),
    read("UPC-A, 036000291452", "036000291452", "00036000291452"),
    read("ITF-14", "07680669330019", PACK),
    read("ITF-14 with prefix", "]I107680669330019", PACK),
    read("ITF-14 without check prefix", "]I007680669330019", PACK),
    read("number alone in a DataMatrix", f"]d201{PACK}", PACK),
    read("number alone in a DataMatrix, no prefix", f"01{PACK}", PACK),
)

_LINKS = (
    read(
        "link",
        f"]Q1https://id.gs1.org/01/{PACK}/10/ABC1/21/12345?17=261231",
        PACK,
        "ABC1",
        "2026-12-31",
        "12345",
    ),
    read(
        "link without prefix", f"https://id.gs1.org/01/{PACK}/10/ABC1?17=261200", PACK, "ABC1", "2026-12-31"
    ),
    read("link of a maker", f"]Q1https://www.example.com/p/01/{PACK}/10/B%2F2", PACK, "B/2"),
    read("link in capitals", f"]Q1HTTPS://ID.GS1.ORG/01/{PACK}/21/77", PACK, serial="77"),
    read("link with a short number", "]Q1http://id.gs1.org/01/614141123452?10=L9", UPC, "L9"),
    refused("link of no product", "]Q1https://example.com/leaflet", "names no product"),
    refused("link of no product, no prefix", "https://example.com/leaflet", "names no product"),
)

_ENVELOPES = (
    read(
        "envelope 05", f"]d1[)>{RS}05{GS}01{PACK}{GS}17261231{GS}10AB-1{RS}{EOT}", PACK, "AB-1", "2026-12-31"
    ),
    read(
        "envelope 05, no prefix",
        f"[)>{RS}05{GS}01{PACK}{GS}10AB-1{GS}21X9{RS}{EOT}",
        PACK,
        "AB-1",
        serial="X9",
    ),
    read(
        "envelope 06",
        f"]d1[)>{RS}06{GS}8P{FRENCH}{GS}1TABC123{GS}D261200{GS}S123{RS}{EOT}",
        FRENCH,
        "ABC123",
        "2026-12-31",
        "123",
    ),
    read(
        "envelope 06 of a German pack",
        f"[)>{RS}06{GS}9N110375286414{GS}1TABC123{GS}D270100{GS}SXY{RS}{EOT}",
        "",
        "ABC123",
        "2027-01-31",
        "XY",
    ),
)

_MORE_FIELDS = (
    read("produced", f"]d201{PACK}112501011727010110P1", PACK, "P1", "2027-01-01"),
    read("best before", f"]d201{PACK}1526060110P2", PACK, "P2"),
    read("additional number", f"]d201{PACK}240REF-9{GS}10P3{GS}17270101", PACK, "P3", "2027-01-01"),
    read("national number", f"]d201{PACK}17270101712ES12345{GS}10P4", PACK, "P4", "2027-01-01"),
    read("German number", f"]d201{PACK}710PZN77{GS}10P5", PACK, "P5"),
    read("internal field", f"]d201{PACK}10P6{GS}91internal{GS}17270101", PACK, "P6", "2027-01-01"),
    read("expiry with the hour", f"]d201{PACK}10P7{GS}70032706301530", PACK, "P7", "2027-06-30"),
    read("count and weight", f"]d201{PACK}310300019530{'6'}{GS}10P8", PACK, "P8"),
    read("lot of 20 characters", f"]d201{PACK}10{'L' * 20}{GS}17270101", PACK, "L" * 20, "2027-01-01"),
    read("lot of 1 character", f"]d201{PACK}17270101109", PACK, "9", "2027-01-01"),
    read("lot with signs", f"]d201{PACK}10A-B/C.D_1+2{GS}17270101", PACK, "A-B/C.D_1+2", "2027-01-01"),
    read("lot in small letters", f"]d201{PACK}1727010110abc", PACK, "abc", "2027-01-01"),
    read("lot that begins with zeros", f"]d201{PACK}1727010110000123", PACK, "000123", "2027-01-01"),
    read(
        "several separators",
        f"]d201{PACK}{GS}{GS}17270101{GS}10Q1{GS}{GS}21S1{GS}",
        PACK,
        "Q1",
        "2027-01-01",
        "S1",
    ),
    read("separator after a fixed field", f"]d201{PACK}{GS}17270101{GS}10Q2", PACK, "Q2", "2027-01-01"),
    read("lot alone, of a second code", "]C110Q3", lot="Q3"),
    read("lot and expiry, of a second code", "]C11727010110Q4", lot="Q4", expiry="2027-01-01"),
    read("lot and expiry, no prefix", "1727010110Q5", lot="Q5", expiry="2027-01-01"),
    read("serial that looks like a lot", f"]d201{PACK}2110ABC{GS}10Q6", PACK, "Q6", serial="10ABC"),
    read(
        "lot that holds 21, separators sent", f"]d201{PACK}10A21B9{GS}17270101", PACK, "A21B9", "2027-01-01"
    ),
)

_OTHER_SEPARATORS = tuple(
    Code(
        name=f"separator {name}",
        sent=f"]d201{PACK}1726123110ABC-123{sign}21SN0042",
        **ALL,  # type: ignore[arg-type]
    )
    for name, sign in (
        ("|", "|"),
        ("~", "~"),
        ("#", "#"),
        ("^", "^"),
        ("@", "@"),
        ("{", "{"),
        ("RS", RS),
        ("FS", "\x1c"),
        ("<GS>", "<GS>"),
        ("{GS}", "{GS}"),
        ("^]", "^]"),
        ("~d029", "~d029"),
    )
)

RIGHT = (
    *_REAL,
    *_PREFIXES,
    *_ORDERS,
    *_DAYS,
    *_NUMBERS,
    *_LINKS,
    *_ENVELOPES,
    *_MORE_FIELDS,
    *_OTHER_SEPARATORS,
)
