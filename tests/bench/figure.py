"""One line of a bench's table: what was measured, the ratio, the budget, and whether it is met."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table."""

    what: str
    measured: str
    value: float
    budget: float
    unit: str

    @property
    def line(self) -> str:
        """The line, with its verdict."""
        verdict = "met" if self.value <= self.budget else "MISSED"
        return (
            f"{self.what:<52} {self.measured:>32}   {self.value:7.2f} {self.unit:<7}"
            f" at most {self.budget:<5g} {verdict}"
        )


def ratio(what: str, seconds: float, bare: float, budget: float, *, beside: str = "bare") -> Figure:
    """Compare a time with what something else needed in the same minutes."""
    measured = f"{1000 * seconds:.1f} ms, {beside} {1000 * bare:.1f} ms"
    return Figure(what=what, measured=measured, value=seconds / bare, budget=budget, unit=f"× {beside}")


@contextmanager
def folder_beside_home() -> Iterator[Path]:
    """Give a folder on the disk of the home, not in memory, for as long as it is needed."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as name:
        yield Path(name)
