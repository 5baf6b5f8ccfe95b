"""What ``stock`` and ``recall`` run. Nothing is imported here that takes time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from mesotui.bootstrap import Options

    Verb = Callable[[Options, Namespace, Callable[[str], str], datetime], int]


def _list(options: Options, chosen: Namespace, _pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_stock import list_stock

    return list_stock(options, everything=chosen.all, as_json=chosen.json, now=now)


def _show(options: Options, chosen: Namespace, _pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_stock import LotNamed, show_lot

    return show_lot(options, LotNamed(chosen.lot, chosen.product), as_json=chosen.json, now=now)


def _move(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_stock import move

    return move(options, chosen, pins, now=now)


def _scan(options: Options, chosen: Namespace, _pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_scan import scan

    return scan(options, chosen.code, as_json=chosen.json, now=now)


def _sheet(_options: Options, chosen: Namespace, _pins: Callable[[str], str], _now: datetime) -> int:
    from mesotui.cli_scan import write_sheet

    return write_sheet(chosen.out)


def _product_list(options: Options, chosen: Namespace, _pins: Callable[[str], str], _now: datetime) -> int:
    from mesotui.cli_products import list_products

    return list_products(options, with_catalogue=chosen.catalogue, as_json=chosen.json)


def _product_add(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_products import add_product

    return add_product(options, chosen, pins, now=now)


def _product_gtin(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_products import add_gtin

    return add_gtin(options, chosen, pins, now=now)


def _recall(options: Options, chosen: Namespace, pins: Callable[[str], str], now: datetime) -> int:
    from mesotui.cli_recall import recall_lot

    return recall_lot(options, chosen, pins, now=now)


VERBS: Mapping[str, Verb] = {
    "stock list": _list,
    "stock show": _show,
    "stock receive": _move,
    "stock open": _move,
    "stock waste": _move,
    "stock count": _move,
    "stock adjust": _move,
    "stock scan": _scan,
    "stock scanner-sheet": _sheet,
    "stock product list": _product_list,
    "stock product add": _product_add,
    "stock product gtin": _product_gtin,
    "recall": _recall,
}
"""What each of them runs."""
