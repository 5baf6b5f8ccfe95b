"""Reads what speaks against a mix, from the clinic's rules and the jurisdictions'."""

from collections.abc import Callable
from pathlib import Path

from mesotui.clinic.reading import Document, Table, read_toml
from mesotui.domain.mixing_rules import JurisdictionRule, MixingRule, MixingRules
from mesotui.domain.products import Category

_CATEGORY = "category:"


def load_mixing(find: Callable[[str], Path]) -> MixingRules:
    """Read the rules.

    Args:
        find: gives the path of a file by its name, the clinic's own before the shipped one.

    Raises:
        Refused: a file is wrong, with file, line and key.
    """
    document = read_toml(find("mixing.toml"))
    document.only("mixing", "rule")
    mixing = document.table("mixing")
    usual, within = mixing.figure("usual_parts"), mixing.figure("use_within_hours")
    mixing.done()
    laws = read_toml(find("jurisdictions.toml"))
    laws.only("unions", "rule")
    return MixingRules(
        rules=tuple(_rule(table) for table in document.tables("rule")),
        usual_parts=usual,
        use_within_hours=within,
        jurisdictions=tuple(_law(table) for table in laws.tables("rule")),
        unions=_unions(laws),
    )


def _rule(table: Table) -> MixingRule:
    groups = table.value("together")
    lists = isinstance(groups, list) and groups and all(isinstance(group, list) for group in groups)
    if not lists or not all(isinstance(word, str) and word for group in groups for word in group):
        raise table.wrong("together", 'must be lists in a list, as [["hyaluronidase"], ["furosemide"]]')
    rule = MixingRule(
        code=table.text("code"),
        together=tuple(tuple(group) for group in groups),
        sentence=table.text("sentence"),
        source=table.text("source"),
        never=table.flag("never", default=False),
    )
    _known(table, "together", tuple(word for group in rule.together for word in group))
    table.done()
    return rule


def _law(table: Table) -> JurisdictionRule:
    rule = JurisdictionRule(
        code=table.text("code"),
        jurisdiction=table.text("jurisdiction"),
        substances=table.texts("substances") if "substances" in table.row else (),
        mixing_only=table.flag("mixing_only", default=False),
        sentence=table.text("sentence"),
        source=table.text("source"),
    )
    _known(table, "substances", rule.substances)
    table.done()
    return rule


def _known(table: Table, key: str, words: tuple[str, ...]) -> None:
    for word in words:
        if word.startswith(_CATEGORY) and word.removeprefix(_CATEGORY) not in set(Category):
            raise table.wrong(key, f"names a category that isn't known: {word}")


def _unions(document: Document) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if "unions" not in document.values:
        return ()
    table = document.table("unions")
    return tuple((name, table.texts(name)) for name in table.row)
