"""What widgets ask when they want to know how much the terminal can show."""

import io
from typing import Any, cast

from rich.console import Console
from typing_extensions import override

from mesotui.ui.terminal_kind import TerminalKind


class _Nowhere(io.StringIO):
    """Where Rich writes what nobody reads; it asks only in which encoding."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    @override
    def isatty(self) -> bool:
        return True


def console_of(kind: TerminalKind) -> Console:
    """Make the Rich console by which widgets learn what the terminal can show."""
    return Console(
        color_system=cast("Any", kind.colour_system),
        file=_Nowhere(kind.encoding),
        highlight=False,
        emoji=False,
        legacy_windows=False,
        force_terminal=True,
        safe_box=False,
        soft_wrap=False,
    )
