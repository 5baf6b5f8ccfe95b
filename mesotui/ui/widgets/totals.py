"""What was given in all, against the clinic's limits, and how evenly."""

from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from mesotui.domain.coverage import distribution
from mesotui.domain.dosage import AgentDose, agent_doses
from mesotui.domain.dose import plain, trimmed, zone_volumes_ml
from mesotui.domain.limits import OnSkin, on_skin, passed_limits, unknown_weight
from mesotui.domain.protocol import Figure, Protocol
from mesotui.domain.treatment import TreatmentSession
from mesotui.ui.record_lines import passed_words
from mesotui.ui.widgets.packing import fitting, packed

_BAR_CELLS = 3
_LINES = 4


class Totals(Widget):
    """Totals in words and numbers; what is beyond a limit is told, with its source."""

    session: reactive[TreatmentSession | None] = reactive(None)
    now: reactive[datetime | None] = reactive(None, repaint=False)
    """Until when what is on the skin counts; painted when a minute more is over."""

    def __init__(self, protocol: Protocol, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._protocol = protocol
        self._minutes: tuple[int, ...] = ()

    def watch_now(self) -> None:
        """Paint what counts minutes."""
        minutes = tuple(skin.minutes for skin in self._on_skin())
        if minutes != self._minutes:
            self._minutes = minutes
            self.refresh()

    def render(self) -> Content:
        """Draw the sums, then what is beyond a limit, then what can't be checked and the distribution.

        There are as many lines as there is room for: the last one tells what had none.
        """
        if self.session is None:
            return Content("")
        width = self.content_size.width or 80
        room = self.content_size.height or _LINES
        pieces = [self._volume(self.session), *self._zone(self.session), *self._doses(self.session)]
        lines = packed(pieces, width)
        for passed in passed_limits(self.session, self._protocol, now=self.now):
            told = Content.styled(passed_words(passed), "$danger bold" if passed.never else "$warn")
            lines += told.wrap(width) if told.cell_length > width else [told]
        lines += packed([*map(_skin, self._on_skin()), *self._unchecked(self.session)], width)
        spread = packed(_distribution(self.session), width)
        lines += spread[: max(0, room - len(lines))]
        return Content("\n").join(fitting(lines, room))

    def _volume(self, session: TreatmentSession) -> Content:
        limit, standing = self._protocol.limits.session_volume_ml, len(session.standing_injections)
        return Content.assemble(
            _sum(plain(session.volume_ml), session.volume_ml, limit.value, "mL"),
            (f"  {standing} {'entry' if standing == 1 else 'entries'}", "$quiet"),
        )

    def _zone(self, session: TreatmentSession) -> list[Content]:
        """Tell of the zone that was injected last: it is the one that goes on."""
        if not session.standing_injections:
            return []
        last, limit = session.standing_injections[-1], self._protocol.limits.zone_volume_ml
        volume = zone_volumes_ml(session.injections)[last.entry.zone_code]
        return [Content(f"{last.entry.zone_code} ") + _measured(volume, limit, "mL", plain)]

    def _doses(self, session: TreatmentSession) -> list[Content]:
        doses = agent_doses(session, self._protocol)
        shown = [dose for dose in doses if dose.ceiling or dose.injected_mg or dose.unknown]
        return [piece for dose in shown for piece in _dose(dose, session.weight_kg)]

    def _on_skin(self) -> tuple[OnSkin, ...]:
        return on_skin(self.session, self._protocol, self.now) if self.session else ()

    def _unchecked(self, session: TreatmentSession) -> list[Content]:
        unknown = unknown_weight(session) if agent_doses(session, self._protocol) else ""
        return [Content.styled(unknown, "$warn")] if unknown else []


def _distribution(session: TreatmentSession) -> list[Content]:
    spread = distribution(session.standing_injections)
    if not spread.sentence:
        return []
    numbers = f"L/R {_share(spread.balance)} · even {_share(spread.evenness)}"
    return [Content.styled(numbers, "bold"), Content.styled(spread.sentence, "$quiet")]


def _dose(dose: AgentDose, weight_kg: Decimal | None) -> list[Content]:
    given = trimmed(dose.injected_mg) + (f" + {trimmed(dose.on_skin_mg)} skin" if dose.on_skin_mg else "")
    named = f"{dose.agent} {'at least ' if dose.unknown else ''}"
    if dose.ceiling is None:
        told = Content(f"{named}{given} mg")
    else:
        limit = dose.ceiling.mg.quantize(Decimal(1), ROUND_DOWN)
        told = Content(named) + _sum(given, dose.total_mg, limit, "mg")
    if not weight_kg:
        return [told]
    per_kg = dose.ceiling.figure if dose.ceiling and dose.ceiling.per_kg else None
    return [told, Content("= ") + _measured(round(dose.total_mg / weight_kg, 2), per_kg, "mg/kg")]


def _skin(on: OnSkin) -> Content:
    """Write g, cm² and minutes of a product on the skin, each beside the label's most."""
    parts = [
        _measured(amount, most, unit)
        for amount, most, unit in (
            (on.amount_g, on.band.maximum_g, "g"),
            (on.area_cm2, on.band.maximum_cm2, "cm²"),
            (Decimal(on.minutes), on.band.maximum_minutes, "min"),
        )
        if amount is not None
    ]
    return Content(f"{on.name} ") + Content(", ").join(parts)


def _measured(
    amount: Decimal, most: Figure | None, unit: str, written: Callable[[Decimal], str] = trimmed
) -> Content:
    style = "$warn bold" if most and amount > most.value else "bold"
    return Content.assemble(
        (written(amount), style), f" of {trimmed(most.value)} {unit}" if most else f" {unit}"
    )


def _sum(told: str, given: Decimal, limit: Decimal, unit: str) -> Content:
    style = "$warn" if given > limit else "$accent"
    return Content.assemble(
        (told, "$warn bold" if given > limit else "bold"),
        f" of {trimmed(limit)} {unit} ",
        (_bar(given / limit), style),
    )


def _bar(share: Decimal) -> str:
    filled = min(_BAR_CELLS, int(share * _BAR_CELLS + Decimal("0.5")))
    return "▇" * filled + "▁" * (_BAR_CELLS - filled)


def _share(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}"
