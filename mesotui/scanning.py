"""Reads what scanners send. The grammar of GS1 is biip's, which takes a tenth of a second to load."""

from collections.abc import Iterator

from biip import ParseConfig, ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementString

from mesotui.domain.gs1 import GTIN, SEPARATOR, Element, Scan, Unreadable, fixed_length, scan_of, wrong_number
from mesotui.domain.gtin import GTIN_LENGTHS, kept_gtin
from mesotui.domain.scan_text import (
    GS1_SYMBOLOGIES,
    LONGEST_CODE,
    RETAIL_SYMBOLOGIES,
    ScanText,
    is_gtin,
    take_apart,
)
from mesotui.domain.text import shown

# A day that isn't one must not hide the fields behind it.
_CONFIG = ParseConfig(gs1_element_strings_verify_date=False)
_DATES = ("11", "12", "13", "15", "16", "17", "7003")
_SHOWN_LETTERS = 60
# What a code without a prefix holds where its digits are no product's number.
_ON_PACKS = ("00", "01", "02", "10", "11", "13", "15", "17", "21", "240", "241", "7003", "71")


def read_scan(text: str) -> Scan:
    """Read what a scanner sent, or somebody typed for it.

    Raises:
        Unreadable: it says nothing of a product, its lot or its expiry; the sentence says what came.
    """
    came = take_apart(text[: LONGEST_CODE + 1])
    if len(text) > LONGEST_CODE:
        raise Unreadable(f"What came is too long for a code: {len(text)} characters. Scan again.")
    if not came.body:
        raise Unreadable("The scanner sent nothing that can be read. Scan again.")
    if came.is_number or came.symbology in RETAIL_SYMBOLOGIES:
        return _of_number(came)
    if came.is_link:
        return _of_link(came)
    elements, unread = _fields(came.body)
    if not came.symbology and _looks_like_number(came.body, elements):
        return _of_number(came)
    if not _says_something(elements):
        raise Unreadable(_not_understood(came, elements))
    return scan_of(
        elements,
        raw=text,
        symbology=came.symbology,
        unread=[_spelled(part) for part in unread],
        is_separated=came.is_separated,
        is_gs1=not came.symbology or came.symbology in GS1_SYMBOLOGIES or _is_wrapped(came),
    )


def _of_number(came: ScanText) -> Scan:
    if not is_gtin(came.body):
        raise Unreadable(wrong_number(_spelled(came.body)))
    element = Element(GTIN, "GTIN", kept_gtin(came.body))
    return scan_of([element], raw=came.raw, symbology=came.symbology, is_separated=True)


def _of_link(came: ScanText) -> Scan:
    try:
        link = GS1DigitalLinkURI.parse(came.body, config=_CONFIG)
    except ParseError:
        raise Unreadable(f"This link names no product: {_spelled(came.body)}. Scan another code.") from None
    elements = [_element(one) for one in link.element_strings]
    if not _says_something(elements):
        raise Unreadable(f"This link names no product: {_spelled(came.body)}. Scan another code.")
    return scan_of(elements, raw=came.raw, symbology=came.symbology, is_separated=True)


def _fields(body: str) -> tuple[list[Element], list[str]]:
    """Give the fields of a message, and the parts that are none."""
    elements, unread, rest = [], [], body
    while rest := rest.lstrip(SEPARATOR):
        try:
            found = GS1ElementString.extract(rest, config=_CONFIG)
        except ParseError:
            part, rest = _unreadable_part(rest)
            elements += _broken(part)
            unread += [part] if not _broken(part) else []
            continue
        element, rest = _element(found), rest[len(found) :]
        if found.ai.separator_required and rest and not rest.startswith(SEPARATOR):
            # It goes on where no field of its kind may.
            beyond, _, _ = rest.partition(SEPARATOR)
            element = Element(element.ai, element.title, element.value + beyond, fits=False)
            rest = rest[len(beyond) :]
        elements.append(element)
    return elements, unread


def _unreadable_part(rest: str) -> tuple[str, str]:
    part, _, behind = rest.partition(SEPARATOR)
    length = fixed_length(rest)
    return (part[:length], rest[length:]) if length and length < len(part) else (part, behind)


def _broken(part: str) -> list[Element]:
    """Give a known field that can't say what it says, such as a month 13."""
    try:
        ai = GS1ApplicationIdentifier.extract(part)
    except ParseError:
        return []
    return [Element(ai.ai, ai.data_title, part[len(ai) :], fits=False)]


def _element(found: GS1ElementString) -> Element:
    day = found.date
    fits = day is not None or found.ai.ai not in _DATES
    return Element(found.ai.ai, found.ai.data_title, found.value, day, fits=fits)


def _says_something(elements: list[Element]) -> bool:
    return any(element.ai in (GTIN, "10", "11", "17", "21", "7003") for element in elements)


def _looks_like_number(body: str, elements: list[Element]) -> bool:
    """Tell whether digits alone are rather a product's number: an EAN-13 is a valid field 400, too."""
    if not body.isdecimal() or len(body) not in GTIN_LENGTHS:
        return False
    return not all(element.ai.startswith(_ON_PACKS) and element.fits for element in elements)


def _is_wrapped(came: ScanText) -> bool:
    return "[)>" in came.raw


def _not_understood(came: ScanText, elements: list[Element]) -> str:
    told = ", ".join(_told(elements))
    if told:
        return f"The code holds no product, lot or expiry, only {told}. Scan another code of the pack."
    return f"This isn't a code of GS1: {_spelled(came.raw)}. Scan another code, or type the product and lot."


def _told(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.fits:
            yield f"{element.title} {_spelled(element.value)}"


def _spelled(text: str) -> str:
    """Give what came as it may be shown, controls by their names."""
    named = text.strip().replace(SEPARATOR, "<GS>")
    plain = shown(named)
    return plain if len(plain) <= _SHOWN_LETTERS else f"{plain[:_SHOWN_LETTERS]}…"
