"""The tables, by area. Importing this package makes the metadata whole."""

from sqlmodel import SQLModel

from mesotui.records.tables.applied import AppliedLotRow
from mesotui.records.tables.approvals import TextApprovalRow
from mesotui.records.tables.consents import ConsentConfirmationRow, ConsentRow, ConsentTextRow
from mesotui.records.tables.keys import limit_texts
from mesotui.records.tables.mixes import (
    BatchEventRow,
    BatchPartRow,
    BatchRow,
    MixAnswerRow,
    RecipePartRow,
    RecipeRow,
    RecipeVersionRow,
)
from mesotui.records.tables.people import (
    AlertRow,
    AppointmentRow,
    ClientRow,
    ClientTermRow,
    RoomRow,
    SiteHeadRow,
    SiteRow,
    StaffRow,
)
from mesotui.records.tables.printing import PrintRow
from mesotui.records.tables.screening import ScreeningAnswerRow, ScreeningDecisionRow
from mesotui.records.tables.sessions import (
    DraftRow,
    InterruptionRow,
    NoteRow,
    PhaseRow,
    RoomClockRow,
    SessionRow,
    SlipRow,
)
from mesotui.records.tables.slip_keys import SlipKeyRow, SlipKeyTrustRow
from mesotui.records.tables.staff_keys import StaffKeyRow
from mesotui.records.tables.stock import (
    DayLotRow,
    InjectionComponentRow,
    LotRow,
    ProductGtinRow,
    ProductRow,
    ProductVersionRow,
    RecallContactRow,
    StockMovementRow,
    VialRow,
)
from mesotui.records.tables.treatment import (
    AnaestheticRow,
    AntisepsisRow,
    FindingRow,
    InjectionRow,
    LimitReasonRow,
    ObservationRow,
)

limit_texts(SQLModel.metadata)

__all__ = [
    "AlertRow",
    "AnaestheticRow",
    "AntisepsisRow",
    "AppliedLotRow",
    "AppointmentRow",
    "BatchEventRow",
    "BatchPartRow",
    "BatchRow",
    "ClientRow",
    "ClientTermRow",
    "ConsentConfirmationRow",
    "ConsentRow",
    "ConsentTextRow",
    "DayLotRow",
    "DraftRow",
    "FindingRow",
    "InjectionComponentRow",
    "InjectionRow",
    "InterruptionRow",
    "LimitReasonRow",
    "LotRow",
    "MixAnswerRow",
    "NoteRow",
    "ObservationRow",
    "PhaseRow",
    "PrintRow",
    "ProductGtinRow",
    "ProductRow",
    "ProductVersionRow",
    "RecallContactRow",
    "RecipePartRow",
    "RecipeRow",
    "RecipeVersionRow",
    "RoomClockRow",
    "RoomRow",
    "ScreeningAnswerRow",
    "ScreeningDecisionRow",
    "SessionRow",
    "SiteHeadRow",
    "SiteRow",
    "SlipKeyRow",
    "SlipKeyTrustRow",
    "SlipRow",
    "StaffKeyRow",
    "StaffRow",
    "StockMovementRow",
    "TextApprovalRow",
    "VialRow",
]
