"""Streams of bytes for a console's keyboard, of two kinds, each known to hold no command.

*Silent* ones hold no key at all: pastes of whatever would be keys, what terminals answer, strings, mouse and
focus reports, bytes that are no text, and sequences that are cut or that no terminal has. *Noise* holds keys,
but none that a command answers to: letters, keys that move the cursor, and Esc, between random bytes.
"""

import random
import re
from collections.abc import Callable, Iterator

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

from mesotui.ui.keys import COMMANDS

PASTE_BEGIN, PASTE_END = b"\x1b[200~", b"\x1b[201~"
_NEVER_A_COMMAND = ("escape", "up", "down", "home", "delete")
BOUND = frozenset(key for command in COMMANDS for key in command.keys) - set(_NEVER_A_COMMAND)
"""The names of all keys that do more than move about."""
BOUND_SEQUENCES = tuple(
    sequence.encode()
    for sequence, keys in ANSI_SEQUENCES_KEYS.items()
    if isinstance(keys, tuple) and {key.value for key in keys} & BOUND
)
"""How terminals send those that aren't letters: single control bytes too."""
_BOUND_NUMBERS = tuple(
    code.encode() for code, key in FUNCTIONAL_KEYS.items() if key in BOUND or key.isdecimal()
)
# Any key can be sent as a number; random bytes that look like one aren't used at all.
_NUMBERED = re.compile(rb"\x1b\[[\d:;]*(?:[u]|27;[\d:;]*~)")
_LONGEST_SEQUENCE = 80
_SHARE_WITHOUT_END = 0.05

_KEYS_OF_A_HURRY = b"sawvbroncdxeimtlfp0123456789.\r\n\x1a\x11\x13"
"""Letters, digits and controls that are commands somewhere."""


