"""The command palette: the registry's commands that work now, and the themes; nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from mesotui.ui import themes
from mesotui.ui.keymap import Command


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the palette."""

    text: str
    help: str
    run: Callable[[], object]


@runtime_checkable
class OffersCommands(Protocol):
    """An app that remembers what worked on the screen below when the palette was opened."""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What the palette offers, in its order."""
        ...


def offers_on(screen: Screen[object], commands: Iterable[Command]) -> tuple[Offer, ...]:
    """Give what a screen's keys would do now, in the registry's order, and the themes.

    Commands that need the digit that was pressed are left out.
    """
    active = {entry.binding.id: entry for entry in screen.active_bindings.values() if entry.enabled}
    found = []
    for command in commands:
        entry = active.get(command.id)
        if entry is not None and not command.numbered and command.action != "palette":
            text = f"{command.label[:1].upper()}{command.label[1:]}  {command.shown_key}"
            found.append(
                Offer(text, command.help, partial(screen.app.run_action, entry.binding.action, entry.node))
            )
    colours = [
        Offer(f"Theme {theme.name}", "Change the colours.", partial(setattr, screen.app, "theme", theme.name))
        for theme in themes.THEMES
    ]
    return (*found, *colours)


class CommandsOfRegistry(Provider):
    """Offers what the keys of the screen below would do."""

    async def discover(self) -> Hits:
        """Give all of it, before anything is typed."""
        for offer in self._offers():
            yield DiscoveryHit(offer.text, offer.run, help=offer.help)

    async def search(self, query: str) -> Hits:
        """Give what matches, best first."""
        matcher = self.matcher(query)
        for offer in self._offers():
            if (score := matcher.match(offer.text)) > 0:
                yield Hit(score, matcher.highlight(offer.text), offer.run, help=offer.help)

    def _offers(self) -> tuple[Offer, ...]:
        return self.app.offers if isinstance(self.app, OffersCommands) else ()
