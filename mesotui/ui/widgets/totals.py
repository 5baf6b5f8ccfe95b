"""What was given in all, against the clinic's limits, and how evenly."""

from decimal import Decimal

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from mesotui.domain.coverage import distribution
from mesotui.domain.dosage import AgentDose, agent_doses
from mesotui.domain.dose import plain, trimmed
from mesotui.domain.limits import passed_limits, unknown_weight
from mesotui.domain.protocol import Protocol
from mesotui.domain.treatment import TreatmentSession
from mesotui.ui.record_lines import passed_words

_BAR_CELLS = 3
_LINES = 4
_BETWEEN = " · "


class Totals(Widget):
    """Totals in words and numbers; what is beyond a limit is told, with its source."""

    session: reactive[TreatmentSession | None] = reactive(None)

    def __init__(self, protocol: Protocol, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._protocol = protocol

    def render(self) -> Content:
        """Draw the sums, then what is beyond a limit, then what can't be checked and the distribution.

        There are as many lines as there is room for: the last one tells what had none.
        """
        if self.session is None:
            return Content("")
        width = self.content_size.width or 80
        room = self.content_size.height or _LINES
        lines = _packed([self._volume(self.session), *self._doses(self.session)], width)
        for passed in passed_limits(self.session, self._protocol):
            told = Content.styled(passed_words(passed), "$danger bold" if passed.never else "$warn")
            lines += told.wrap(width) if told.cell_length > width else [told]
        lines += _packed(self._unchecked(self.session), width)
        spread = _packed(_distribution(self.session), width)
        lines += spread[: max(0, room - len(lines))]
        if len(lines) > room:
            more = Content.styled(f"… and {len(lines) - room + 1} lines more under limits", "$quiet")
            lines = [*lines[: room - 1], more]
        return Content("\n").join(lines)

    def _volume(self, session: TreatmentSession) -> Content:
        limit, standing = self._protocol.limits.session_volume_ml, len(session.standing_injections)
        return Content.assemble(
            _sum(plain(session.volume_ml), session.volume_ml, limit.value, "mL"),
            (f"  {standing} {'entry' if standing == 1 else 'entries'}", "$quiet"),
        )

    def _doses(self, session: TreatmentSession) -> list[Content]:
        doses = agent_doses(session, self._protocol)
        return [_dose(dose) for dose in doses if dose.ceiling or dose.injected_mg or dose.unknown]

    def _unchecked(self, session: TreatmentSession) -> list[Content]:
        unknown = unknown_weight(session) if agent_doses(session, self._protocol) else ""
        return [Content.styled(unknown, "$warn")] if unknown else []


def _distribution(session: TreatmentSession) -> list[Content]:
    spread = distribution(session.standing_injections)
    if not spread.sentence:
        return []
    numbers = f"L/R {_share(spread.balance)} · even {_share(spread.evenness)}"
    return [Content.styled(numbers, "bold"), Content.styled(spread.sentence, "$quiet")]


def _dose(dose: AgentDose) -> Content:
    given = trimmed(dose.injected_mg) + (f" + {trimmed(dose.on_skin_mg)} skin" if dose.on_skin_mg else "")
    at_least = "at least " if dose.unknown else ""
    if dose.ceiling is None:
        return Content(f"{dose.agent} {at_least}{given} mg")
    return Content.assemble(
        f"{dose.agent} {at_least}", _sum(given, dose.total_mg, dose.ceiling.mg.quantize(Decimal(1)), "mg")
    )


def _sum(told: str, given: Decimal, limit: Decimal, unit: str) -> Content:
    style = "$warn" if given > limit else "$accent"
    return Content.assemble(
        (told, "$warn bold" if given > limit else "bold"),
        f" of {trimmed(limit)} {unit} ",
        (_bar(given / limit), style),
    )


def _packed(pieces: list[Content], width: int) -> list[Content]:
    """Set pieces side by side, as many on a line as fit whole."""
    lines: list[Content] = []
    for piece in pieces:
        if lines and lines[-1].cell_length + len(_BETWEEN) + piece.cell_length <= width:
            lines[-1] = lines[-1] + Content(_BETWEEN) + piece
        elif piece.cell_length > width:
            lines += piece.wrap(width)
        else:
            lines.append(piece)
    return lines


def _bar(share: Decimal) -> str:
    filled = min(_BAR_CELLS, int(share * _BAR_CELLS + Decimal("0.5")))
    return "▇" * filled + "▁" * (_BAR_CELLS - filled)


def _share(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}"
