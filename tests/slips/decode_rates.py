"""How often a phone's reader gets a slip's codes, medium by medium: ``python -m tests.slips.decode_rates``.

What is clean must read every time, by zxing-cpp everywhere and by zbar wherever it is installed. The degraded
pictures stand for a phone in a hand: they rank changes, they don't predict a phone.
"""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from mesotui.domain.printers import Paper, Patience, Printer, PrintState
from mesotui.domain.slip_choices import WIDE_LETTERS
from mesotui.slips import fonts
from mesotui.slips.ansi import Colours, drawn
from mesotui.slips.content import SlipContent
from mesotui.slips.paper import render_pdf
from mesotui.slips.printing import prepare, send
from mesotui.slips.rendering import SlipFormat, render
from mesotui.slips.slip import codes
from mesotui.slips.virtual_printer import VirtualPrinter
from mesotui.ui.widgets.qr_view import QrView
from tests.slips.decoding import drawn_screenshot, drawn_svg, opened, pages_of, read_by_each
from tests.slips.degraded import HAND, STEADY, Degraded, degraded
from tests.slips.papers import Length, in_every_language, slip_in
from tests.slips.test_printing import ROLL
from tests.system.xterm import xterm
from tests.ui.test_qr_view import Glass

Seen = tuple[Image.Image, list[bytes]]
"""A picture and what its codes hold."""

_PATIENT = Patience(job_seconds=60, answer_seconds=60)
_LOOK_SECONDS = 0.02
_COLUMNS, _ROWS = 120, 40
_SIGNED = 70
_SHOW = "cat $1/$n.ansi; touch $1/shown-$n; while [ ! -e $1/seen-$n ]; do sleep 0.02; done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of a medium's codes each reader read to the last byte."""

    medium: str
    codes: int
    zxing: int
    zbar: int | None
    """None where zbar isn't installed."""
    missed: tuple[int, ...]
    """The places of the pictures in which zxing missed a code, from 0."""

    @property
    def line(self) -> str:
        """A line of the table."""
        return f"| {self.medium} | {self.codes} | {self._share(self.zxing)} | {self._share(self.zbar)} |"

    def _share(self, read: int | None) -> str:
        return "–" if read is None else f"{100 * read / self.codes:.0f} %"


def rate(medium: str) -> Rate:
    """Look at every picture of a medium with each reader."""
    expected = 0
    read = [0, 0]
    readers = 0
    missed = []
    for place, (picture, payloads) in enumerate(MEDIA[medium]()):
        expected += len(payloads)
        found = read_by_each(picture)
        readers = len(found)
        for reader, payloads_found in enumerate(found):
            read[reader] += sum(payload in payloads_found for payload in payloads)
        if not set(payloads) <= set(found[0]):
            missed.append(place)
    zbar = read[1] if readers > 1 else None
    return Rate(medium=medium, codes=expected, zxing=read[0], zbar=zbar, missed=tuple(missed))


def slips() -> Iterator[SlipContent]:
    """Give a short and a long slip in every language that can be set here."""
    for language in in_every_language():
        if language not in WIDE_LETTERS or fonts.has_extra():
            yield from (slip_in(language, length) for length in Length)


def _payloads(slip: SlipContent) -> list[bytes]:
    return [code.payload for code in codes(slip)]


def _for_exports() -> list[bytes]:
    """Give what 120 × 40 cells can show of the slips of every language, some of them signed."""
    languages = in_every_language()
    signed = [slip_in(language, Length.LONG) for language in languages[::3]]
    payloads = [payload for one in signed for payload in (one.instructions, one.visit)]
    return [*(slip_in(language).instructions for language in languages), *payloads, signed[0].call]


def _for_photographs() -> list[bytes]:
    """Give a few of each kind."""
    instructions = [slip_in(language).instructions for language in ("en", "ru", "ar", "fr")]
    long = slip_in("en", Length.LONG)
    return [*instructions, long.visit, long.call]


def _png() -> Iterator[Seen]:
    for slip in slips():
        yield opened(render(slip, SlipFormat.PNG)), _payloads(slip)


def _svg() -> Iterator[Seen]:
    for slip in slips():
        yield drawn_svg(render(slip, SlipFormat.SVG).decode()), _payloads(slip)


def _pdf(dots_per_inch: int) -> Iterator[Seen]:
    for slip, paper in zip(slips(), cycle(Paper), strict=False):
        pages = pages_of(render_pdf(slip, paper), dots_per_inch)
        yield _below_each_other(pages), _payloads(slip)