class Streams:
    """Gives streams, the same ones for the same seed.

    Args:
        seed: what they come from.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self._tail = b""

    def silent(self, count: int) -> Iterator[bytes]:
        """Give so many streams without a key."""
        kinds: tuple[Callable[[], bytes], ...] = (
            self._paste,
            self._paste,
            self._answer,
            self._answer,
            self._string,
            self._unknown,
            self._report,
            self._no_text,
            self._cut,
        )
        for _ in range(count):
            yield b"".join(self._random.choice(kinds)() for _ in range(self._random.randint(1, 4)))

    def noise(self, count: int) -> Iterator[bytes]:
        """Give so many streams without a command."""
        for _ in range(count):
            while True:
                stream = b"".join(self._piece() for _ in range(self._random.randint(1, 8)))
                joined = self._tail + stream
                if not _holds_a_command(joined):
                    break
            self._tail = joined[-_LONGEST_SEQUENCE:]
            yield stream

    def cut(self, stream: bytes) -> Iterator[bytes]:
        """Cut a stream into what arrives together; an Esc that arrives alone would be the key."""
        while stream:
            length = self._random.choice((1, 2, 3, 7, 30, len(stream), len(stream)))
            while stream[length - 1 : length] == b"\x1b":
                length += 1
            yield stream[:length]
            stream = stream[length:]

    def pauses(self, share: float) -> bool:
        """Tell whether the line stops here for a moment, as it does in that share of the cases."""
        return self._random.random() < share

    def _bytes(self, most: int) -> bytes:
        return self._random.randbytes(self._random.randint(0, most))

    def _hurry(self, most: int) -> bytes:
        return bytes(self._random.choices(_KEYS_OF_A_HURRY, k=self._random.randint(1, most)))

    def _paste(self) -> bytes:
        inside = self._random.choice(
            (
                lambda: self._hurry(30),
                lambda: self._bytes(60),
                lambda: b"\x1b" + self._hurry(3) + b"\x1b[21~\x1bOS" + self._hurry(9),
                lambda: PASTE_BEGIN + self._hurry(9),
                lambda: self._hurry(5) * self._random.choice((1, 1, 1, 300)),
                lambda: "Zürich 漢字 😀\u202e\u009b21~\r\n".encode(),
            )
        )()
        # The end of some never comes; what follows is then pasted too, until another's does.
        end = b"" if self._random.random() < _SHARE_WITHOUT_END else PASTE_END
        return PASTE_BEGIN + inside.replace(PASTE_END, b"") + end

    def _answer(self) -> bytes:
        n = self._random.randrange
        return self._random.choice(
            (
                b"\x1b[?%d;1;2;6;9;15;18;21;22c" % n(70),
                b"\x1b[>%d;%d;0c" % (n(99), n(9999)),
                b"\x1b[=%dc" % n(99),
                b"\x1b[%dn" % n(9),
                b"\x1b[?%d;%dR" % (n(200), n(500)),
                b"\x1b[?%d;%d$y" % (n(3000), n(5)),
                b"\x1b[%d;%d$y" % (n(99), n(5)),
                b"\x1b[%d;%d;%dt" % (n(10), n(200), n(500)),
                b"\x1b[48;%d;%d;%d;%dt" % (n(9), n(9), n(9), n(9)),
                b"\x1b[?%du" % n(32),
                b"\x1b[?%d;%d;%dS" % (n(9), n(9), n(999)),
                b"\x1b[%d;%d;%d;%d;1;0x" % (n(9), n(9), n(99), n(99)),
            )
        )

    def _string(self) -> bytes:
        inside = self._random.choice(
            (
                self._hurry(20).replace(b"\x1a", b""),
                b"11;rgb:%04x/%04x/%04x" % tuple(self._random.choices(range(65_536), k=3)),
                b"52;c;c21x",
                b">|XTerm(379)",
                b"1+r544e=787465726d",
            )
        )
        begin, end = self._random.choice(
            (
                (b"\x1b]", b"\x07"),
                (b"\x1b]", b"\x1b\\"),
                (b"\x1bP", b"\x1b\\"),
                (b"\x1b_", b"\x1b\\"),
                (b"\x1b^", b"\x1b\\"),
                (b"\x1bX", b"\x1b\\"),
                (b"\xc2\x9d", b"\xc2\x9c"),
                (b"\xc2\x90", b"\xc2\x9c"),
            )
        )
        return begin + inside + end

    def _unknown(self) -> bytes:
        n = self._random.randrange
        return self._random.choice(
            (
                b"\x1b[%d;%d;%dz" % (n(99), n(99), n(99)),
                b"\x1b[<%d;%dw" % (n(99), n(99)),
                b"\x1b[?%d r" % n(9),
                b"\x1b[" + b"1;" * n(2000) + b"v",
                b"\x1b[%du" % n(8),
                b"\x1b[" + b"9" * (70 + n(200)) + b"u",
                b"\x1b[1114112u\x1b[99999999999u",
                b"\x1b[%d;%dS" % (n(90) + 2, n(9)),
                b"\x1bO%d;%dz" % (n(9), n(9)),
                b"\x1b[99~\x1b[201~",
                b"\x1b\\",
                b"\x1b" + self._random.choice((b"\r", b"\x11", b"\x1a", b"\x13", b"\x00")),
            )
        )

    def _report(self) -> bytes:
        n = self._random.randrange
        return self._random.choice(
            (
                b"\x1b[I",
                b"\x1b[O",
                b"\x1b[<%d;%d;%dM" % (n(70), n(200), n(80)),
                b"\x1b[<%d;%d;%dm" % (n(3), n(120), n(40)),
                b"\x1b[M" + bytes((32 + n(90), 33 + n(90), 33 + n(90))),
                b"\x1b[%d;%d;%dM" % (32 + n(64), n(120), n(40)),
            )
        )

    def _no_text(self) -> bytes:
        return self._random.choice(
            (
                b"\xff" * self._random.randint(1, 9),
                b"\xfe\xff",
                b"\xc3",
                b"\xe6\xbc",
                b"\xf0\x9f\x98",
                b"\xed\xa0\x80",
                b"\xc0\xaf",
                b"\xf8\x88\x80\x80\x80",
                b"\xc2\x81\xc2\x84\xc2\x99",
            )
        )

    def _cut(self) -> bytes:
        """Give the beginning of something, never cut behind an Esc: with the next, that would be the key."""
        whole = self._random.choice((self._answer, self._string, self._report, self._unknown))()
        place = self._random.randint(2, max(2, len(whole)))
        while whole[place - 1 : place] in (b"\x1b", b"\xc2"):
            place += 1
        return whole[:place]

    def _piece(self) -> bytes:
        return self._random.choice(
            (
                lambda: self._bytes(12),
                lambda: self._random.choice((b"\x1b", b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b[M")),
                lambda: self._random.choice(
                    (b"\x1b[A", b"\x1b[B", b"\x1b[H", b"\x1b[3~", b"\x7f", b"\x1b[1;5C")
                ),
                lambda: next(self.silent(1)),
                lambda: bytes(self._random.choices(b"abcmnopstuvwxyz ,.;'", k=self._random.randint(1, 9))),
                lambda: bytes((self._random.choice((0, 1, 2, 4, 8, 9, 11, 23, 0x7F, 0xFF)),)),
            )
        )()


def _holds_a_command(data: bytes) -> bool:
    """Tell whether some bytes could be a command, wherever they stand; rather too often than too seldom."""
    data = data.replace(b"\xc2\x9b", b"\x1b[").replace(b"\xc2\x8f", b"\x1bO")
    if _NUMBERED.search(data) or any(sequence in data for sequence in BOUND_SEQUENCES):
        return True
    return any(b"\x1b[" + number in data for number in _BOUND_NUMBERS)
