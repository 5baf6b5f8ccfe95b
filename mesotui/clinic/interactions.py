"""Reads what of a client speaks against which ingredients."""

from collections.abc import Mapping
from pathlib import Path

from mesotui.clinic.reading import Document, Table, read_toml
from mesotui.domain.interactions import (
    About,
    IngredientRule,
    InteractionRule,
    InteractionRules,
    Substance,
)
from mesotui.domain.recognition import Grammar, Phrases

_STRENGTHS = ("stop", "warn")
_Groups = Mapping[str, tuple[Substance, ...]]


def load_interactions(path: Path) -> InteractionRules:
    """Read the rules.

    Raises:
        Refused: the file is wrong, with file, line and key.
    """
    document = read_toml(path)
    document.only("ingredient", "groups", "words", "screening", "substance", "rule")
    groups = _groups(document)
    substances = tuple(found[0] for found in groups.values() if len(found) == 1)
    rules = _rules(document, groups)
    ingredient = document.table("ingredient")
    of_ingredient = IngredientRule(
        name=ingredient.text("name"),
        stop=_is_stop(ingredient),
        sentence=ingredient.text("sentence"),
        source=ingredient.text("source"),
    )
    ingredient.done()
    screening = document.table("screening")
    phrases = [*(one.phrases for one in substances), *(one.phrases for one in rules)]
    known = frozenset(word for held in phrases for phrase in held.phrases for word in phrase)
    return InteractionRules(
        rules=rules,
        substances=tuple(dict.fromkeys(substances)),
        ingredient=of_ingredient,
        grammar=_grammar(document, known),
        allergy_items=screening.texts("allergies"),
        medicine_items=screening.texts("medicines"),
    )


def _groups(document: Document) -> dict[str, tuple[Substance, ...]]:
    """Give each substance by its name, and groups of them by theirs."""
    found: dict[str, tuple[Substance, ...]] = {}
    for table in document.tables("substance"):
        name = table.text("name")
        if name in found:
            raise table.wrong("name", "is used twice")
        words = (name, *table.texts("words"))
        brands = table.texts("brands") if "brands" in table.row else ()
        boxes = Phrases.of((*words, *brands))
        found[name] = (Substance(name=name, phrases=Phrases.of(words), boxes=boxes),)
        table.done()
    table = document.table("groups")
    for name in table.row:
        if name in found:
            raise table.wrong(name, "is the name of a substance already")
        found[name] = _substances(table, name, found)
    return found


def _rules(document: Document, groups: _Groups) -> tuple[InteractionRule, ...]:
    rules: list[InteractionRule] = []
    for table in document.tables("rule"):
        rule = _rule(table, groups)
        table.done()
        if any(rule.code == other.code for other in rules):
            raise table.wrong("code", "is used twice")
        rules.append(rule)
    return tuple(rules)


def _rule(table: Table, groups: _Groups) -> InteractionRule:
    words = table.texts("words") if "words" in table.row else ()
    has = _substances(table, "has", groups) if "has" in table.row else ()
    phrases = (*Phrases.of(words).phrases, *(phrase for one in has for phrase in one.phrases.phrases))
    try:
        about = About(table.text("about"))
    except ValueError:
        raise table.wrong("about", f"must be one of {', '.join(About)}") from None
    rule = InteractionRule(
        code=table.text("code"),
        name=table.text("name"),
        about=about,
        has=has,
        phrases=Phrases(tuple(dict.fromkeys(phrases))),
        unless=Phrases.of(table.texts("unless") if "unless" in table.row else ()),
        items=table.texts("items") if "items" in table.row else (),
        below_months=table.whole("below_months") if "below_months" in table.row else None,
        hits=_substances(table, "hits", groups),
        stop=_is_stop(table),
        sentence=table.text("sentence"),
        source=table.text("source"),
    )
    if not rule.phrases.phrases and not rule.items and rule.below_months is None:
        raise table.wrong("words", "is missing: say by has, words, items or below_months whom it is about")
    return rule


def _substances(table: Table, key: str, groups: _Groups) -> tuple[Substance, ...]:
    names = table.texts(key)
    for name in names:
        if name not in groups:
            raise table.wrong(key, f'names "{name}", which is no [[substance]] and no group')
    return tuple(dict.fromkeys(substance for name in names for substance in groups[name]))


def _is_stop(table: Table) -> bool:
    strength = table.text("strength")
    if strength not in _STRENGTHS:
        raise table.wrong("strength", 'must be "stop" or "warn"')
    return strength == "stop"


def _grammar(document: Document, known: frozenset[str]) -> Grammar:
    table = document.table("words")

    def words(key: str) -> tuple[str, ...]:
        return tuple(word for phrase in Phrases.of(table.texts(key)).phrases for word in phrase)

    grammar = Grammar(
        no=frozenset(words("no")),
        not_this=frozenset(words("not_this")),
        allergy=words("allergy"),
        tolerated=words("tolerated"),
        denies=frozenset(words("denies")),
        but=frozenset(words("but")),
        excepted=frozenset(words("excepted")),
        answers=frozenset(words("answers")),
        nor=frozenset(words("nor")),
        between=frozenset(words("between")),
        keeps_away=frozenset(words("keeps_away")),
        doubts=frozenset(words("doubts")),
        free=frozenset(words("free")),
        known=known | frozenset(words("lookalikes")),
    )
    table.done()
    return grammar
