"""What ``mix`` runs. Nothing is imported here that takes time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from mesotui.bootstrap import Options

    Verb = Callable[[Options, Namespace, Callable[[str], str], datetime], int]


def _list(options: Options, chosen: Namespace, _pins: Callable[[str], str], _now: datetime) -> int:
    from mesotui.cli_mix import list_mixes

    return list_mixes(options, limit=chosen.limit, as_json=chosen.json)


def _show(options: Options, chosen: Namespace, _pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_mix import show_mix

    return show_mix(options, chosen.mix, as_json=chosen.json, now=now)


def _recipes(options: Options, chosen: Namespace, _pins: Callable[[str], str], _now: datetime) -> int:
    from mesotui.cli_mix import list_recipes

    return list_recipes(options, as_json=chosen.json)


def _save_recipe(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_mix import save_recipe

    return save_recipe(options, chosen, pins, now=now)


def _make(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_mix import make_mix

    return make_mix(options, chosen, pins, now=now)


def _check(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_mix import check_mix

    return check_mix(options, chosen, pins, now=now)


def _discard(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_mix import discard_mix

    return discard_mix(options, chosen, pins, now=now)


MIX_VERBS: Mapping[str, Verb] = {
    "mix list": _list,
    "mix show": _show,
    "mix recipes": _recipes,
    "mix recipe add": _save_recipe,
    "mix recipe change": _save_recipe,
    "mix make": _make,
    "mix check": _check,
    "mix discard": _discard,
}
"""What each of them runs."""
