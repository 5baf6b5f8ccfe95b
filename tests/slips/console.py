"""The console on the slip screen alone: ``python -m tests.slips.console FOLDER THEME [STEPS KEY …]``.

With a folder for steps it presses the keys itself, each once the file ``seen-N`` of the step before is there,
and says by ``shown-N`` that a step is on the screen: so a terminal can be photographed step by step.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from mesotui.ui.app import MesoApp
from mesotui.ui.context import Opened
from mesotui.ui.screens.slip import SlipScreen
from mesotui.ui.work import Work
from tests.slips.treated import NOW, Treated, reopen

_LOOK_SECONDS = 0.02


def console(treated: Treated, folder: Path, theme: str) -> MesoApp:
    """Make an app whose first screen is the slip of a treated client."""

    def start() -> Opened:
        return Opened(
            work=Work(treated.database, log_folder=None, now=lambda: NOW),
            clinic=treated.clinic,
            now=lambda: NOW,
            screens={
                "today": lambda context, _: SlipScreen(
                    context, treated.session_id, folder=folder / "slips", key_folder=folder
                )
            },
            actor=treated.actor,
            theme=theme,
        )

    return MesoApp(start)


async def settled(pilot: Pilot[Any]) -> SlipScreen:
    """Wait until the slip screen shows what it read and wrote."""
    app = pilot.app
    while not isinstance(app.screen, SlipScreen) or not any(
        text.content for text in app.screen.query("#slip-text").results(Static)
    ):
        await pilot.pause(_LOOK_SECONDS)
    await app.workers.wait_for_complete([worker for worker in app.workers if worker.group.startswith("slip")])
    await pilot.pause()
    return app.screen


def main(folder: Path, theme: str, steps: Path | None, keys: Sequence[str]) -> None:
    """Open the console on a clinic that was made before."""

    async def press_keys(pilot: Pilot[Any]) -> None:
        for number, key in enumerate(("", *keys)):
            await pilot.press(*filter(None, [key]))
            await settled(pilot)
            if steps is not None:
                (steps / f"shown-{number}").touch()
                while not (steps / f"seen-{number}").exists():
                    await asyncio.sleep(_LOOK_SECONDS)
        pilot.app.exit()

    console(reopen(folder), folder, theme).run(auto_pilot=press_keys if steps else None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]) if sys.argv[3:] else None, sys.argv[4:])
