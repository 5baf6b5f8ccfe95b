"""What reaches the terminal can be seen, and nothing moves because of what can't."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from mesotui.ui.safe_output import SafeText, visible

BLACK = Color(0, 0, 0)
ANY_TEXT = st.text(st.characters(codec=None))


@given(ANY_TEXT)
def test_no_control_and_no_direction_character_is_left(text: str) -> None:
    seen = visible(text)
    assert not [c for c in seen if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not [c for c in seen if unicodedata.bidirectional(c) in ("LRE", "RLE", "PDF", "LRO", "RLO")]
    assert not [c for c in seen if unicodedata.bidirectional(c) in ("LRI", "RLI", "FSI", "PDI")]
    assert not set(seen) & set("\u200b\u200c\u200d\u2060\ufeff\u00ad\u3164\ufe0f\U000e0041")


@given(ANY_TEXT)
def test_the_width_stays_so_that_columns_stay(text: str) -> None:
    assert cell_len(visible(text)) >= cell_len(text)


@given(st.text(st.characters(categories=["L", "N", "P", "Sc", "Sm"], max_codepoint=0x10FF)))
def test_words_and_numbers_are_left_alone(text: str) -> None:
    unseen = set("\u115f\u1160\u034f")
    assert visible(text) == text or set(text) & unseen


def test_control_segments_are_textuals_own() -> None:
    own = Segment("\x1b[2J", None, [(ControlType.CLEAR,)])
    assert SafeText().apply([own], BLACK) == [own]


def test_a_links_target_is_not_written() -> None:
    linked = Segment("text", Style(link="http://x/\x1b]52;c;\x07", bold=True))
    (segment,) = SafeText().apply([linked], BLACK)
    assert segment.style is not None
    assert segment.style.link is None
    assert segment.style.bold
