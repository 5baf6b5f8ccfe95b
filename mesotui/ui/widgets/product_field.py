"""The field that says what is injected: a mix, a lot as it is, or a name that somebody types."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from mesotui.domain.dose import plain
from mesotui.domain.injectables import DrawnFrom, Injectable, typed_for
from mesotui.domain.treatment import InjectionEntry
from mesotui.ui.widgets.field import Field

_MIX, _LOT = "batch", "lot"


class ProductField(Field):
    """Up and down go through what there is; what is typed may name it, or be a name of no lot."""

    class Meant(Message):
        """Something else is meant now, or more is known of it."""

    def __init__(self, *, id: str, max_length: int) -> None:
        super().__init__(id=id, max_length=max_length)
        self._known: tuple[Injectable, ...] = ()
        self._meant: DrawnFrom | None = None
        self._read_as = ""
        """The text that was looked at last: what is meant is meant by it."""

    @property
    def key(self) -> str:
        """What is meant, as a draft keeps it; empty where it is a name only."""
        meant = self._meant
        if meant is None:
            return ""
        return f"{_MIX}:{meant.batch_id}" if meant.batch_id else f"{_LOT}:{meant.lot_id}"

    @property
    def source(self) -> Injectable | None:
        """What is meant, where it is known."""
        return next((one for one in self._known if self._is_meant(one)), None)

    def know(self, known: Sequence[Injectable]) -> None:
        """Hear what there is now; what is meant stays so, whatever it is called now."""
        if tuple(known) == self._known:
            return
        self._known = tuple(known)
        if self._meant is None:
            self._read()
        elif (source := self.source) is not None and not self.has_focus:
            self._show(source)
        self.post_message(self.Meant())

    def mean(self, source: Injectable) -> None:
        """Take a mix or a lot."""
        if source not in self._known:
            self._known = (source, *self._known)
        self._meant = source.drawn
        self._show(source)
        self.post_message(self.Meant())

    def take(self, entry: InjectionEntry) -> None:
        """Mean what an entry was drawn from."""
        drawn = DrawnFrom(product_name=entry.product_name, batch_id=entry.batch_id, lot_id=entry.lot_id)
        self._meant = drawn if entry.batch_id or entry.lot_id else None
        source = self.source
        with self.prevent(Input.Changed):
            self.value = source.name if source else entry.product_name
        self._read_as = self.value
        if self._meant is None:
            self._read()
        self.post_message(self.Meant())

    def put_back(self, key: str) -> None:
        """Mean what a draft says, under the name that it has put into the field."""
        kind, _, text = key.partition(":")
        try:
            found = UUID(text)
        except ValueError:
            return
        name = self._read_as = self.value
        self._meant = (
            DrawnFrom(product_name=name, batch_id=found)
            if kind == _MIX
            else DrawnFrom(product_name=name, lot_id=found)
        )
        self.post_message(self.Meant())

    def drawn(self, entry: InjectionEntry) -> InjectionEntry:
        """Give an entry as it is drawn from what is meant."""
        if self.value != self._read_as:
            # What was typed last may not have been heard of yet.
            self._read()
        source = self.source
        drawn = source.drawn if source else self._meant
        if drawn is None:
            return entry
        return replace(entry, product_name=drawn.product_name, batch_id=drawn.batch_id, lot_id=drawn.lot_id)

    def told(self, volume_ml: Decimal | None) -> Content:
        """Say what is meant and what is left of it.

        Args:
            volume_ml: what is about to be taken of it; None while that can't be read.
        """
        source = self.source
        if source is None:
            offered = sum(not one.against for one in self._known)
            if self._meant is not None and self._known:
                return Content.styled("▲ the book has nothing left of it", "$warn")
            if self.value.strip():
                return Content.styled("a name only, no lot", "$quiet")
            return Content.styled(f"↑ ↓ {offered} to choose from" if offered else "", "$quiet")
        short = volume_ml is not None and volume_ml > source.left_ml
        style = "$warn bold" if short else "$accent"
        left = Content.styled(f"{'▲ ' if short else ''}{plain(source.left_ml)} mL left", style)
        against = Content.styled(f" ▲ {source.against}", "$danger") if source.against else Content("")
        return left + against + Content.styled(f" {source.detail}", "$quiet")

    def on_input_changed(self) -> None:
        """Look what the typed text means."""
        if self.value != self._read_as:
            self._read()
        self.post_message(self.Meant())

    def on_key(self, event: events.Key) -> None:
        """Go through what there is."""
        if event.key not in ("up", "down"):
            return
        event.stop()
        event.prevent_default()
        offered = [one for one in self._known if not one.against]
        if not offered:
            return
        here = next((at for at, one in enumerate(offered) if self._is_meant(one)), None)
        step = 1 if event.key == "down" else -1
        start = -1 if step == 1 else 0
        self.mean(offered[((start if here is None else here) + step) % len(offered)])

    def _read(self) -> None:
        self._read_as = self.value
        source = typed_for(self.value, self._known)
        self._meant = source.drawn if source else None

    def _is_meant(self, one: Injectable) -> bool:
        meant = self._meant
        if meant is None:
            return False
        return (one.drawn.batch_id, one.drawn.lot_id) == (meant.batch_id, meant.lot_id)

    def _show(self, source: Injectable) -> None:
        with self.prevent(Input.Changed):
            self.value = self._read_as = source.name
        self.cursor_position = len(self.value)
