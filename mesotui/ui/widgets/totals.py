"""What was injected in all, against the clinic's limit, and how evenly."""

from decimal import Decimal

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from mesotui.domain.anatomy import Anatomy
from mesotui.domain.coverage import distribution
from mesotui.domain.dose import plain, trimmed, zone_volumes_ml
from mesotui.domain.protocol import Limits
from mesotui.domain.treatment import Injection

_BAR_CELLS = 8


class Totals(Widget):
    """Totals in words and numbers; what is beyond a limit is told, with its source."""

    injections: reactive[tuple[Injection, ...]] = reactive(())

    def __init__(self, limits: Limits, anatomy: Anatomy, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._limits = limits
        self._anatomy = anatomy

    def render(self) -> Content:
        """Draw the volume, then what is beyond a limit, then the distribution."""
        standing = [injection for injection in self.injections if injection.counts]
        volume = sum((injection.volume_ml for injection in standing), Decimal(0))
        limit = self._limits.session_volume_ml
        style = "$warn bold" if volume > limit.value else "bold"
        lines = [
            Content.assemble(
                (plain(volume), style),
                f" of {trimmed(limit.value)} mL ",
                (_bar(volume / limit.value), "$warn" if volume > limit.value else "$accent"),
                (f"  {len(standing)} {'entry' if len(standing) == 1 else 'entries'}", "$quiet"),
            )
        ]
        lines += [Content.styled(sentence, "$warn") for sentence in self._beyond(volume)]
        spread = distribution(standing)
        if spread.sentence:
            numbers = f"L/R {_share(spread.balance)} · even {_share(spread.evenness)}  "
            lines.append(Content.assemble((numbers, "bold"), (spread.sentence, "$quiet")))
        return Content("\n").join(lines)

    def _beyond(self, volume: Decimal) -> list[str]:
        limits = self._limits
        beyond = []
        if volume > limits.session_volume_ml.value:
            figure = limits.session_volume_ml
            beyond.append(f"▲ Above {trimmed(figure.value)} mL a session (source {figure.source})")
        for code, zone_ml in zone_volumes_ml(self.injections).items():
            if zone_ml > limits.zone_volume_ml.value:
                figure = limits.zone_volume_ml
                name = self._anatomy.zone(code).name
                beyond.append(f"▲ {name} above {trimmed(figure.value)} mL a zone (source {figure.source})")
        return beyond


def _bar(share: Decimal) -> str:
    filled = min(_BAR_CELLS, int(share * _BAR_CELLS + Decimal("0.5")))
    return "▇" * filled + "▁" * (_BAR_CELLS - filled)


def _share(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}"
