"""What ``aftercare`` and ``consent`` run. Nothing is imported here that takes time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from mesotui.bootstrap import Options
    from mesotui.cli_texts import Kind

    Verb = Callable[[Options, Namespace, Callable[[str], str], datetime], int]


def _kind(chosen: Namespace) -> Kind:
    if chosen.verb.startswith("consent"):
        from mesotui.cli_consent import CONSENT

        return CONSENT
    from mesotui.cli_aftercare import AFTERCARE

    return AFTERCARE


def _list(options: Options, chosen: Namespace, _pins: Callable[[str], str], _now: datetime) -> int:
    from mesotui.cli_texts import list_texts

    return list_texts(options, _kind(chosen), as_json=chosen.json)


def _approve(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_texts import approve_text

    return approve_text(options, _kind(chosen), chosen.language, login=chosen.acting, pins=pins, now=now)


def _aftercare_show(options: Options, chosen: Namespace, _pins: Callable[[str], str], _now: datetime) -> int:
    from mesotui.cli_aftercare import show_text

    return show_text(options, chosen.language)


def _consent_show(options: Options, chosen: Namespace, _pins: Callable[[str], str], _now: datetime) -> int:
    from mesotui.cli_consent import show_text

    return show_text(options, chosen.language)


def _consent_text(options: Options, chosen: Namespace, _pins: Callable[[str], str], _now: datetime) -> int:
    from mesotui.cli_consent import print_kept

    return print_kept(options, chosen.sha256)


VERBS: Mapping[str, Verb] = {
    "aftercare list": _list,
    "aftercare show": _aftercare_show,
    "aftercare approve": _approve,
    "consent list": _list,
    "consent show": _consent_show,
    "consent text": _consent_text,
    "consent approve": _approve,
}
"""By what stands on the command line."""
