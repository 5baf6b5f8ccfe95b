"""What was injected, a line an entry, each with its sign: on its way, saved, or voided."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from mesotui.domain.dose import plain, trimmed
from mesotui.domain.treatment import Injection, InjectionEntry

_ROOMY = 56
"""From how many columns on amounts are written with their spaces and unit."""
_TECHNIQUE = 34
"""From how many columns for the name on, technique and depth stand beside it."""
_PRODUCT = 60
"""From how many columns for the name on, the product does too."""


class InjectedList(ScrollView, can_focus=True):
    """Newest at the bottom; a saved line has ✓, which only the database's answer sets.

    Only lines that changed are painted: one is logged every few seconds, and dozens may be on show.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", "entry above", show=False),
        Binding("down", "go(1)", "entry below", show=False),
        Binding("v", "void", "void this entry"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"injected-list--current"}

    highlighted: reactive[int | None] = reactive(None, repaint=False)
    """The line under the cursor, from 0; None until the list was gone to."""

    class VoidAsked(Message):
        """A person wants to void one entry."""

        def __init__(self, injection_id: UUID) -> None:
            super().__init__()
            self.injection_id = injection_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._injections: tuple[Injection, ...] = ()
        self._pending: tuple[tuple[InjectionEntry, str], ...] = ()
        self._offset = timedelta(0)
        self._lines: list[Content] = []
        self._painted: dict[int, Strip] = {}

    def show(
        self,
        injections: Sequence[Injection],
        pending: Sequence[tuple[InjectionEntry, str]],
        offset: timedelta,
    ) -> None:
        """Show entries that are on disk, then those on their way there.

        Args:
            injections: what the database holds, voided ones too.
            pending: what was sent to the database and isn't answered yet, each with its zone's name.
            offset: the room's offset from UTC.
        """
        grown = len(injections) + len(pending) > len(self._lines)
        self._injections, self._pending, self._offset = tuple(injections), tuple(pending), offset
        self._draw()
        if grown or not self.has_focus:
            self.scroll_end(animate=False, immediate=True, force=True)

    def on_resize(self) -> None:
        """Draw with as many columns as there are now."""
        self._draw()
        self.scroll_end(animate=False, immediate=True, force=True)

    def notify_style_update(self) -> None:
        """Forget what was painted in the old theme's colours."""
        self._painted.clear()
        super().notify_style_update()

    def on_focus(self) -> None:
        """Put the cursor on the newest entry, where it isn't on one yet."""
        if self.highlighted is None and self._injections:
            self.highlighted = len(self._injections) - 1
        self._repaint(self.highlighted)

    def on_blur(self) -> None:
        """Take the cursor away."""
        self._repaint(self.highlighted)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where a pointer is."""
        place = event.get_content_offset(self)
        if place is not None and self.scroll_offset.y + place.y < len(self._injections):
            self.highlighted = self.scroll_offset.y + place.y

    def watch_highlighted(self, before: int | None, now: int | None) -> None:
        """Move the cursor."""
        self._repaint(before)
        self._repaint(now)
        if now is not None:
            self.scroll_to_region(Region(0, now, 1, 1), animate=False, immediate=True)

    def action_go(self, lines: int) -> None:
        """Move the cursor up or down."""
        if self._injections:
            last = len(self._injections) - 1
            self.highlighted = max(
                0, min(last, (last if self.highlighted is None else self.highlighted) + lines)
            )

    def action_void(self) -> None:
        """Ask to void the entry under the cursor."""
        if self.highlighted is not None and self.highlighted < len(self._injections):
            injection = self._injections[self.highlighted]
            if injection.counts:
                self.post_message(self.VoidAsked(injection.id))

    def render_line(self, y: int) -> Strip:
        """Give one line; Textual asks for this."""
        number = self.scroll_offset.y + y
        if number >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        strip = self._painted.get(number)
        if strip is None:
            strip = self._painted[number] = self._paint(number)
        return strip

    def _paint(self, number: int) -> Strip:
        style = self.visual_style
        if number == self.highlighted and self.has_focus:
            style = self.get_visual_style("injected-list--current")
        width = self.size.width
        (strip,) = Visual.to_strips(self, self._lines[number], width, 1, style, pad=True)
        return strip

    def _draw(self) -> None:
        width = max(20, self.scrollable_content_region.width)
        entries = [one.entry for one in self._injections] + [entry for entry, _ in self._pending]
        several = len({entry.product_name for entry in entries}) > 1
        lines = [self._saved(injection, width, several=several) for injection in self._injections]
        lines += [
            _row(" … ", entry, name, width, "…", several_products=several) for entry, name in self._pending
        ]
        before, self._lines = self._lines, lines
        height = max(len(lines), self.scrollable_content_region.height)
        self.virtual_size = Size(self.scrollable_content_region.width, height)
        for number in range(max(len(before), len(lines))):
            old, new = before[number : number + 1], lines[number : number + 1]
            if len(old) != len(new) or not (old and old[0].is_same(new[0])):
                self._repaint(number)

    def _repaint(self, number: int | None) -> None:
        if number is not None:
            self._painted.pop(number, None)
            self.refresh(Region(0, number - self.scroll_offset.y, self.size.width, 1))

    def _saved(self, injection: Injection, width: int, *, several: bool) -> Content:
        time = (injection.recorded_at + self._offset).strftime("%H:%M")
        row = _row(
            time,
            injection.entry,
            injection.zone_name,
            width,
            "✓" if injection.counts else "voided",
            injection.technique_name,
            several_products=several,
        )
        return row if injection.counts else row.stylize("strike $quiet", 0, len(row) - 6)


def _row(
    time: str,
    entry: InjectionEntry,
    zone_name: str,
    width: int,
    sign: str,
    technique_name: str = "",
    *,
    several_products: bool,
) -> Content:
    """Lay one entry out: technique and product give way first, then the zone's name; amounts never.

    Where several products are injected, which one it was is told before how.
    """
    per_point, total = plain(entry.volume_ml_per_point), plain(entry.points * entry.volume_ml_per_point)
    roomy = width >= _ROOMY
    amounts = (
        f"{entry.points:>4} × {per_point:<5}{total:>6} mL"
        if roomy
        else f"{entry.points:>4}×{per_point}{total:>6}"
    )
    room = max(0, width - len(f"{time:<5} {entry.zone_code:<3}  {amounts} {sign}"))
    details = ""
    if room >= _TECHNIQUE and several_products and room < _PRODUCT:
        details = f"  {_cut(entry.product_name, 16):<16}"
    elif room >= _TECHNIQUE:
        details = f" {technique_name[:8]:<8} {trimmed(entry.depth_mm):>3} mm"
    if room >= _PRODUCT:
        details += f"  {_cut(entry.product_name, 18):<18}"
    left = room - len(details)
    name = f"{_cut(zone_name, left):<{left}}{details}"
    style = "$ok" if sign == "✓" else "$warn"
    line = f"{time:<5} {entry.zone_code:<3} {name} {amounts} "
    return Content.assemble(line, (sign, style))


def _cut(text: str, width: int) -> str:
    """Shorten a name in its middle: its end tells the side."""
    if len(text) <= width:
        return text
    return f"{text[: max(0, width - 3)].rstrip()}…{text[-2:]}" if width >= 6 else text[:width]
