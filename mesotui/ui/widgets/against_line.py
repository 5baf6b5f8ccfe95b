"""What speaks against what was used or is about to be, in a line or two above the keys."""

from collections.abc import Sequence

from textual.content import Content

from mesotui.domain.interactions import Contents
from mesotui.domain.protocol import Protocol
from mesotui.domain.treatment import TreatmentSession
from mesotui.ui.interaction_lines import lines_against
from mesotui.ui.widgets.packing import whole_pieces
from mesotui.ui.widgets.steady import Steady

_LINES = 2
"""How much room it may take; the rest is one key away."""


class AgainstLine(Steady):
    """Takes no room while nothing speaks against anything."""

    def show(
        self, session: TreatmentSession | None, about_to: Sequence[Contents], protocol: Protocol
    ) -> None:
        """Tell what speaks against what a session used, and against what is about to be used."""
        told = lines_against(session, about_to, protocol) if session else []
        self.display = bool(told)
        lines = whole_pieces(told, max(20, self.app.size.width - 2), _LINES, "   ")
        self.tell(Content("\n").join(lines))
