"""The row that logs a zone: letters, a number, Enter; everything else keeps its last value."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from uuid import UUID

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from mesotui.domain import dose
from mesotui.domain.anatomy import Anatomy, Zone
from mesotui.domain.entry import (
    FieldRefused,
    TypedEntry,
    read_entry,
    read_points,
    read_spacing,
    read_total,
    read_volume_per_point,
)
from mesotui.domain.errors import Refused
from mesotui.domain.protocol import Needle, Protocol, Technique
from mesotui.domain.shorthand import read_zone
from mesotui.domain.treatment import InjectionEntry
from mesotui.ui.widgets.choice import Choice, Item
from mesotui.ui.widgets.field import Field
from mesotui.ui.widgets.zone_input import ZoneInput

_FIELDS = {
    "zone": "entry-zone",
    "points": "entry-points",
    "volume_ml_per_point": "entry-volume-per-point",
    "depth_mm": "entry-depth",
    "spacing_mm": "entry-spacing",
    "shots_per_minute": "entry-shots",
    "product_name": "entry-product",
}


class EntryRow(Widget):
    """The fields of one entry. It logs nothing itself: it posts what was entered."""

    DEFAULT_CSS = "EntryRow { height: auto; } EntryRow Horizontal { height: 1; }"

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
        """Make the row.

        Args:
            anatomy: the zones that letters pick.
            protocol: techniques, needles and devices.
            new_id: makes the key of the next entry.
            id: the widget's id.
        """
        super().__init__(id=id)
        self._anatomy = anatomy
        self._protocol = protocol
        self._new_id = new_id
        self.entry_id = new_id()
        """The key that the entry being typed will have; a draft keeps it, so nothing is logged twice."""
        self._derived_points = ""
        """The points that a spacing gave; whatever else stands in the field was typed."""
        self.is_touched = False
        """Whether a person, or a draft, has filled the row."""
        self.lit = ""
        """The zone that the map lights: what Enter takes when no letters were typed."""

    def compose(self) -> ComposeResult:
        """Lay the fields out in two rows, with a line for what can't be understood."""
        protocol = self._protocol
        with Horizontal():
            yield Label("Zone")
            yield ZoneInput(id="entry-zone", max_length=12, select_on_focus=False)
            yield Static("", id="entry-zone-name", markup=False)
            yield Label("Points")
            yield Field(id="entry-points", max_length=6)
            yield Label("mL/pt")
            yield Field(id="entry-volume-per-point", max_length=14)
            yield Label("Total mL")
            yield Field(id="entry-total", max_length=8)
        with Horizontal():
            yield Label("Technique")
            yield Choice([Item(t.code, t.name) for t in protocol.techniques], id="entry-technique")
            yield Label("Depth")
            yield Field(id="entry-depth", max_length=5)
            yield Label("Spacing")
            yield Field(id="entry-spacing", max_length=5)
            yield Label("Needle")
            yield Choice([Item(n.name, n.name) for n in protocol.needles], id="entry-needle")
        with Horizontal():
            yield Label("Product")
            yield Field(id="entry-product", max_length=80)
            with Horizontal(id="entry-device-fields"):
                yield Label("Gun")
                yield Choice([Item(name, name) for name in protocol.devices], id="entry-device")
                yield Label("Mode")
                yield Choice([Item(name, name) for name in protocol.device_modes], id="entry-mode")
                yield Label("Shots/min")
                yield Field(id="entry-shots", max_length=4)
        yield Static("", id="entry-message", markup=False)

    def on_mount(self) -> None:
        """Begin with the first technique's settings."""
        self._take_technique(self._technique)

    def take_entry_id(self) -> UUID:
        """Give the key of the entry that was just entered, and begin another."""
        taken, self.entry_id = self.entry_id, self._new_id()
        return taken

    def put_back(self, entry_id: UUID | None) -> None:
        """Go on with fields that a draft has filled.

        Args:
            entry_id: the key that the entry being typed had; None when that entry was logged already.
        """
        self.entry_id = entry_id or self._new_id()
        self.is_touched = True
        self._show_device()
        self._show_zone(self._text("entry-zone"))

    def say(self, sentence: str, *, problem: bool = False) -> None:
        """Say something under the row."""
        line = self.query_one("#entry-message", Static)
        line.update(sentence, layout=False)
        line.set_class(problem, "-problem")

    def restore_zone(self, typed: str) -> None:
        """Put back what could not be logged, before whatever was typed meanwhile."""
        field = self._field("entry-zone")
        with self._silently():
            field.value = typed + field.value
        field.cursor_position = len(typed)
        field.focus()
        self._show_zone(field.value)

    def take(self, entry: InjectionEntry) -> None:
        """Show the values of an entry, all but its zone."""
        with self._silently():
            self.query_one("#entry-technique", Choice).code = entry.technique_code
            self.query_one("#entry-needle", Choice).code = _needle_code(entry)
            self._field("entry-points").value = str(entry.points)
            self._field("entry-volume-per-point").value = dose.trimmed(entry.volume_ml_per_point)
            self._field("entry-depth").value = dose.trimmed(entry.depth_mm)
            self._field("entry-spacing").value = dose.trimmed(entry.spacing_mm) if entry.spacing_mm else ""
            self._field("entry-product").value = entry.product_name
            if entry.device:
                self.query_one("#entry-device", Choice).code = entry.device.model
                self.query_one("#entry-mode", Choice).code = entry.device.mode
                self._field("entry-shots").value = str(entry.device.shots_per_minute or "")
        self._show_device()
        self._derive_total()

    def hold(self, entry: InjectionEntry, entry_id: UUID) -> None:
        """Show an entry that waits for an answer, with its key, as if it had not been entered."""
        self.take(entry)
        self.entry_id = entry_id
        with self._silently():
            self._field("entry-zone").value = entry.zone_code
        self._show_zone(entry.zone_code)

    def release(self, entry_id: UUID) -> None:
        """Make room for the next zone once the entry that was held is logged."""
        if self.entry_id == entry_id:
            self.entry_id = self._new_id()
            self._field("entry-zone").value = ""

    def whole_entry(self) -> InjectionEntry | None:
        """Give the entry as it stands; None where something lacks."""
        try:
            return read_entry(self._typed(self._text("entry-zone")), self._anatomy)
        except FieldRefused:
            return None

    def enter(self, typed: str) -> None:
        """Post the entry, or say what is missing, put the zone back and go to the field that lacks.

        Args:
            typed: what stood in the zone field.
        """
        try:
            entry = read_entry(self._typed(typed), self._anatomy)
        except FieldRefused as refusal:
            self.restore_zone(typed)
            self.say(str(refusal), problem=True)
            self._field(_FIELDS[refusal.field]).focus()
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
        zone = read_zone(self._text("entry-zone"), self._anatomy).zone
        if zone is None or self._text("entry-points") not in ("", self._derived_points):
            return
        try:
            spacing = self._spacing()
        except Refused:
            return
        if spacing is not None:
            self._derived_points = str(dose.expected_points(zone.area_cm2, spacing))
            self._field("entry-points").value = self._derived_points

    @on(Input.Changed, "#entry-points")
    @on(Input.Changed, "#entry-volume-per-point")
    @on(Input.Changed, "#entry-spacing")
    def _derive_total(self) -> None:
        try:
            points, per_point = self._points(), self._per_point()
        except Refused:
            return
        with self._silently():
            self._field("entry-total").value = dose.trimmed(dose.volume_ml(points, per_point))
        self._compare(points)

    @on(Input.Changed, "#entry-total")
    def _derive_per_point(self) -> None:
        try:
            points = self._points()
            total = read_total(self._text("entry-total"))
        except Refused:
            return
        with self._silently():
            self._field("entry-volume-per-point").value = dose.trimmed(
                dose.volume_ml_per_point(total, points)
            )

    @on(Choice.Changed, "#entry-technique")
    def _change_technique(self) -> None:
        self._take_technique(self._technique)

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
        zone = self._field("entry-zone")
        typed, zone.value = zone.value, ""
        zone.focus()
        self.enter(typed)

    def _read_points(self, typed: str) -> None:
        """Take the points from the zone field: its change may not have been heard of yet."""
        reading = read_zone(typed, self._anatomy)
        if reading.zone and reading.rest:
            with self._silently():
                self._field("entry-points").value = reading.rest

    def _compare(self, points: int) -> None:
        """Tell when the points are far from what area and spacing give."""
        reading = read_zone(self._text("entry-zone"), self._anatomy)
        if reading.zone is None:
            return
        try:
            spacing = self._spacing()
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
        with self._silently():
            self._field("entry-depth").value = dose.trimmed(technique.depth_mm.value)
            self._field("entry-spacing").value = dose.trimmed(technique.spacing_mm.value)
            self._field("entry-volume-per-point").value = dose.trimmed(technique.volume_ml_per_point.value)
            if technique.needle in self._protocol.needles:
                self.query_one("#entry-needle", Choice).code = technique.needle.name
        self._show_device()
        self._derive_total()

    def _show_device(self) -> None:
        self.query_one("#entry-device-fields").display = self._technique.has_device

    def _show_zone(self, typed: str) -> None:
        """Say which zone the letters mean, or which they may still become, here and on the map."""
        reading = read_zone(typed, self._anatomy)
        words = " ".join(zone.code for zone in reading.candidates[:6]) if typed else ""
        name = self.query_one("#entry-zone-name", Static)
        name.update(reading.zone.name if reading.zone else words, layout=False)
        self._field("entry-points").set_class(reading.zone is not None, "-next")
        letters = typed.strip().lower().rstrip("0123456789")
        self.post_message(self.ZoneTyped(letters, reading.zone))

    def _typed(self, zone: str) -> TypedEntry:
        return TypedEntry(
            zone=zone,
            points=self._text("entry-points"),
            volume_ml_per_point=self._text("entry-volume-per-point"),
            depth_mm=self._text("entry-depth"),
            spacing_mm=self._text("entry-spacing"),
            product_name=self._text("entry-product"),
            technique=self._technique,
            needle=self._needle,
            device_model=self.query_one("#entry-device", Choice).code,
            device_mode=self.query_one("#entry-mode", Choice).code,
            shots_per_minute=self._text("entry-shots"),
        )

    def _points(self) -> int:
        return read_points(self._text("entry-points"))

    def _per_point(self) -> Decimal:
        return read_volume_per_point(self._text("entry-volume-per-point"))

    def _spacing(self) -> Decimal | None:
        return read_spacing(self._text("entry-spacing"))

    @property
    def _technique(self) -> Technique:
        return self._protocol.technique(self.query_one("#entry-technique", Choice).code)

    @property
    def _needle(self) -> Needle:
        code = self.query_one("#entry-needle", Choice).code
        return next(needle for needle in self._protocol.needles if needle.name == code)

    def _field(self, id: str) -> Input:
        return self.query_one(f"#{id}", Input)

    def _text(self, id: str) -> str:
        return self._field(id).value.strip()

    @contextmanager
    def _silently(self) -> Iterator[None]:
        """Set fields without taking them for typed ones."""
        with self.prevent(Input.Changed, Choice.Changed):
            yield


def _needle_code(entry: InjectionEntry) -> str:
    return Needle(gauge=entry.needle_gauge, length_mm=entry.needle_length_mm).name
