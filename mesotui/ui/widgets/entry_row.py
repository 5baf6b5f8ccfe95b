"""The row that logs a zone: letters, a number, Enter; everything else keeps its last value."""

from collections.abc import Callable, Sequence
from uuid import UUID

from textual import on
from textual.message import Message
from textual.widgets import Input, Static

from mesotui.domain import dose
from mesotui.domain.anatomy import Anatomy, Zone
from mesotui.domain.entry import FieldRefused, read_entry, read_total
from mesotui.domain.errors import Refused
from mesotui.domain.injectables import Injectable
from mesotui.domain.protocol import Protocol, Technique
from mesotui.domain.shorthand import read_zone
from mesotui.domain.treatment import InjectionEntry
from mesotui.ui.widgets.choice import Choice
from mesotui.ui.widgets.entry_fields import FIELDS, EntryFields
from mesotui.ui.widgets.product_field import ProductField
from mesotui.ui.widgets.zone_input import ZoneInput


class EntryRow(EntryFields):
    """The fields of one entry. It logs nothing itself: it posts what was entered."""

    class Entered(Message):
        """Enter was pressed on a whole entry."""

        def __init__(self, entry: InjectionEntry) -> None:
            super().__init__()
            self.entry = entry

    class Commanded(Message):
        """A command's key was pressed in the empty zone field, after whatever was entered before."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class ZoneTyped(Message):
        """The letters changed: the map lights what they may mean."""

        def __init__(self, letters: str, zone: Zone | None) -> None:
            super().__init__()
            self.letters = letters
            self.zone = zone

    def __init__(
        self, anatomy: Anatomy, protocol: Protocol, new_id: Callable[[], UUID], *, id: str | None = None
    ) -> None:
        super().__init__(anatomy, protocol, new_id, id=id)
        self.entry_id = new_id()
        """The key that the entry being typed will have; a draft keeps it, so nothing is logged twice."""
        self._derived_points = ""
        """The points that a spacing gave; whatever else stands in the field was typed."""
        self.is_touched = False
        """Whether a person, or a draft, has filled the row."""
        self.lit = ""
        """The zone that the map lights: what Enter takes when no letters were typed."""

    def on_mount(self) -> None:
        """Begin with the first technique's settings."""
        self._take_technique(self.technique)

    def take_entry_id(self) -> UUID:
        """Give the key of the entry that was just entered, and begin another."""
        taken, self.entry_id = self.entry_id, self._new_id()
        return taken

    def put_back(self, entry_id: UUID | None, source: str) -> None:
        """Go on with fields that a draft has filled.

        Args:
            entry_id: the key that the entry being typed had; None when that entry was logged already.
            source: the key of the mix or lot; empty where the product is a name only.
        """
        self.product.put_back(source)
        self.entry_id = entry_id or self._new_id()
        self.is_touched = True
        self._show_device()
        self._show_zone(self.text("entry-zone"))

    def say(self, sentence: str, *, problem: bool = False) -> None:
        """Say something under the row."""
        line = self.query_one("#entry-message", Static)
        line.update(sentence, layout=False)
        line.set_class(problem, "-problem")

    def restore_zone(self, typed: str) -> None:
        """Put back what could not be logged, before whatever was typed meanwhile."""
        field = self.field("entry-zone")
        with self.silently():
            field.value = typed + field.value
        field.cursor_position = len(typed)
        field.focus()
        self._show_zone(field.value)

    def take(self, entry: InjectionEntry) -> None:
        """Show the values of an entry, all but its zone."""
        self.fill(entry)
        self._show_device()
        self._derive_total()

    def hold(self, entry: InjectionEntry, entry_id: UUID) -> None:
        """Show an entry that waits for an answer, with its key, as if it had not been entered."""
        self.take(entry)
        self.entry_id = entry_id
        with self.silently():
            self.field("entry-zone").value = entry.zone_code
        self._show_zone(entry.zone_code)

    def release(self, entry_id: UUID) -> None:
        """Make room for the next zone once the entry that was held is logged."""
        if self.entry_id == entry_id:
            self.entry_id = self._new_id()
            self.field("entry-zone").value = ""

    def know(self, sources: Sequence[Injectable]) -> None:
        """Hear which mixes and lots there are to draw from."""
        self.product.know(sources)

    def take_source(self, source: Injectable) -> None:
        """Draw the next entries from a mix or a lot, such as one that was scanned."""
        self.is_touched = True
        self.product.mean(source)

    def whole_entry(self) -> InjectionEntry | None:
        """Give the entry as it stands; None where something lacks."""
        try:
            return self.product.drawn(read_entry(self.typed(self.text("entry-zone")), self._anatomy))
        except FieldRefused:
            return None

    def enter(self, typed: str) -> None:
        """Post the entry, or say what is missing, put the zone back and go to the field that lacks.

        Args:
            typed: what stood in the zone field.
        """
        try:
            entry = self.product.drawn(read_entry(self.typed(typed), self._anatomy))
        except FieldRefused as refusal:
            self.restore_zone(typed)
            self.say(str(refusal), problem=True)
            self.field(FIELDS[refusal.field]).focus()
            return
        self.say("")
        self.post_message(self.Entered(entry))

    @on(Input.Changed)
    def _touch(self) -> None:
        self.is_touched = True

    @on(Input.Changed, "#entry-zone")
    def _read_zone(self, event: Input.Changed) -> None:
        reading = read_zone(event.value, self._anatomy)
        self._show_zone(event.value)
        if event.value:
            self.say(reading.problem, problem=bool(reading.problem))
        if reading.rest:
            self._read_points(event.value)
            self._derive_total()

    @on(Input.Changed, "#entry-spacing")
    def _derive_points(self) -> None:
        """Let the spacing say the points while none are typed; they can be seen, and typed over."""
        zone = read_zone(self.text("entry-zone"), self._anatomy).zone
        if zone is None or self.text("entry-points") not in ("", self._derived_points):
            return
        try:
            spacing = self.spacing()
        except Refused:
            return
        if spacing is not None:
            self._derived_points = str(dose.expected_points(zone.area_cm2, spacing))
            self.field("entry-points").value = self._derived_points

    @on(Input.Changed, "#entry-points")
    @on(Input.Changed, "#entry-volume-per-point")
    @on(Input.Changed, "#entry-spacing")
    def _derive_total(self) -> None:
        self.tell_source()
        try:
            points, per_point = self.points(), self.per_point()
        except Refused:
            return
        with self.silently():
            self.field("entry-total").value = dose.trimmed(dose.volume_ml(points, per_point))
        self._compare(points)

    @on(Input.Changed, "#entry-total")
    def _derive_per_point(self) -> None:
        try:
            points = self.points()
            total = read_total(self.text("entry-total"))
        except Refused:
            return
        with self.silently():
            self.field("entry-volume-per-point").value = dose.trimmed(dose.volume_ml_per_point(total, points))

    @on(ProductField.Meant)
    def _tell_source(self) -> None:
        self.tell_source()

    @on(Choice.Changed, "#entry-technique")
    def _change_technique(self) -> None:
        self._take_technique(self.technique)

    @on(ZoneInput.Commanded)
    def _pass_on(self, event: ZoneInput.Commanded) -> None:
        # Handed on from here, a command can't overtake an entry that was typed before it.
        event.stop()
        self.post_message(self.Commanded(event.key))

    @on(ZoneInput.Taken)
    def _take(self, event: ZoneInput.Taken) -> None:
        if not event.typed and self.lit:
            self.restore_zone(self.lit)
        else:
            self._read_points(event.typed)
            self.enter(event.typed)

    @on(Input.Submitted)
    @on(Choice.Submitted)
    def _submit(self, event: Message) -> None:
        event.stop()
        self.submit()

    def submit(self) -> None:
        """Enter what stands in the row; when it was whole, the next zone can be typed."""
        zone = self.field("entry-zone")
        typed, zone.value = zone.value, ""
        zone.focus()
        self.enter(typed)

    def _read_points(self, typed: str) -> None:
        """Take the points from the zone field: its change may not have been heard of yet."""
        reading = read_zone(typed, self._anatomy)
        if reading.zone and reading.rest:
            with self.silently():
                self.field("entry-points").value = reading.rest

    def _compare(self, points: int) -> None:
        """Tell when the points are far from what area and spacing give."""
        reading = read_zone(self.text("entry-zone"), self._anatomy)
        if reading.zone is None:
            return
        try:
            spacing = self.spacing()
        except Refused:
            return
        if spacing is None:
            return
        expected = dose.expected_points(reading.zone.area_cm2, spacing)
        if dose.disagreement_percent(points, expected) < self._protocol.limits.points_disagree_percent.value:
            self.say("")
            return
        area = dose.trimmed(reading.zone.area_cm2)
        self.say(f"{area} cm² at {dose.trimmed(spacing)} mm is about {expected} points; {points} are typed.")

    def _take_technique(self, technique: Technique) -> None:
        self.fill_technique(technique)
        self._show_device()
        self._derive_total()

    def _show_device(self) -> None:
        self.query_one("#entry-device-fields").display = self.technique.has_device

    def _show_zone(self, typed: str) -> None:
        """Say which zone the letters mean, or which they may still become, here and on the map."""
        reading = read_zone(typed, self._anatomy)
        words = " ".join(zone.code for zone in reading.candidates[:6]) if typed else ""
        name = self.query_one("#entry-zone-name", Static)
        name.update(reading.zone.name if reading.zone else words, layout=False)
        self.field("entry-points").set_class(reading.zone is not None, "-next")
        letters = typed.strip().lower().rstrip("0123456789")
        self.post_message(self.ZoneTyped(letters, reading.zone))
