"""Where things are on this machine: the clinic's folder and the style sheets."""

import os
from collections.abc import Mapping
from pathlib import Path

DATA_VARIABLE = "MESOTUI_DATA"
"""The environment variable that names the clinic's folder when ``--data`` does not."""


def data_folder(chosen: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Give the clinic's folder; it may not exist yet.

    Args:
        chosen: what ``--data`` said; it wins.
        environ: the environment, read for ``MESOTUI_DATA``.
    """
    if chosen is not None:
        return chosen.expanduser().absolute()
    if named := environ.get(DATA_VARIABLE):
        return Path(named).expanduser().absolute()
    import platformdirs

    return platformdirs.user_data_path("mesotui", appauthor=False)


def settings_file(folder: Path) -> Path:
    """Give the clinic's settings; the file may not exist."""
    return folder / "mesotui.toml"


def log_folder(folder: Path) -> Path:
    """Give the folder of the fault reports; it may not exist yet."""
    return folder / "log"


def styles_dir() -> Path:
    """Give the folder of the style sheets: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "styles"
    return installed if installed.is_dir() else package.parent / "styles"
