"""Reads what numbs the skin, and how much of each agent a person may be given."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from mesotui.clinic.reading import Document, Table, read_toml, unlike
from mesotui.domain.protocol import Contained, Figure, LabelBand, LocalAnaesthetic, TopicalAnaesthetic
from mesotui.domain.text import folded


def load_anaesthetics(path: Path) -> tuple[TopicalAnaesthetic, ...]:
    """Read topical anaesthetics with their label's rows by age and weight.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(path)
    document.only("anaesthetic", "band")
    products = unlike(document, "anaesthetic", _anaesthetic)
    bands = _bands(document, {product.code: product for product in products})
    return tuple(replace(product, younger=tuple(bands[product.code])) for product in products)


def load_local_anaesthetics(path: Path) -> tuple[LocalAnaesthetic, ...]:
    """Read how much of each agent a person may be given.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(path)
    document.only("local_anaesthetic")
    agents: list[LocalAnaesthetic] = []
    for table in document.tables("local_anaesthetic"):
        agent = _local(table)
        table.done()
        if any(agent.agent == other.agent for other in agents):
            raise table.wrong("agent", "is used twice")
        agents.append(agent)
    return tuple(agents)


def _anaesthetic(table: Table) -> TopicalAnaesthetic:
    product = TopicalAnaesthetic(
        code=table.text("code"),
        name=table.text("name"),
        adult_from_months=table.whole("adult_from_months", default=0),
        minimum_minutes=table.figure("minimum_minutes"),
        maximum_minutes=table.optional_figure("maximum_minutes"),
        maximum_g=table.optional_figure("maximum_g"),
        maximum_cm2=table.optional_figure("maximum_cm2"),
        maximum_g_in_24_h=table.optional_figure("maximum_g_in_24_h"),
        maximum_doses_in_24_h=table.optional_figure("maximum_doses_in_24_h"),
        minimum_hours_between=table.optional_figure("minimum_hours_between"),
        usual_g_per_10_cm2=table.optional_figure("usual_g_per_10_cm2"),
        never_covered_source=table.text("never_covered_source", default=""),
        contents=_contents(table),
        excipients=table.ingredients("excipients"),
        caution=table.text("caution", default=""),
    )
    if product.maximum_minutes and product.minimum_minutes.value >= product.maximum_minutes.value:
        raise table.wrong("maximum_minutes", "must be above minimum_minutes")
    return product


def _contents(table: Table) -> tuple[Contained, ...]:
    rows = table.value("contains") or []
    wrong = table.wrong(
        "contains", 'must be written [{ agent = "lidocaine", mg_per_g = 25, source = "S40" }]'
    )
    if not isinstance(rows, list):
        raise wrong
    contents = []
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"agent", "mg_per_g", "source"}:
            raise wrong
        amount = row["mg_per_g"]
        if isinstance(amount, bool) or not isinstance(amount, int | Decimal) or amount <= 0:
            raise wrong
        contents.append(Contained(row["agent"], Figure(value=Decimal(amount), source=str(row["source"]))))
    return tuple(contents)


def _bands(document: Document, products: Mapping[str, TopicalAnaesthetic]) -> dict[str, list[LabelBand]]:
    bands: dict[str, list[LabelBand]] = {code: [] for code in products}
    for table in document.tables("band") if "band" in document.values else ():
        code = table.text("anaesthetic")
        if code not in products:
            raise table.wrong("anaesthetic", "is the code of no [[anaesthetic]]")
        band = _band(table)
        table.done()
        before = bands[code][-1].from_months if bands[code] else -1
        if not before < band.from_months < products[code].adult_from_months:
            raise table.wrong("from_months", "must rise from band to band and stay below adult_from_months")
        bands[code].append(band)
    return bands


def _band(table: Table) -> LabelBand:
    return LabelBand(
        who=table.text("who"),
        from_months=table.whole("from_months"),
        above_kg=table.optional_figure("above_kg"),
        minimum_minutes=table.optional_figure("minimum_minutes"),
        maximum_minutes=table.optional_figure("maximum_minutes"),
        maximum_g=table.optional_figure("maximum_g"),
        maximum_cm2=table.optional_figure("maximum_cm2"),
        maximum_g_in_24_h=table.optional_figure("maximum_g_in_24_h"),
        maximum_doses_in_24_h=table.optional_figure("maximum_doses_in_24_h"),
        minimum_hours_between=table.optional_figure("minimum_hours_between"),
        not_used_source=table.text("not_used_source", default=""),
        not_used_never=table.flag("not_used_never", default=False),
    )


def _local(table: Table) -> LocalAnaesthetic:
    return LocalAnaesthetic(
        agent=table.text("agent"),
        names=tuple(folded(name) for name in table.texts("names")),
        mg_per_kg=table.optional_figure("mg_per_kg"),
        maximum_mg=table.optional_figure("maximum_mg"),
        mg_per_kg_with_adrenaline=table.optional_figure("mg_per_kg_with_adrenaline"),
        maximum_mg_with_adrenaline=table.optional_figure("maximum_mg_with_adrenaline"),
        warning_mg_per_kg=table.optional_figure("warning_mg_per_kg"),
        warning_mg=table.optional_figure("warning_mg"),
    )
