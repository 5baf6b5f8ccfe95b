"""The console on the slip screen alone: ``python -m tests.slips.console FOLDER THEME``."""

import sys
from pathlib import Path

from mesotui.ui.app import MesoApp
from mesotui.ui.context import Opened
from mesotui.ui.screens.slip import SlipScreen
from mesotui.ui.work import Work
from tests.slips.treated import NOW, Treated, treat


def console(treated: Treated, folder: Path, theme: str) -> MesoApp:
    """Make an app whose first screen is the slip of a treated client."""

    def start() -> Opened:
        return Opened(
            work=Work(treated.database, log_folder=None, now=lambda: NOW),
            clinic=treated.clinic,
            now=lambda: NOW,
            screens={
                "today": lambda context, _: SlipScreen(context, treated.session_id, folder=folder / "slips")
            },
            actor=treated.actor,
            theme=theme,
        )

    return MesoApp(start)


def main(folder: Path, theme: str) -> None:
    console(treat(folder), folder, theme).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
