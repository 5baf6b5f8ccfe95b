"""Inject: the map, what was logged, the totals, and the row that logs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from mesotui.domain.anatomy import Anatomy
from mesotui.domain.coverage import density
from mesotui.domain.errors import Refused
from mesotui.domain.exposure import of_typed
from mesotui.domain.ids import uuid7
from mesotui.domain.injectables import injectables
from mesotui.domain.interactions import Contents
from mesotui.domain.mixture import Batch
from mesotui.domain.stock import Lot
from mesotui.domain.treatment import InjectionEntry, Step, TreatmentSession
from mesotui.records import injections
from mesotui.records.injectables import list_injectables
from mesotui.ui import local_time
from mesotui.ui.context import Context
from mesotui.ui.interaction_lines import lines_against
from mesotui.ui.keymap import bindings
from mesotui.ui.keys import COMMANDS
from mesotui.ui.mix_asking import law_of
from mesotui.ui.modals.ask import Ask
from mesotui.ui.screens.steps.step import REASON_TOPIC, Asking, StepPanel
from mesotui.ui.widgets.body_map import BodyMap
from mesotui.ui.widgets.entry_row import EntryRow
from mesotui.ui.widgets.injected_list import InjectedList
from mesotui.ui.widgets.product_field import ProductField
from mesotui.ui.widgets.totals import Totals
from mesotui.ui.widgets.zone_input import ZoneInput
from mesotui.ui.work import Stale

_UNDONE = "undone at once"
_SLOW_DISK_SECONDS = 0.06
"""After how long an entry is shown as on its way; painting it sooner would hold up its ✓."""
_SINGLE_KEY_COMMANDS = ("session.inject.mirror", "session.inject.repeat")


class InjectPanel(StepPanel):
    """Letters, a number, Enter: a zone is logged. One key mirrors it, one repeats it, one takes it back."""

    step = Step.INJECT
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("session.inject", COMMANDS)]

    def __init__(self, context: Context, *, id: str) -> None:
        super().__init__(context, id=id)
        self._pending: dict[UUID, InjectionEntry] = {}

    def compose(self) -> ComposeResult:
        """Lay out map and list side by side, with the row below."""
        clinic = self.context.clinic
        with Horizontal(id="inject-body"):
            yield BodyMap(clinic.anatomy, clinic.silhouette, id="inject-map")
            with Vertical(id="inject-record"):
                yield InjectedList(id="inject-list")
                yield Totals(clinic.protocol, id="inject-totals")
        yield EntryRow(clinic.anatomy, clinic.protocol, lambda: uuid7(self.context.now()), id="inject-row")

    def on_mount(self) -> None:
        """Follow what any terminal does with mixes and lots, while they are to be injected."""
        self.context.data_changed.subscribe(self, lambda _: self._look_for_sources())

    def enter(self) -> None:
        """Wait for a zone's letters, with the settings of the last entry."""
        self._look_for_sources()
        self.query_one(ZoneInput).command_keys = frozenset(self._single_keys)
        if self.session and self.session.standing_injections and not self.row.is_touched:
            self.row.take(self.session.standing_injections[-1].entry)
        self.action_zone()

    def asking(self, topic: str) -> Asking | None:
        """Give what asks why an entry is void, while that entry stands."""
        standing = self.session.standing_injections if self.session else ()
        if topic == REASON_TOPIC:
            return self._resume
        asked = (one.id for one in standing if topic == _void_topic(one.id))
        return next((partial(self._void_with_reason, injection_id) for injection_id in asked), None)

    @property
    def row(self) -> EntryRow:
        """The entry row."""
        return self.query_one(EntryRow)

    def watch_session(self, session: TreatmentSession | None) -> None:
        """Show what is on disk."""
        if session is None or not self.is_mounted:
            return
        for injection in session.injections:
            self._pending.pop(injection.id, None)
        self._show(session)
        if self.row.product.key:
            self._look_for_sources()

    def watch_now(self, now: datetime | None) -> None:
        """Count the minutes of what is on the skin."""
        if self.is_mounted:
            self.query_one(Totals).now = now

    async def mix(self, fields: Mapping[str, str] | None = None) -> None:
        """Make a mix, or take one that is there, to be injected from now on.

        Args:
            fields: what a draft kept of the mix that was being prepared.
        """
        # Nothing of it is needed before somebody mixes.
        from mesotui.ui.screens.mix import MixScreen

        screen = MixScreen(self.context, takes=True, fields=fields, against=self._against_mix)
        batch = await self.app.push_screen_wait(screen)
        if batch is not None:
            self._take_batch(batch)
            self.post_message(self.Told(f"{batch.name} is injected from now on.", problem=False))

    def _against_mix(self, contents: Sequence[Contents]) -> list[Content]:
        """Tell what of the client speaks against a mix; the reason is asked for when it is injected."""
        protocol = self.context.clinic.protocol
        return lines_against(self.session, contents, protocol) if self.session else []

    def take_scan(self, lot: Lot) -> None:
        """Draw the next entries from a lot that was scanned, as it is."""
        (source,) = injectables([], [lot], local_time.local(self.context.now())) or (None,)
        if source is None:
            self._tell(f"{lot.product.name} is for the skin only.")
            return
        self.row.take_source(source)
        self._look_for_sources()

    def _take_batch(self, batch: Batch) -> None:
        (source,) = injectables([batch], [], local_time.local(self.context.now()))
        self.row.take_source(source)
        self._look_for_sources()

    def take_lot(self, lot: Lot) -> None:
        """Draw the next entries from a lot that was scanned."""
        (source,) = injectables([], [lot], local_time.local(self.context.now()))
        self.row.take_source(source)
        self._look_for_sources()

    def _look_for_sources(self) -> None:
        if self.session is not None and self.session.step is Step.INJECT and self.session.is_open:
            self._know_sources()

    @work(exclusive=True, group="sources")
    async def _know_sources(self) -> None:
        now = local_time.local(self.context.now())
        days = self.context.clinic.catalogue().shown_after_expiry_days
        since = now.date() - timedelta(days=days)
        read, actor = self.context.work.read, self.context.actor
        try:
            sources = await read("sources", list_injectables, actor, expired_after=since, now=now)
        except (Stale, Refused):
            return
        for row in self.query(EntryRow):
            # The screen may have been left meanwhile.
            row.know(sources)

    def action_zone(self) -> None:
        """Go back to the zone field."""
        self.screen.set_focus(self.query_one(ZoneInput))

    def action_log(self) -> None:
        """Log the entry as it stands."""
        self.row.submit()

    def action_mirror(self) -> None:
        """Log the last entry again on the other side."""
        if not self._entered:
            self._tell("Nothing was logged yet that could be mirrored.")
            return
        key, entry = self._entered[-1]
        zone = self._anatomy.zone(entry.zone_code)
        other = self._anatomy.mirror(zone)
        if other.code == zone.code:
            self._tell(f"{zone.name} has no other side.")
            return
        self._log(replace(entry, zone_code=other.code), mirror_of=key)

    def action_repeat(self) -> None:
        """Log the last entry's values on the zone that the map lights, or else on the next one."""
        if not self._entered:
            self._tell("Nothing was logged yet that could be repeated.")
            return
        _, entry = self._entered[-1]
        lit = self.query_one(BodyMap).current
        zone = self._anatomy.zone(lit) if lit and lit != entry.zone_code else None
        zone = zone or self._anatomy.next_zone(self._anatomy.zone(entry.zone_code))
        self._log(replace(entry, zone_code=zone.code))

    def action_void_last(self) -> None:
        """Void the last entry that stands; it stays in the record."""
        if not self._entered:
            self._tell("Nothing is logged that could be voided.")
            return
        key, _ = self._entered[-1]
        self.run_worker(self._void(key, _UNDONE))

    @property
    def considered(self) -> tuple[Contents, ...]:
        """What the row's mix, lot or name holds."""
        product = self.row.product
        if product.source is not None:
            return product.source.holds
        return (of_typed(product.value.strip()),) if product.value.strip() else ()

    @on(ProductField.Meant)
    def _consider(self) -> None:
        self.post_message(self.Considered())

    @on(EntryRow.Entered)
    def _enter(self, event: EntryRow.Entered) -> None:
        self._log(event.entry, injection_id=self.row.take_entry_id())

    @on(EntryRow.ZoneTyped)
    def _light(self, event: EntryRow.ZoneTyped) -> None:
        body = self.query_one(BodyMap)
        body.letters = event.letters
        if event.zone is not None:
            body.current = event.zone.code

    @on(EntryRow.Commanded)
    async def _command(self, event: EntryRow.Commanded) -> None:
        await self.run_action(self._single_keys[event.key])

    @on(ZoneInput.Steered)
    def _steer(self, event: ZoneInput.Steered) -> None:
        self.query_one(BodyMap).move(event.key)

    @on(BodyMap.CursorMoved)
    def _lit(self, event: BodyMap.CursorMoved) -> None:
        self.row.lit = event.code
        self.row.say(f"Enter takes {self._anatomy.zone(event.code).name}.")

    @on(BodyMap.ZoneChosen)
    def _choose(self, event: BodyMap.ZoneChosen) -> None:
        self.row.restore_zone(event.code)

    @on(InjectedList.VoidAsked)
    def _ask_void(self, event: InjectedList.VoidAsked) -> None:
        self.run_worker(self._void_with_reason(event.injection_id))

    def _log(
        self, entry: InjectionEntry, *, mirror_of: UUID | None = None, injection_id: UUID | None = None
    ) -> None:
        key = injection_id or uuid7(self.context.now())
        self._pending[key] = entry
        self.query_one(BodyMap).current = entry.zone_code
        self.row.lit = ""
        self.set_timer(_SLOW_DISK_SECONDS, self._show_pending)
        self.run_worker(self._logged(key, entry, mirror_of))

    def _show_pending(self) -> None:
        if self._pending and self.session is not None:
            self._show(self.session)

    async def _logged(self, key: UUID, entry: InjectionEntry, mirror_of: UUID | None) -> None:
        fresh = await self.record(
            injections.log_injection,
            injection_id=key,
            entry=entry,
            zone=self._anatomy.zone(entry.zone_code),
            technique=self.context.clinic.protocol.technique(entry.technique_code),
            mirror_of=mirror_of,
            vocabulary_version=self._anatomy.version,
            protocol=self.context.clinic.protocol,
            law=law_of(self.context.clinic) if entry.lot_id else None,
        )
        if fresh is not None:
            self.row.release(key)
            return
        held = self._pending.pop(key, None) is None
        if self.session is not None:
            self._show(self.session)
        if mirror_of is None and not held:
            self.row.take(entry)
            self.row.restore_zone(entry.zone_code)

    def hold(self, inputs: Mapping[str, Any]) -> None:
        """Put an entry back into the row while it is asked why a limit is passed."""
        self._pending.pop(inputs["injection_id"], None)
        if self.session is not None:
            self._show(self.session)
        self.row.hold(inputs["entry"], inputs["injection_id"])

    async def _resume(self, typed: str) -> None:
        """Log the entry that a draft put back, and go on with the reason that was being typed."""
        entry = self.row.whole_entry()
        if entry is not None:
            self.typed_reason = typed
            await self._logged(self.row.entry_id, entry, None)

    async def _void(self, injection_id: UUID, reason: str) -> None:
        await self.record(injections.void_injection, injection_id, reason=reason)

    async def _void_with_reason(self, injection_id: UUID, typed: str = "") -> None:
        reason = await self.app.push_screen_wait(
            Ask(
                "Why is this entry void?",
                "It stays in the record, struck out, with the reason and your name.",
                topic=_void_topic(injection_id),
                suggestions=("Wrong zone", "Wrong amount", "Logged twice", "Not injected"),
                typed=typed,
            )
        )
        if reason:
            await self._void(injection_id, reason)

    @property
    def _single_keys(self) -> dict[str, str]:
        """The actions that a printable key runs while no zone is typed, by that key."""
        commands = (command for command in self.context.commands if command.id in _SINGLE_KEY_COMMANDS)
        return {key: command.action for command in commands for key in command.keys}

    @property
    def _entered(self) -> list[tuple[UUID, InjectionEntry]]:
        """What stands, then what is on its way to the disk: the last of it is what a quick key means.

        Writes are done in the order they were asked for, so an entry on its way can be mirrored or voided.
        """
        standing = self.session.standing_injections if self.session else ()
        return [(one.id, one.entry) for one in standing] + list(self._pending.items())

    def _show(self, session: TreatmentSession) -> None:
        pending = [(entry, self._anatomy.zone(entry.zone_code).name) for entry in self._pending.values()]
        self.query_one(InjectedList).show(session.injections, pending, session.utc_offset)
        self.query_one(BodyMap).density = density(session.injections)
        self.query_one(Totals).session = session

    def _tell(self, sentence: str) -> None:
        self.row.say(sentence, problem=True)

    @property
    def _anatomy(self) -> Anatomy:
        return self.context.clinic.anatomy


def _void_topic(injection_id: UUID) -> str:
    return f"void-{injection_id.hex}"
