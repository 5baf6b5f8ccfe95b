"""Keys that come as a scanner types them, with times that the test sets: what is held, taken, and let go."""

import random
from collections.abc import Iterable

import pytest
from textual.events import Key

from mesotui.ui import scan_capture
from mesotui.ui.scan_capture import Capture
from tests.scanned.code import GS, PACK
from tests.scanned.table import TYPED

_NAMES = {
    "\r": "enter",
    "\t": "tab",
    "\n": "ctrl+j",
    "\x1d": "ctrl+right_square_bracket",
    "\x1e": "ctrl+circumflex_accent",
    "\x1c": "ctrl+backslash",
    "\x1f": "ctrl+underscore",
    "\x04": "ctrl+d",
    "\x02": "ctrl+b",
    "\x03": "ctrl+c",
    "\x10": "ctrl+p",
    "\x11": "ctrl+q",
    "\x15": "ctrl+u",
    "\x08": "backspace",
    "]": "right_square_bracket",
}
_WHOLE = f"]d201{PACK}1726123110ABC-123{GS}21SN0042"


@pytest.fixture(autouse=True)
def _as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_capture, "BARE_SECONDS", 0.03)


class Keyboard:
    """Presses keys at times of its own; the capture decides whenever nothing comes for long enough."""

    def __init__(self, *, wanted: bool = True) -> None:
        self.capture = Capture()
        self.time = 100.0
        self.wanted = wanted
        self.typed = ""
        self.named: list[str] = []
        """What was typed, by the names of the keys."""
        self.scanned: list[str] = []
        self.cut: list[str] = []

    def press(self, text: str, seconds: float, *, late: float = 0.0) -> None:
        """Press keys so many seconds apart; the console takes each so late."""
        for character in text:
            self.wait(seconds)
            self._take(self.capture.key(self._key(character), wanted=self.wanted, at=self.time + late))

    def call(self, name: str) -> None:
        """Press a key that has no character."""
        key = Key(name, None)
        key.time = self.time
        self._take(self.capture.key(key, wanted=self.wanted, at=self.time))

    def stall(self, before: str, after: str, *, seconds: float) -> None:
        """Press a key, and another 1 ms later that can't be read before the console has time again."""
        first, second = self._key(before), self._key(after)
        self.time += seconds
        second.time = self.time - 0.001
        for key in (first, second):
            self._take(self.capture.key(key, wanted=self.wanted, at=self.time))

    def _key(self, character: str) -> Key:
        key = Key(_NAMES.get(character, character), character)
        key.time = self.time
        return key

    def wait(self, seconds: float) -> None:
        patience = self.capture.patience
        if patience is not None and seconds > patience:
            self._take(self.capture.decide())
        self.time += seconds

    def rest(self) -> None:
        self.wait(3.0)

    def _take(self, outcome: scan_capture.Outcome) -> None:
        self.named += [key.key for key in outcome.typed]
        self.typed += "".join(key.character or "" for key in outcome.typed)
        self.scanned += outcome.scanned
        self.cut += outcome.cut


def at(text: str, seconds: float, *, wanted: bool = True) -> Keyboard:
    keyboard = Keyboard(wanted=wanted)
    keyboard.press(text, seconds)
    keyboard.rest()
    return keyboard


@pytest.mark.parametrize("seconds", [0, 0.001, 0.002, 0.005, 0.01, 0.02])
def test_the_whole_table_is_taken_at_every_speed_of_scanners(seconds: float) -> None:
    keyboard = at("".join(code.sent + "\r" for code in TYPED), seconds)
    assert keyboard.typed == ""
    assert keyboard.scanned == [code.sent for code in TYPED]


@pytest.mark.parametrize("end", ["\r", "\t", "\n", "\r\n", "\t\r"])
def test_a_code_ends_however_the_scanner_ends_it(end: str) -> None:
    keyboard = at(_WHOLE + end, 0.005)
    assert (keyboard.scanned, keyboard.typed) == ([_WHOLE], "")


@pytest.mark.parametrize("length", range(1, len(_WHOLE)))
def test_a_function_key_acts_at_once_and_what_came_before_has_no_end(length: int) -> None:
    keyboard = Keyboard()
    keyboard.press(_WHOLE[:length], 0.001)
    keyboard.call("f1")
    assert keyboard.named[-1] == "f1" and keyboard.capture.patience is None
    assert [keyboard.typed, *keyboard.cut].count(_WHOLE[:length]) == 1 and not keyboard.scanned
    keyboard.press("tll24", 0.2)
    keyboard.rest()
    assert keyboard.typed.endswith("tll24")


@pytest.mark.parametrize("length", [8, 20, 30, len(_WHOLE)])
def test_what_has_no_end_is_never_taken_for_a_code(length: int) -> None:
    keyboard = at(_WHOLE[:length], 0.005)
    assert (keyboard.scanned, keyboard.typed, keyboard.cut) == ([], "", [_WHOLE[:length]])


def test_a_line_that_stutters_in_the_middle_of_a_code() -> None:
    keyboard = Keyboard()
    for part in (_WHOLE[:9], _WHOLE[9:30], _WHOLE[30:] + "\r"):
        keyboard.wait(0.8)
        keyboard.press(part, 0.002)
    assert (keyboard.scanned, keyboard.typed, keyboard.cut) == ([_WHOLE], "", [])


