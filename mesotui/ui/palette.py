"""The command palette: the registry's commands that work now, and the themes; nothing else."""

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from mesotui.ui import themes
from mesotui.ui.keymap import shown


class CommandsOfRegistry(Provider):
    """Offers what the keys of the screen below would do."""

    async def discover(self) -> Hits:
        """Give all of it, before anything is typed."""
        for text, help_text, run in self._offers():
            yield DiscoveryHit(text, run, help=help_text)

    async def search(self, query: str) -> Hits:
        """Give what matches, best first."""
        matcher = self.matcher(query)
        for text, help_text, run in self._offers():
            if (score := matcher.match(text)) > 0:
                yield Hit(score, matcher.highlight(text), run, help=help_text)

    def _offers(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        seen: set[str] = set()
        for node, binding, enabled, help_text in self.screen.active_bindings.values():
            known = binding.id is not None and binding.id not in seen
            if not known or not enabled or binding.action == "palette" or "(" in binding.action:
                continue
            seen.add(str(binding.id))
            text = f"{binding.description[:1].upper()}{binding.description[1:]}  {shown(binding.key)}"
            yield text, help_text, partial(self.app.run_action, binding.action, node)
        for theme in themes.THEMES:
            yield (
                f"Theme {theme.name}",
                "Change the colours.",
                partial(setattr, self.app, "theme", theme.name),
            )
