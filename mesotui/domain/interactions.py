"""What speaks against something for one client: allergies, medicines and conditions against ingredients.

It compares what is written down; it knows no medicine. What a clinic's rules don't name isn't found.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mesotui.domain.recognition import NO_PHRASES, Grammar, Phrases, Reading, names

_BRAND_LETTERS = 5
"""A product's first word is its brand from so many letters on."""


class About(StrEnum):
    """What a rule looks for in a client."""

    ALLERGY = "allergy"
    CONDITION = "condition"
    MEDICINE = "medicine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that is known of a client, or that nobody knows though it was asked."""

    told: str
    """As it is shown: ``allergy procaine (esters)``."""
    text: str = ""
    """A person's own words, in which names are looked for."""
    about: frozenset[About] = frozenset()
    """What the text may tell of."""
    item: str = ""
    """The code of the screening item that was answered; empty for an alert."""
    unknown: bool = False
    """Whether the answer was that nobody knows."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Substance:
    """An ingredient."""

    name: str
    phrases: Phrases
    """What it is called on boxes and by people."""
    boxes: Phrases
    """These, and the brands that hold it among other things."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class InteractionRule:
    """What of a client speaks against which substances."""

    code: str
    name: str
    """Two or three words, as the mark beside a product has it."""
    about: About
    has: tuple[Substance, ...] = ()
    """What the client has it with; their phrases are among the rule's."""
    phrases: Phrases
    """What the client's words may be."""
    unless: Phrases = NO_PHRASES
    """What is named like it and is something else."""
    items: tuple[str, ...] = ()
    """Screening items whose answer *yes* is enough."""
    below_months: int | None = None
    """Only for clients younger than that; alone, the age is enough."""
    hits: tuple[Substance, ...]
    stop: bool
    """Whether it is only gone on with a typed reason."""
    sentence: str
    source: str

    @property
    def by_age_alone(self) -> bool:
        """Whether nothing but the age counts."""
        return self.below_months is not None and not self.phrases.phrases and not self.items


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class IngredientRule:
    """What holds for an allergy to the very thing that is used, where no other rule names it."""

    name: str
    stop: bool
    sentence: str
    source: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class InteractionRules:
    """Everything that the clinic decided about allergies and interactions."""

    rules: tuple[InteractionRule, ...]
    substances: tuple[Substance, ...]
    ingredient: IngredientRule
    grammar: Grammar
    allergy_items: tuple[str, ...] = ()
    """Screening items whose detail names allergies."""
    medicine_items: tuple[str, ...] = ()
    """Screening items whose detail names medicines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Something that touches a client, and what is in it."""

    name: str
    """As it is shown."""
    called: tuple[str, ...]
    """What it is called, on its box and otherwise."""
    ingredients: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that may name a substance in it."""
        return (*self.called, *self.ingredients)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """Something that speaks against what is used, or is about to be."""

    rule: str
    name: str
    product: str
    substance: str
    because: str
    """What the client has, as it was told."""
    sentence: str
    source: str
    stop: bool
    unknown: bool = False
    """Whether nobody knows if the client has it."""

    @property
    def code(self) -> str:
        """Names what a reason was given for: once for each rule and substance."""
        return f"{PREFIX}{self.rule} {self.substance}"[:_CODE_LETTERS]


PREFIX = "against "
"""With it begin the codes of reasons that were given for an interaction rather than for a limit."""
_CODE_LETTERS = 80


def interactions(
    facts: tuple[Fact, ...], age_months: int, contents: Iterable[Contents], rules: InteractionRules
) -> tuple[Interaction, ...]:
    """Give what speaks against some things for a client; what stops comes first.

    Args:
        facts: what is known of the client.
        age_months: completed months of life.
        contents: what is used, or is about to be.
        rules: the clinic's.
    """
    held = [(rule, fact) for rule in rules.rules if (fact := _held(rule, facts, age_months, rules.grammar))]
    found = [one for thing in contents for one in _against(thing, held, facts, rules)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (not one.stop, one.unknown)))


@lru_cache(maxsize=2048)
def _held(rule: InteractionRule, facts: tuple[Fact, ...], age_months: int, grammar: Grammar) -> Fact | None:
    """Give what makes a rule hold for a client: an answer before a doubt; None where it doesn't."""
    if rule.below_months is not None and age_months >= rule.below_months:
        return None
    if rule.by_age_alone:
        return Fact(told=f"{age_months} {'month' if age_months == 1 else 'months'} old")
    reading = Reading.ALLERGY if rule.about is About.ALLERGY else Reading.STATE
    doubt: Fact | None = None
    for fact in facts:
        answered = bool(fact.item) and fact.item in rule.items
        if fact.unknown:
            doubt = doubt or (fact if answered or rule.about in fact.about else None)
        elif answered or (
            rule.about in fact.about and names(fact.text, rule.phrases, grammar, reading, rule.unless)
        ):
            return fact
    return doubt


