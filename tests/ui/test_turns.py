"""Keys act in the order in which they were pressed, however fast they come."""

import asyncio

from textual import events
from textual.widgets import Input

from mesotui.ui.app import MesoApp
from mesotui.ui.context import Opened
from mesotui.ui.modals.help import Help
from tests.ui.conftest import FakeDatabase
from tests.ui.test_app import Place, Today, opened, place_of, settled

__all__ = ["opened"]  # a fixture


def press(app: MesoApp, *keys: str) -> None:
    """Press keys all at once, as a slow line delivers them."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_esc_before_f1_leaves_the_screen_and_not_the_help(opened: Opened) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test():
        await settled(app, Today)
        await app.go("clients")
        press(app, "escape", "f1")
        await settled(app, Help)
        assert [type(screen) for screen in app.screen_stack[1:]] == [Today, Help]


async def test_what_is_typed_behind_a_move_goes_to_the_new_screen(
    opened: Opened, database: FakeDatabase
) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        await settled(app, Today)
        press(app, "a", "f3", "b", "f9", "c")
        place = await settled(app, Place)
        assert isinstance(place, Place)
        await pilot.pause()
        assert place.query_one(Input).value == "bc"
        assert place.heard == ["next step"]
        today = app.screen_stack[1]
        assert today.query_one(Input).value == "a"


async def test_keys_do_not_wait_for_a_move_that_never_ends(opened: Opened) -> None:
    app = MesoApp(lambda: opened)
    async with app.run_test() as pilot:
        await settled(app, Today)
        app.move(asyncio.sleep(1000))
        press(app, "x")
        await pilot.pause()
        today = place_of(app)
        assert today.query_one(Input).value == ""
        for _ in range(500):
            await pilot.pause(0.01)
            if today.query_one(Input).value == "x":
                break
        assert today.query_one(Input).value == "x"
        app.workers.cancel_all()
