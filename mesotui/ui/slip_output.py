"""What a slip becomes outside the console: paper by a printer, and files."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from mesotui.domain.errors import Refused
from mesotui.domain.people import Actor
from mesotui.domain.printers import Paper, Printer, PrintJob, PrintState
from mesotui.domain.treatment import GivenSlip
from mesotui.records import printing
from mesotui.slips.content import SlipContent
from mesotui.slips.saving import Saved, save
from mesotui.ui.slip_printing import extent_on, print_slip
from mesotui.ui.work import Work

_USUAL_PAPER = Paper.A5


class SlipOutput:
    """Prints and saves the slip of one screen, and says how that went.

    Args:
        work: the way to the records.
        actor: who hands out.
        printers: those of the clinic, the usual one first.
        folder: where saved slips go.
        now: gives the aware time.
        tell: called whenever there is something new to say.
    """

    def __init__(
        self,
        work: Work,
        actor: Actor,
        printers: Sequence[Printer],
        *,
        folder: Path,
        now: Callable[[], datetime],
        tell: Callable[[], None],
    ) -> None:
        self._work = work
        self._actor = actor
        self.printers = tuple(printers)
        """The one that is printed on first."""
        self._papers = (_USUAL_PAPER, *(paper for paper in Paper if paper is not _USUAL_PAPER))
        self._folder = folder
        self._now = now
        self._tell = tell
        self._printed: PrintJob | None = None
        self._printing: set[str] = set()
        """The codes of the slips that are on their way to a printer."""
        self._saved = ""
        self._saved_code = ""
        self._on_paper = ""

    def is_printed(self, slip: GivenSlip) -> bool:
        """Whether a copy is out or on its way, so that whoever leans on Enter gets no second one."""
        last = self._printed
        is_out = last is not None and last.slip_code == slip.code and last.state is PrintState.SENT
        return slip.code in self._printing or is_out

    def next_printer(self) -> None:
        """Take the next printer, and with it its paper."""
        self.printers = (*self.printers[1:], *self.printers[:1])
        self._tell()

    def next_paper(self) -> None:
        """Take the next paper for the PDF."""
        self._papers = (*self._papers[1:], *self._papers[:1])
        self._on_paper = f"Paper of the PDF: {self._papers[0]}"
        self._tell()

    async def measure(self, slip: SlipContent | GivenSlip) -> None:
        """Say how much of the PDF's paper a slip takes, or why it can't be set."""
        paper = self._papers[0]
        try:
            takes = await asyncio.to_thread(extent_on, slip, paper)
        except Refused as refused:
            takes = str(refused)
        self._on_paper = f"Paper of the PDF: {paper}, {takes}"
        self._tell()

    async def look_up(self, slip: SlipContent | GivenSlip | None) -> None:
        """Read how another slip was printed before; what is being printed tells of itself."""
        self._on_paper = ""
        if slip is not None and slip.code in self._printing:
            return
        self._printed = None
        if isinstance(slip, GivenSlip):
            jobs = await self._work.read("slip-prints", printing.jobs_of, self._actor, slip.id)
            self._printed = jobs[-1] if jobs else None

    async def save(self, slip: SlipContent | GivenSlip | None) -> None:
        """Write a given slip into files.

        Raises:
            Refused: it isn't given yet, or can't be written.
        """
        if slip is None:
            return
        if not isinstance(slip, GivenSlip):
            raise Refused("First record with Enter that the client has the slip; then it can be saved.")
        self._saved = _words(await asyncio.to_thread(save, slip, self._folder, self._papers[0]))
        self._saved_code = slip.code
        # A notice would lie over the code that somebody may just be scanning.
        self._tell()

    def begin_print(self, slip: SlipContent | GivenSlip | None) -> None:
        """Note at once that a print was asked for: it takes a while until it is queued."""
        if slip is not None and self.printers:
            self._printing.add(slip.code)

    async def print(self, slip: SlipContent | GivenSlip | None) -> None:
        """Print a given slip; run this by the app, as ``print_slip`` says.

        Raises:
            Refused: it isn't given yet, there is no printer, or it can't be set.
        """
        try:
            if slip is None:
                return
            if not isinstance(slip, GivenSlip):
                raise Refused("First record with Enter that the client has the slip; then it can be printed.")
            if not self.printers:
                raise Refused("No printer is set up. Add it to printers.toml; the file says how.")
            printer = self.printers[0]
            await print_slip(self._work, self._actor, slip, printer, now=self._now, told=self._note)
        finally:
            if slip is not None:
                self._printing.discard(slip.code)

    def told(self, slip: SlipContent | GivenSlip | None) -> tuple[str, ...]:
        """Say what there is to say of paper and files; empty texts for nothing."""
        is_saved = slip is not None and slip.code == self._saved_code
        return self._on_paper, self._saved if is_saved else "", self._printing_of(slip)

    def _note(self, job: PrintJob) -> None:
        self._printed = job
        self._tell()

    def _printing_of(self, slip: SlipContent | GivenSlip | None) -> str:
        """Say how a slip's last print went, or where it would be printed; empty where it can't be."""
        if not isinstance(slip, GivenSlip):
            return ""
        printed, printers = self._printed, self.printers
        if printed is None or printed.slip_code != slip.code:
            return f"Printer: {printers[0].name}, {printers[0].profile.paper}" if printers else ""
        if printed.state is not PrintState.QUEUED:
            return f"Copy {printed.copy}: {printed.says}"
        if slip.code in self._printing:
            return f"Copy {printed.copy} is queued for {printed.printer} …"
        since = f"{printed.queued_at.astimezone():%d.%m.%Y %H:%M}"
        return (
            f"Copy {printed.copy} was queued for {printed.printer} at {since}; how it went isn't known."
            " Look whether it came out; if not, print again."
        )


def _words(saved: Saved) -> str:
    named = f"Saved in {saved.files[0].parent}: {', '.join(file.name for file in saved.files)}"
    return f"{named}. No PDF: {saved.no_pdf}" if saved.no_pdf else named