@pytest.mark.parametrize("split", range(1, len(_WHOLE) + 1))
def test_a_console_that_is_busy_between_two_keys_of_a_code(split: int) -> None:
    text = _WHOLE + "\r"
    keyboard = Keyboard()
    keyboard.press(text[: split - 1], 0.001)
    keyboard.stall(text[split - 1], text[split], seconds=2.0)
    keyboard.press(text[split + 1 :], 0.001)
    keyboard.rest()
    assert (keyboard.scanned, keyboard.typed, keyboard.cut) == ([_WHOLE], "", [])


def test_a_console_that_is_busy_between_the_two_ends_of_a_code() -> None:
    keyboard = Keyboard()
    keyboard.press(_WHOLE, 0.001)
    keyboard.stall("\r", "\n", seconds=0.5)
    assert (keyboard.scanned, keyboard.typed) == ([_WHOLE], "")


def test_a_person_who_types_a_prefix_while_the_console_is_busy() -> None:
    keyboard = Keyboard()
    keyboard.press("]d2a", 0.4, late=0.15)
    assert keyboard.scanned == []
    assert keyboard.typed.startswith("]d2")


def test_stx_and_etx_around_a_code() -> None:
    keyboard = at(f"\x02{_WHOLE}\x03\r", 0.005)
    assert (keyboard.scanned, keyboard.typed) == (["\x02" + _WHOLE], "")


@pytest.mark.parametrize("control", ["\x10", "\x11", "\x15", "\x08", "\x1f"])
def test_a_control_inside_a_code_is_no_command(control: str) -> None:
    keyboard = at(_WHOLE.replace("17261231", f"17261231{control}") + "\r", 0.005)
    assert keyboard.typed == ""
    assert len(keyboard.scanned) == 1


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "tll24\r",
        "lm85\r",
        "24\r",
        "4321\r",
        "[1] ok\r",
        "0.05\t24\t",
        "2 x 20\r",
        "10A\r",
        "a]b\r",
        "]\r",
        "h\r",
    ],
)
def test_what_people_and_scripts_type_fast_stays_typing(text: str, wanted: bool) -> None:
    for seconds in (0, 0.001, 0.01, 0.06, 0.2):
        keyboard = at(text, seconds, wanted=wanted)
        assert (keyboard.typed, keyboard.scanned) == (text, [])


@pytest.mark.parametrize("text", ["04031985\r", "01632960123\r", "0033612345678\r", "4006381333932\r"])
def test_long_numbers_stay_typing_where_no_code_is_taken(text: str) -> None:
    keyboard = at(text, 0.001, wanted=False)
    assert (keyboard.typed, keyboard.scanned) == (text, [])


def test_a_person_who_types_a_prefix_slowly() -> None:
    keyboard = at("]d2 and so on\r", 0.25)
    assert (keyboard.typed, keyboard.scanned) == ("]d2 and so on\r", [])


@pytest.mark.parametrize("seconds", [0.04, 0.06, 0.12, 0.3])
def test_a_number_typed_by_hand_is_let_go_key_by_key(seconds: float) -> None:
    keyboard = Keyboard()
    for done, digit in enumerate("4006381333931", 1):
        keyboard.press(digit, seconds)
        assert len(keyboard.typed) >= done - 1
    keyboard.press("\r", seconds)
    assert (keyboard.typed, keyboard.scanned) == ("4006381333931\r", [])


def test_a_scan_in_the_middle_of_typing_leaves_what_was_typed() -> None:
    keyboard = Keyboard()
    keyboard.press("tl", 0.15)
    keyboard.press(_WHOLE + "\r", 0.001)
    keyboard.press("l24\r", 0.15)
    assert (keyboard.typed, keyboard.scanned) == ("tll24\r", [_WHOLE])


def test_a_key_that_is_held_down_is_no_code() -> None:
    keyboard = at("5" * 40 + "\r", 0.025)
    assert (keyboard.typed, keyboard.scanned) == ("5" * 40 + "\r", [])


def test_two_hundred_codes_in_one_burst() -> None:
    keyboard = at((_WHOLE + "\r") * 200, 0)
    assert (keyboard.typed, keyboard.scanned) == ("", [_WHOLE] * 200)


def test_an_endless_burst_ends_and_is_not_kept_whole() -> None:
    keyboard = at("]d2" + "A" * 50_000, 0.001)
    assert keyboard.typed == ""
    assert ([len(text) for text in keyboard.cut], keyboard.scanned) == ([4297], [])
    keyboard.press("tll", 0.1)
    keyboard.rest()
    assert keyboard.typed == "tll"


def _noise(rng: random.Random) -> Iterable[str]:
    letters = "0123456789]]dCQhH[)+tlm.AZ \r\t" + "".join(_NAMES)
    return (rng.choice(letters) for _ in range(400))


@pytest.mark.parametrize("seed", range(20))
def test_whatever_comes_every_key_is_typed_once_or_is_part_of_a_code(seed: int) -> None:
    rng = random.Random(seed)
    keyboard, sent = Keyboard(wanted=rng.random() < 0.5), ""
    for character in _noise(rng):
        sent += character
        keyboard.press(character, rng.choice((0, 0.001, 0.02, 0.05, 0.1, 0.5)))
    keyboard.rest()
    assert keyboard.capture.patience is None
    # What was typed is what was sent, in its order, without whole stretches.
    rest = iter(sent)
    assert all(character in rest for character in keyboard.typed)
    if not keyboard.scanned and not keyboard.cut:
        assert keyboard.typed == sent