def _against(
    thing: Contents,
    held: Sequence[tuple[InteractionRule, Fact]],
    facts: Sequence[Fact],
    rules: InteractionRules,
) -> Iterator[Interaction]:
    inside = _inside(thing, rules)
    named: set[Substance] = set()
    for rule, fact in held:
        for substance in rule.hits:
            if substance in inside:
                named |= {substance} if rule.about is About.ALLERGY and not fact.unknown else set()
                yield Interaction(
                    rule=rule.code,
                    name=rule.name,
                    product=thing.name,
                    substance=substance.name,
                    because=fact.told,
                    sentence=rule.sentence,
                    source=rule.source,
                    stop=rule.stop and not fact.unknown,
                    unknown=fact.unknown,
                )
    # Where a rule is about an allergy to the substance itself, it decides alone.
    ruled = {one for rule in rules.rules if rule.about is About.ALLERGY for one in rule.has}
    yield from _of_ingredients(thing, [one for one in inside if one not in named | ruled], facts, rules)


def _of_ingredients(
    thing: Contents, inside: Sequence[Substance], facts: Sequence[Fact], rules: InteractionRules
) -> Iterator[Interaction]:
    """Find allergies to the very thing: its ingredients as people call them, or as the box does."""
    called = {one.name: one.phrases for one in inside}
    boxes = [one.boxes for one in rules.substances]
    for name in thing.names:
        is_known = any(_holds(name, phrases, rules.grammar) for phrases in boxes)
        spelled = _brand(name, rules.grammar) if name in thing.called else ()
        if not is_known:
            spelled = (*spelled, *Phrases.of([name]).phrases)
        called.setdefault(name, Phrases(tuple(dict.fromkeys(spelled))))
    for name, phrases in called.items():
        fact = next((one for one in facts if _is_allergy_to(one, phrases, rules.grammar)), None)
        if fact is not None:
            yield Interaction(
                rule="ingredient",
                name=rules.ingredient.name,
                product=thing.name,
                substance=name,
                because=fact.told,
                sentence=rules.ingredient.sentence,
                source=rules.ingredient.source,
                stop=rules.ingredient.stop,
            )


def _is_allergy_to(fact: Fact, phrases: Phrases, grammar: Grammar) -> bool:
    return About.ALLERGY in fact.about and names(fact.text, phrases, grammar, Reading.ALLERGY)


@lru_cache(maxsize=512)
def _inside(thing: Contents, rules: InteractionRules) -> tuple[Substance, ...]:
    return tuple(
        substance
        for substance in rules.substances
        if any(_holds(name, substance.boxes, rules.grammar) for name in thing.names)
    )


def _holds(name: str, phrases: Phrases, grammar: Grammar) -> bool:
    return names(name, phrases, grammar, Reading.CONTENTS)


def _brand(name: str, grammar: Grammar) -> tuple[tuple[str, ...], ...]:
    """Give the first word of a product's name, where it is a brand rather than a substance's name."""
    words = next(iter(Phrases.of([name]).phrases), ())
    is_brand = bool(words) and len(words[0]) >= _BRAND_LETTERS and words[0] not in grammar.known
    return (words[:1],) if is_brand else ()
