"""What a scanner sends, before a field of it is read: prefixes, separators however they come, envelopes."""

import re
from dataclasses import dataclass

from mesotui.domain.errors import Refused
from mesotui.domain.gs1 import SEPARATOR
from mesotui.domain.gtin import kept_gtin

GS1_SYMBOLOGIES = frozenset({"]C1", "]d2", "]Q3", "]e0", "]e1", "]e2", "]J1"})
"""GS1-128, DataMatrix, QR, DataBar and DotCode that say themselves that they hold GS1's fields."""
RETAIL_SYMBOLOGIES = frozenset({"]E0", "]E4", "]I0", "]I1"})
"""EAN and UPC, and ITF: a product's number and nothing else."""
LONGEST_CODE = 4296
"""Characters of the largest QR code."""

_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9A-Za-z]")
# How scanners, their set-up sheets and people write the separator.
_WRITTEN = re.compile(r"<GS>|\{GS\}|\[GS\]|<FNC1>|\{FNC1\}|\\x1d|\\u001d|\\035|\^\]|~d029|␝", re.IGNORECASE)
_OTHER_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1b\x1f\x7f]")
# Characters that no field may hold (GS1 7.11, table of 82): one of them stands for the separator.
_FOREIGN = re.compile(r"[#$@\[\\\]^`{|}~\x1c\x1e]")
_PRINTED = re.compile(r"\((?P<ai>\d{2,4})\)(?P<value>(?:(?!\(\d{2,4}\)).)*)", re.DOTALL)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_ENVELOPE = re.compile("\\[\\)>[\x1e|]?(?P<format>05|06)[\x1d|](?P<body>.*)", re.DOTALL)
# Field names of format 06 that packs in Germany carry (IFA, PPN): the name, and GS1's identifier for it.
_DATA_IDENTIFIERS = {"8P": "01", "1T": "10", "D": "17", "S": "21"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanText:
    """What a scanner sent, in parts."""

    raw: str
    symbology: str
    body: str
    """Without prefix, with GS for every separator."""

    @property
    def is_separated(self) -> bool:
        """Whether the scanner sends separators."""
        return SEPARATOR in self.body

    @property
    def is_link(self) -> bool:
        """Whether it is an address of the web."""
        return _LINK.fullmatch(self.body) is not None

    @property
    def is_number(self) -> bool:
        """Whether it is a product's number and nothing else."""
        return is_gtin(self.body)


def take_apart(text: str) -> ScanText:
    """Take what a scanner sent, or a person typed for it, apart."""
    kept = _WRITTEN.sub(SEPARATOR, text).strip(" \t\r\n\x00\x02\x03")
    mark = _SYMBOLOGY.match(kept)
    symbology, body = (mark[0], kept[mark.end() :]) if mark else ("", kept)
    if envelope := _ENVELOPE.fullmatch(body):
        body = _unwrapped(envelope["format"], envelope["body"])
    elif _PRINTED.match(body):
        body = SEPARATOR.join(part["ai"] + part["value"].strip() for part in _PRINTED.finditer(body))
    elif not _LINK.fullmatch(body):
        body = _with_separators(body)
    return ScanText(raw=text, symbology=symbology, body=_OTHER_CONTROLS.sub("", body).rstrip(SEPARATOR))


def is_gtin(text: str) -> bool:
    """Tell whether a text is a product's number with a check digit that fits."""
    try:
        return bool(kept_gtin(text)) and text.isdecimal()
    except Refused:
        return False


def _with_separators(body: str) -> str:
    """Take a character that no field may hold for a separator, where none came."""
    if SEPARATOR in body:
        return body
    foreign = set(_FOREIGN.findall(body))
    return body.replace(foreign.pop(), SEPARATOR) if len(foreign) == 1 else body


def _unwrapped(form: str, body: str) -> str:
    """Give the fields of an ISO 15434 envelope as GS1 writes them."""
    fields = re.split("[\x1d|]", body.split("\x1e")[0].split("\x04")[0])
    if form == "06":
        fields = [_of_identifier(part) for part in fields]
    return SEPARATOR.join(part for part in fields if part)


def _of_identifier(part: str) -> str:
    for name, ai in _DATA_IDENTIFIERS.items():
        if part.startswith(name):
            return ai + part.removeprefix(name)
    return ""
