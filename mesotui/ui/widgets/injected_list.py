"""What was injected, a line an entry, each with its sign: on its way, saved, or voided."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mesotui.domain.dose import plain, trimmed
from mesotui.domain.treatment import Injection, InjectionEntry

_ROOMY = 56
"""From how many columns on amounts are written with their spaces and unit."""
_TECHNIQUE = 34
"""From how many columns for the name on, technique and depth stand beside it."""
_PRODUCT = 60
"""From how many columns for the name on, the product does too."""


class InjectedList(OptionList):
    """Newest at the bottom; a saved line has ✓, which only the database's answer sets."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("v", "void", "void this entry")]

    class VoidAsked(Message):
        """A person wants to void one entry."""

        def __init__(self, injection_id: UUID) -> None:
            super().__init__()
            self.injection_id = injection_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._injections: tuple[Injection, ...] = ()
        self._pending: tuple[tuple[InjectionEntry, str], ...] = ()
        self._offset = timedelta(0)

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
        self._injections, self._pending, self._offset = tuple(injections), tuple(pending), offset
        self._draw()

    def on_resize(self) -> None:
        """Draw with as many columns as there are now."""
        self._draw()

    def action_void(self) -> None:
        """Ask to void the entry under the cursor."""
        if self.highlighted is not None and self.highlighted < len(self._injections):
            injection = self._injections[self.highlighted]
            if injection.counts:
                self.post_message(self.VoidAsked(injection.id))

    def _draw(self) -> None:
        kept = self.highlighted
        width = max(20, self.scrollable_content_region.width - 2)
        rows = [Option(self._saved(injection, width)) for injection in self._injections]
        rows += [Option(_row(" … ", entry, name, width, "…"), disabled=True) for entry, name in self._pending]
        self.set_options(rows)
        if kept is not None and kept < len(self._injections) and self.has_focus:
            self.highlighted = kept
        elif rows:
            self.scroll_end(animate=False)

    def _saved(self, injection: Injection, width: int) -> Content:
        time = (injection.recorded_at + self._offset).strftime("%H:%M")
        if injection.counts:
            return _row(time, injection.entry, injection.zone_name, width, "✓", injection.technique_name)
        row = _row(time, injection.entry, injection.zone_name, width, "voided", injection.technique_name)
        return row.stylize("strike $quiet", 0, len(row) - 6)


def _row(
    time: str, entry: InjectionEntry, zone_name: str, width: int, sign: str, technique_name: str = ""
) -> Content:
    """Lay one entry out: technique and product give way first, then the zone's name; amounts never."""
    per_point, total = plain(entry.volume_ml_per_point), plain(entry.points * entry.volume_ml_per_point)
    roomy = width >= _ROOMY
    amounts = (
        f"{entry.points:>4} × {per_point:<5}{total:>6} mL"
        if roomy
        else f"{entry.points:>4}×{per_point}{total:>6}"
    )
    room = max(0, width - len(f"{time:<5} {entry.zone_code:<3}  {amounts} {sign}"))
    details = ""
    if room >= _TECHNIQUE:
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
