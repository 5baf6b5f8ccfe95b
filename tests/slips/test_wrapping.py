import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mesotui.slips.wrapping import cells, wrapped


@pytest.mark.parametrize(
    ("line", "columns", "parts"),
    [
        ("- one two three", 9, ["- one two", "  three"]),
        ("", 9, [""]),
        ("unbreakable", 4, ["unbreakable"]),
        ("肿胀或发痒可能持续到", 8, ["肿胀或发", "  痒可能", "  持续到"]),
        ("ぬらさない。そのあと", 12, ["ぬらさない。", "  そのあと"]),
        ("- à gauche : 1,72 ml", 11, ["- à", "  gauche :", "  1,72 ml"]),
        ("물에 닿지 않게 하세요", 10, ["물에 닿지", "  않게", "  하세요"]),
    ],
)
def test_lines_break_where_the_script_allows_it(line: str, columns: int, parts: list[str]) -> None:
    assert wrapped(line, columns, indent="  ") == parts


@given(st.text(st.sampled_from("ab ,.漢字。ひ한국ŁйАع"), max_size=60), st.integers(10, 40))
def test_nothing_is_lost_and_nothing_is_too_wide(line: str, columns: int) -> None:
    line = " ".join(line.split())
    parts = wrapped(line, columns)
    assert "".join("".join(parts).split()) == "".join(line.split())
    for part in parts:
        assert cell_len(part) == cells(part)
        longest = max((cells(word) for word in part.split()), default=0)
        assert cells(part) <= max(columns, longest) + 2