def _printed() -> Iterator[Seen]:
    with VirtualPrinter() as machine:
        printer = Printer(name="v", connection=machine.connection, profile=ROLL, patience=_PATIENT)
        for slip in slips():
            assert send(prepare(slip, printer), printer).state is PrintState.SENT
            yield machine.printed[-1].picture().convert("L"), _payloads(slip)


def _below_each_other(pages: list[Image.Image]) -> Image.Image:
    whole = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    y = 0
    for page in pages:
        whole.paste(page, (0, y))
        y += page.height
    return whole


def _exported(theme: str) -> Iterator[Seen]:
    payloads = _for_exports()
    # Outside a test nothing else runs a loop; inside one the test itself has none.
    for payload, screenshot in zip(payloads, asyncio.run(_screenshots(payloads, theme)), strict=True):
        yield drawn_screenshot(screenshot), [payload]


async def _screenshots(payloads: Iterable[bytes], theme: str) -> list[str]:
    app = Glass(b"", theme=theme)
    screenshots = []
    async with app.run_test(size=(_COLUMNS, _ROWS)) as pilot:
        for payload in payloads:
            app.query_one(QrView).payload = payload
            await pilot.pause()
            screenshots.append(app.export_screenshot())
    return screenshots


def _photographed(colours: Colours, *, dark: bool) -> Iterator[Seen]:
    payloads = _for_photographs()
    with TemporaryDirectory() as name, ExitStack() as ends:
        folder = Path(name)
        for number, payload in enumerate(payloads):
            shown = "\r\n".join(drawn(payload, colours))
            (folder / f"{number}.ansi").write_text(f"\x1b[2J\x1b[H\x1b[?25l{shown}", encoding="utf-8")
        numbers = " ".join(map(str, range(len(payloads))))
        command = ["sh", "-c", f"for n in {numbers}; do {_SHOW}; done", "sh", name]
        terminal = ends.enter_context(xterm(command, columns=_COLUMNS, rows=_ROWS, dark=dark))
        for number, payload in enumerate(payloads):
            asyncio.run(_exists(folder / f"shown-{number}"))
            yield terminal.photograph_still(), [payload]
            (folder / f"seen-{number}").touch()


async def _exists(file: Path) -> None:
    while not file.exists():
        await asyncio.sleep(_LOOK_SECONDS)


def _degraded(how: Degraded) -> Iterator[Seen]:
    return degraded(how)


def _signed_degraded(how: Degraded) -> Iterator[Seen]:
    """Give the largest that clients take home, signed, in every language and as often as makes a rate."""
    signed = [slip_in(language, Length.LONG).instructions for language in in_every_language()]
    return degraded(how, islice(cycle(signed), _SIGNED))


MEDIA: Mapping[str, Callable[[], Iterable[Seen]]] = {
    "PNG": _png,
    "SVG": _svg,
    "PDF, 203 dpi (poppler)": lambda: _pdf(203),
    "PDF, 300 dpi (poppler)": lambda: _pdf(300),
    "printed on the virtual printer": _printed,
    "terminal, dark, exported": lambda: _exported("meso-dark"),
    "terminal, light, exported": lambda: _exported("meso-light"),
    "terminal, 16 colours, exported": lambda: _exported("ansi"),
    "xterm, dark, photographed": lambda: _photographed(Colours.TRUE, dark=True),
    "xterm, light, photographed": lambda: _photographed(Colours.TRUE, dark=False),
    "xterm, 16 colours, photographed": lambda: _photographed(Colours.SIXTEEN, dark=True),
    "degraded S1 (6 px a module, 5 % perspective)": lambda: _degraded(HAND),
    "degraded S2 (5 px a module, 3 % perspective)": lambda: _degraded(STEADY),
    "degraded S1, signed slips": lambda: _signed_degraded(HAND),
    "degraded S2, signed slips": lambda: _signed_degraded(STEADY),
}
"""Every medium, and its pictures."""


def table() -> Iterator[str]:
    """Give the table line by line, as README quotes it."""
    yield "| medium | codes | zxing-cpp | zbar |"
    yield "| --- | --- | --- | --- |"
    for medium in MEDIA:
        yield rate(medium).line


if __name__ == "__main__":
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    for line in table():
        print(line, flush=True)
