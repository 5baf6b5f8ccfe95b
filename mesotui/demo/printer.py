"""The demo clinic's printer: a virtual one, whose slips come out as pictures in the demo's folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from mesotui import clinic
from mesotui.slips.raster import Raster
from mesotui.slips.virtual_printer import VirtualPrinter

NAME = "demo"
FOLDER = "printed"
_PROFILE = "80mm"
_MARK = "# The demo's own printer, written anew whenever the demo is opened.\n"
_DOTS_PER_INCH = 203.2


@contextmanager
def demo_printer(folder: Path) -> Iterator[VirtualPrinter]:
    """Switch the demo's printer on, and let the demo clinic know it.

    Args:
        folder: the demo clinic's; a ``printers.toml`` that somebody else put there is left alone.
    """
    with VirtualPrinter(on_print=_keep_in(folder / FOLDER)) as printer:
        own = folder / "clinic" / "printers.toml"
        if not own.exists() or own.read_text(encoding="utf-8").startswith(_MARK):
            own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            own.write_text(_MARK + _shipped() + _named(printer.connection), encoding="utf-8")
        yield printer


def _shipped() -> str:
    return (Path(clinic.__file__).parent / "printers.toml").read_text(encoding="utf-8")


def _named(connection: str) -> str:
    return f'\n[[printer]]\nname = "{NAME}"\nprofile = "{_PROFILE}"\nconnection = "{connection}"\n'


def _keep_in(folder: Path) -> Callable[[Raster], None]:
    def keep(page: Raster) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = (folder / f"slip-{number}.png" for number in count(1))
        next(name for name in names if not name.exists()).write_bytes(page.png(_DOTS_PER_INCH))

    return keep
