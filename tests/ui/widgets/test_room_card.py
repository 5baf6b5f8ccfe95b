"""A room's card says everything at any width, and ticks without repainting what stays."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from mesotui.domain.clocks import Clock, ClockKind
from mesotui.domain.people import Alert, AlertKind, Client, Role, Room, Staff
from mesotui.domain.treatment import Status, Step, TreatmentSession
from mesotui.ui.themes import DEFAULT, THEMES
from mesotui.ui.widgets.columns import Column, Row
from mesotui.ui.widgets.room_card import RoomCard, RoomState
from tests.ui.console import seen

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOM = Room(id=UUID(int=1), name="Room 1")
ALLERGY = "chlorhexidine, and every dressing that is held by an acrylic adhesive"


def _state() -> RoomState:
    client = Client(
        id=UUID(int=2),
        family_name="Martin",
        given_name="Léa",
        birth_date=date(1985, 3, 12),
        alerts=(Alert(id=UUID(int=3), kind=AlertKind.ALLERGY, text=ALLERGY),),
    )
    session = TreatmentSession(
        id=UUID(int=4),
        client=client,
        room=ROOM,
        practitioner=Staff(id=UUID(int=5), login="a", name="A. Ruiz", role=Role.PRACTITIONER),
        status=Status.OPEN,
        step=Step.ANAESTHETIC,
        number=1,
        started_at=NOON,
        ended_at=None,
        end_reason="",
        utc_offset=timedelta(0),
        target_minutes=(30, 60),
    )
    clocks = (
        Clock(
            kind=ClockKind.SESSION,
            label="Session",
            started_at=NOON,
            minimum=timedelta(minutes=30),
            maximum=timedelta(minutes=60),
        ),
        Clock(kind=ClockKind.ANAESTHETIC, label="Lidocaine", started_at=NOON, minimum=timedelta(minutes=60)),
    )
    return RoomState(room=ROOM, session=session, clocks=clocks)


class _Cards(App[None]):
    def __init__(self, state: RoomState) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT
        self.card = RoomCard(state, NOON)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(THEMES[0].variables)

    def compose(self) -> ComposeResult:
        yield self.card


@pytest.mark.parametrize("width", [52, 80, 160])
async def test_an_allergy_and_the_clocks_are_whole_at_any_width(width: int) -> None:
    app = _Cards(_state())
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        words = " ".join(seen(app).split())

    assert f"▲ ALLERGY {ALLERGY}" in words
    assert "MARTIN Léa 1985" in words
    assert "0:00 of 30–60 min" in words
    assert "ready in 1:00:00" in words


async def test_a_tick_shows_the_new_time_and_a_free_room_its_freedom() -> None:
    app = _Cards(_state())
    async with app.run_test(size=(100, 24)) as pilot:
        app.card.tick(NOON + timedelta(seconds=31))
        await pilot.pause()
        assert "ready in 59:29" in seen(app)
        app.card.show(RoomState(room=ROOM), NOON)
        await pilot.pause()
        shown = seen(app)

    assert "free" in shown
    assert "MARTIN" not in shown


async def test_the_chosen_room_is_told_by_a_sign() -> None:
    app = _Cards(_state())
    async with app.run_test(size=(100, 24)) as pilot:
        assert "› Room 1" not in seen(app)
        app.card.is_chosen = True
        await pilot.pause()
        assert "› Room 1" in seen(app)


def test_cells_stand_in_columns_and_rows_are_never_wider_than_asked() -> None:
    columns = (Column(width=6, grows=1), Column(width=4), Column(width=6, drops_below=30))
    short = Row(columns, (Content("Ann"), Content("1985"), Content("latex")))
    long = Row(columns, (Content("Papadopoulou"), Content("1958"), Content("")))

    assert [short.line(20).plain, long.line(20).plain] == ["Ann             1985", "Papadopoulou    1958"]
    assert long.line(12).plain == "Papado… 1958"
    assert short.line(40).plain.index("1985") == long.line(40).plain.index("1958")
    assert short.marked("› ").line(20).plain.startswith("› Ann")
    assert {row.line(width).cell_length for row in (short, long) for width in (20, 33)} == {20, 33}
