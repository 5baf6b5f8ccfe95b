"""When a console looks for garbage."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from mesotui.ui import tidying


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_what_was_loaded_is_never_looked_through_again_and_all_of_the_rest_seldom() -> None:
    gc.disable()
    tidying.begin()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[2] >= 100


async def test_it_is_looked_through_once_nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "_REST_SECONDS", 0.02)
    collected = asyncio.Event()
    monkeypatch.setattr(gc, "collect", collected.set)
    keeper = tidying.Tidying()
    for _ in range(5):
        keeper.put_off()
        await asyncio.sleep(0)
        assert not collected.is_set()
    await asyncio.wait_for(collected.wait(), 30)
