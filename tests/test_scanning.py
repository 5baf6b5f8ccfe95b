"""Codes are read as the table says, whatever stands around their fields; none is silently read wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesotui.domain.gs1 import Scan, Unreadable
from mesotui.domain.scan_burst import is_code, may_become_code
from mesotui.domain.text import shown
from mesotui.scanning import read_scan
from tests.scanned.code import GS, PACK, Code
from tests.scanned.table import CODES, TYPED


@pytest.mark.parametrize("code", CODES, ids=[code.name for code in CODES])
def test_every_code_is_read_or_says_why_not(code: Code) -> None:
    if code.unreadable:
        with pytest.raises(Unreadable, match=code.says):
            read_scan(code.sent)
        return
    scan = read_scan(code.sent)
    expiry = scan.expiry.isoformat() if scan.expiry else ""
    assert (scan.gtin, scan.lot, expiry, scan.serial) == (code.gtin, code.lot, code.expiry, code.serial)
    told = " ".join((*scan.problems, scan.warning))
    assert _is_certain(scan) is not bool(code.says)
    assert code.says in told
    assert bytes.fromhex(scan.raw_hex).decode() == code.sent


def _is_certain(scan: Scan) -> bool:
    return not scan.problems and not scan.readings


def test_the_table_is_large_and_names_each_once() -> None:
    assert len(TYPED) >= 120
    assert len({code.sent for code in TYPED}) == len(TYPED)


@pytest.mark.parametrize("code", TYPED, ids=[code.name for code in TYPED])
def test_what_a_scanner_types_without_prefix_is_told_from_typing(code: Code) -> None:
    if code.sent[0] in "]\x02\x1d":
        return
    assert all(may_become_code(code.sent[:end]) for end in range(1, len(code.sent) + 1))
    assert is_code(code.sent, wanted=True)


_LETTERS = "ABCXYZ0123456789-"
_VALUES = st.text(_LETTERS, min_size=1, max_size=20)
_FIELDS = st.permutations(["01", "17", "10", "21"])


@settings(max_examples=300, deadline=None)
@given(_FIELDS, _VALUES, _VALUES, st.booleans())
def test_a_lot_is_right_or_doubted_in_any_order_with_and_without_separators(
    order: list[str], lot: str, serial: str, separated: bool
) -> None:
    values = {"01": PACK, "17": "271231", "10": lot, "21": serial}
    parts = [ai + values[ai] for ai in order]
    between = GS if separated else ""
    sent = "]d2" + "".join(part + (between if part[:2] in ("10", "21") else "") for part in parts)
    try:
        scan = read_scan(sent)
    except Unreadable:
        assert not separated
        return
    if separated or _is_certain(scan):
        assert (scan.gtin, scan.lot, scan.serial, scan.expiry_raw) == (PACK, lot, serial, "271231")


@given(st.text(max_size=80))
def test_whatever_comes_is_read_or_refused_in_words(text: str) -> None:
    try:
        scan = read_scan(text)
    except Unreadable as refusal:
        assert shown(str(refusal)) == str(refusal)
    else:
        assert scan.raw == text
