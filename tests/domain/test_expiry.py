"""Expiry dates are read as packs print them."""

from datetime import date

import pytest

from mesotui.domain.errors import Refused
from mesotui.domain.expiry import read_expiry


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30.06.2027", date(2027, 6, 30)),
        ("2027-06-30", date(2027, 6, 30)),
        (" 06/2027 ", date(2027, 6, 30)),
        ("6.27", date(2027, 6, 30)),
        ("02-2028", date(2028, 2, 29)),
        ("2027-02", date(2027, 2, 28)),
        ("none", None),
        ("", None),
    ],
)
def test_it_is_read(text: str, day: date | None) -> None:
    assert read_expiry(text) == day


@pytest.mark.parametrize("text", ["31.02.2027", "13/2027", "2027", "soon", "00/2027", "1.1.27", "0/0000"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="expiry"):
        read_expiry(text)
