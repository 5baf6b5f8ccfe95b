"""The fields of the entry row: how they are laid out, filled and read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from uuid import UUID

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from mesotui.domain import dose
from mesotui.domain.anatomy import Anatomy
from mesotui.domain.entry import TypedEntry, read_points, read_spacing, read_volume_per_point
from mesotui.domain.errors import Refused
from mesotui.domain.protocol import Needle, Protocol, Technique
from mesotui.domain.treatment import InjectionEntry
from mesotui.ui.widgets.choice import Choice, Item
from mesotui.ui.widgets.field import Field
from mesotui.ui.widgets.product_field import ProductField
from mesotui.ui.widgets.zone_input import ZoneInput

FIELDS = {
    "zone": "entry-zone",
    "points": "entry-points",
    "volume_ml_per_point": "entry-volume-per-point",
    "depth_mm": "entry-depth",
    "spacing_mm": "entry-spacing",
    "shots_per_minute": "entry-shots",
    "product_name": "entry-product",
}
"""The field in which each value of a typed entry stands."""


class EntryFields(Widget):
    """The fields in their rows; what they mean is the row's to say.

    Args:
        anatomy: the zones that letters pick.
        protocol: techniques, needles and devices.
        new_id: makes the key of the next entry.
        id: the widget's id.
    """

    DEFAULT_CSS = "EntryFields { height: auto; } EntryFields Horizontal { height: 1; }"

    def __init__(
        self, anatomy: Anatomy, protocol: Protocol, new_id: Callable[[], UUID], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._anatomy = anatomy
        self._protocol = protocol
        self._new_id = new_id

    def compose(self) -> ComposeResult:
        """Lay the fields out in rows, the gun's only for a gun, with a line for what can't be understood."""
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
            yield ProductField(id="entry-product", max_length=170)
            yield Static("", id="entry-source", markup=False)
        with Horizontal(id="entry-device-fields"):
            yield Label("Gun")
            yield Choice([Item(name, name) for name in protocol.devices], id="entry-device")
            yield Label("Mode")
            yield Choice([Item(name, name) for name in protocol.device_modes], id="entry-mode")
            yield Label("Shots/min")
            yield Field(id="entry-shots", max_length=4)
        yield Static("", id="entry-message", markup=False)

    def typed(self, zone: str) -> TypedEntry:
        """Give what the fields hold, as it was typed, for a zone."""
        return TypedEntry(
            zone=zone,
            points=self.text("entry-points"),
            volume_ml_per_point=self.text("entry-volume-per-point"),
            depth_mm=self.text("entry-depth"),
            spacing_mm=self.text("entry-spacing"),
            product_name=self.text("entry-product"),
            technique=self.technique,
            needle=self._needle,
            device_model=self.query_one("#entry-device", Choice).code,
            device_mode=self.query_one("#entry-mode", Choice).code,
            shots_per_minute=self.text("entry-shots"),
        )

    def fill(self, entry: InjectionEntry) -> None:
        """Put the values of an entry into the fields, all but its zone."""
        with self.silently():
            self.query_one("#entry-technique", Choice).code = entry.technique_code
            self.query_one("#entry-needle", Choice).code = _needle_code(entry)
            self.field("entry-points").value = str(entry.points)
            self.field("entry-volume-per-point").value = dose.trimmed(entry.volume_ml_per_point)
            self.field("entry-depth").value = dose.trimmed(entry.depth_mm)
            self.field("entry-spacing").value = dose.trimmed(entry.spacing_mm) if entry.spacing_mm else ""
            if entry.device:
                self.query_one("#entry-device", Choice).code = entry.device.model
                self.query_one("#entry-mode", Choice).code = entry.device.mode
                self.field("entry-shots").value = str(entry.device.shots_per_minute or "")
        self.product.take(entry)

    def fill_technique(self, technique: Technique) -> None:
        """Put a technique's own values into the fields."""
        with self.silently():
            self.field("entry-depth").value = dose.trimmed(technique.depth_mm.value)
            self.field("entry-spacing").value = dose.trimmed(technique.spacing_mm.value)
            self.field("entry-volume-per-point").value = dose.trimmed(technique.volume_ml_per_point.value)
            if technique.needle in self._protocol.needles:
                self.query_one("#entry-needle", Choice).code = technique.needle.name

    @property
    def product(self) -> ProductField:
        """What is injected."""
        return self.query_one(ProductField)

    def tell_source(self) -> None:
        """Say beside the product what is left of it."""
        try:
            volume = dose.volume_ml(self.points(), self.per_point())
        except Refused:
            volume = None
        self.query_one("#entry-source", Static).update(self.product.told(volume), layout=False)

    def points(self) -> int:
        """Read the points.

        Raises:
            Refused: they are empty or no whole number.
        """
        return read_points(self.text("entry-points"))

    def per_point(self) -> Decimal:
        """Read the mL of each point.

        Raises:
            Refused: it is empty or no amount.
        """
        return read_volume_per_point(self.text("entry-volume-per-point"))

    def spacing(self) -> Decimal | None:
        """Read the spacing in mm; None where none is given.

        Raises:
            Refused: it is no amount.
        """
        return read_spacing(self.text("entry-spacing"))

    @property
    def technique(self) -> Technique:
        """The chosen technique."""
        return self._protocol.technique(self.query_one("#entry-technique", Choice).code)

    @property
    def _needle(self) -> Needle:
        code = self.query_one("#entry-needle", Choice).code
        return next(needle for needle in self._protocol.needles if needle.name == code)

    def field(self, id: str) -> Input:
        """Find a field."""
        return self.query_one(f"#{id}", Input)

    def text(self, id: str) -> str:
        """Give what stands in a field, trimmed."""
        return self.field(id).value.strip()

    @contextmanager
    def silently(self) -> Iterator[None]:
        """Set fields without taking them for typed ones."""
        with self.prevent(Input.Changed, Choice.Changed):
            yield


def _needle_code(entry: InjectionEntry) -> str:
    return Needle(gauge=entry.needle_gauge, length_mm=entry.needle_length_mm).name
