"""Reads what the source ids beside the clinic's numbers stand for."""

from collections.abc import Callable, Mapping
from pathlib import Path

from mesotui.clinic.reading import read_toml


def load_sources(find: Callable[[str], Path]) -> Mapping[str, str]:
    """Read the sources by id.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(find("sources.toml"))
    document.only("sources")
    table = document.table("sources")
    return {name: table.text(name) for name in table.row}
