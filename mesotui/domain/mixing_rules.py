"""What speaks against a mix: rules of the clinic, and of the jurisdictions it works in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mesotui.domain.mixture import Place
from mesotui.domain.products import Legal, Product
from mesotui.domain.protocol import Figure
from mesotui.domain.text import folded

RULE_LETTERS = 120
"""How much of a rule's name an answer keeps."""
_CATEGORY = "category:"
_TOLD = {Legal.BANNED: "banned", Legal.SUSPENDED: "suspended", Legal.UNLICENSED: "not licensed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MixingRule:
    """Something that isn't put into a mix, or not beside something else."""

    code: str
    together: tuple[tuple[str, ...], ...]
    """Each group must be met by a component of its own; a group names substances, or ``category:…``."""
    sentence: str
    source: str
    never: bool
    """Whether a label says so: then it is answered for each recipe before it is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JurisdictionRule:
    """What a country or union says of products, or of mixing them in the room."""

    code: str
    jurisdiction: str
    """An ISO 3166 country, or EU."""
    substances: tuple[str, ...]
    """Which it concerns, or ``category:…``; empty for all."""
    mixing_only: bool
    """Whether it is about compounding in the room rather than about the products."""
    sentence: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MixingRules:
    """All that the clinic decided about mixing."""

    rules: tuple[MixingRule, ...]
    usual_parts: Figure
    """More than so many components warn."""
    use_within_hours: Figure
    """How long a mix may be used."""
    jurisdictions: tuple[JurisdictionRule, ...]
    unions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Unions with their countries: what holds in the union holds there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What mixes and products are held against in one clinic."""

    rules: MixingRules
    jurisdiction: str
    """An ISO 3166 country; empty where the clinic named none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MixWarning:
    """Something that speaks against a mix."""

    rule: str
    sentence: str
    source: str
    must_answer: bool
    """Whether it is answered by a person before the recipe is made, and the answer kept."""


def mix_warnings(
    products: Sequence[Product], rules: MixingRules, *, jurisdiction: str, place: Place
) -> tuple[MixWarning, ...]:
    """Give what speaks against a mix, or against a product used as it is; what must be answered comes first.

    Args:
        products: what is mixed; one alone isn't a mix.
        rules: the clinic's.
        jurisdiction: an ISO 3166 country; empty where the clinic named none: then no law is looked at.
        place: where it is compounded.
    """
    found = [*_of_rules(products, rules), *_of_count(products, rules)]
    for where in _jurisdictions(jurisdiction, rules):
        found += [*_of_status(products, where), *_of_jurisdiction(products, rules, where, place)]
    found += [
        MixWarning(
            rule=f"skin {product.name}",
            sentence=f"{product.name} is for the skin only, not to be injected",
            source="S14b",
            must_answer=True,
        )
        for product in products
        if not product.facts.injectable
    ]
    return tuple(sorted(found, key=lambda warning: not warning.must_answer))


def meets(product: Product, substances: Sequence[str]) -> bool:
    """Tell whether a product is of a category, or names or holds a substance, among those given."""
    names = [product.name, product.facts.generic_name]
    words = [folded(name) for name in (*names, *(one.name for one in product.facts.ingredients))]
    return any(
        product.facts.category == substance.removeprefix(_CATEGORY)
        if substance.startswith(_CATEGORY)
        else any(f" {folded(substance)}" in f" {word}" for word in words)
        for substance in substances
    )


def _of_rules(products: Sequence[Product], rules: MixingRules) -> Iterator[MixWarning]:
    if len(products) < 2:
        return
    for rule in rules.rules:
        met = _met(products, rule.together)
        if met:
            names = " + ".join(product.name for product in met)
            yield MixWarning(
                rule=rule.code,
                sentence=f"{names}: {rule.sentence}",
                source=rule.source,
                must_answer=rule.never,
            )


def _met(products: Sequence[Product], groups: Sequence[Sequence[str]]) -> list[Product]:
    """Give a component of its own for each group; none where a group has none left."""
    if not groups:
        return []
    first, *others = groups
    for product in products:
        if not meets(product, first):
            continue
        if not others:
            return [product]
        rest = _met([other for other in products if other is not product], others)
        if rest:
            return [product, *rest]
    return []


def _of_count(products: Sequence[Product], rules: MixingRules) -> Iterator[MixWarning]:
    most = rules.usual_parts
    if Decimal(len(products)) > most.value:
        yield MixWarning(
            rule="count",
            sentence=f"{len(products)} components; usual are at most {int(most)}",
            source=most.source,
            must_answer=False,
        )


def _jurisdictions(jurisdiction: str, rules: MixingRules) -> tuple[str, ...]:
    unions = (union for union, countries in rules.unions if jurisdiction in countries)
    return (jurisdiction, *unions) if jurisdiction else ()


def _of_status(products: Sequence[Product], where: str) -> Iterator[MixWarning]:
    for product in products:
        for status in product.facts.legal:
            if status.jurisdiction == where and status.status in _TOLD:
                yield MixWarning(
                    rule=f"status {where} {status.status} {product.id.hex}",
                    sentence=f"{product.name} is {_TOLD[status.status]} in {where}",
                    source=status.source,
                    must_answer=True,
                )


def _of_jurisdiction(
    products: Sequence[Product], rules: MixingRules, where: str, place: Place
) -> Iterator[MixWarning]:
    for rule in rules.jurisdictions:
        mixes = len(products) > 1 and place is Place.ROOM
        if rule.jurisdiction != where or (rule.mixing_only and not mixes):
            continue
        if not rule.substances or any(meets(product, rule.substances) for product in products):
            yield MixWarning(
                rule=f"{where} {rule.code}",
                sentence=f"{where}: {rule.sentence}",
                source=rule.source,
                must_answer=True,
            )
