"""What was printed, on which printer, and how that went."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from mesotui.domain.printers import Paper, PrintState
from mesotui.records.tables.keys import SiteKey, author, reference
from mesotui.records.types import UtcDateTime, WordOf

PRINTER_LENGTH = 60
SAYS_LENGTH = 400


class PrintRow(SiteKey, table=True):
    """A print job in one of its states; each new state is a row more, so what was told isn't overwritten."""

    __tablename__ = "print"
    __table_args__ = (
        reference("slip_id", "slip", "fk_print_slip"),
        reference("job_id", "print", "fk_print_job"),
        author("print", "recorded_by"),
        UniqueConstraint("site_id", "slip_id", "position", name="uq_print_position"),
        CheckConstraint("copy_number >= 1", name="ck_print_copy_number"),
    )

    slip_id: UUID
    position: int
    """Its place among the rows of the slip; the first is at 1."""
    job_id: UUID
    """The id of the job's first row."""
    copy_number: int
    printer: str = Field(max_length=PRINTER_LENGTH)
    paper: Paper = Field(sa_type=WordOf(Paper))
    state: PrintState = Field(sa_type=WordOf(PrintState))
    says: str = Field(max_length=SAYS_LENGTH)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    recorded_by: UUID | None = None
    """None from the command line, where nobody is signed in."""
