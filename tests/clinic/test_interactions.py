"""The shipped rules: each has its source and meets something; what is wrong in a clinic's own is said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mesotui import clinic
from mesotui.domain.errors import Refused
from mesotui.domain.exposure import of_anaesthetic, of_antiseptic, of_component, of_typed
from mesotui.domain.interactions import About, Contents, Fact, interactions
from mesotui.domain.products import ProductFacts
from tests.domain.factory import make_component

DATA = clinic.load(None)
RULES = DATA.protocol.interactions
ADULT = 40 * 12

MEETS_NOTHING_SHIPPED = {"egg-lecithin": "no shipped product names lecithin of egg; a clinic's own may"}


def product(facts: ProductFacts) -> Contents:
    """Give a product of the catalogue as a lot of it would be injected."""
    return of_component(
        make_component(
            product_name=facts.name,
            ingredients=facts.ingredients,
            also_called=facts.also_called,
        )
    )


def shipped() -> list[Contents]:
    protocol, products = DATA.protocol, DATA.catalogue().products
    return [
        *map(of_antiseptic, protocol.antiseptics),
        *map(of_anaesthetic, protocol.anaesthetics),
        *(product(one.facts) for one in products),
    ]


def test_every_source_is_known_and_every_code_differs() -> None:
    sources = DATA.sources()
    known = {*sources, "clinic"}
    assert {rule.source for rule in RULES.rules} | {RULES.ingredient.source} <= known
    protocol = DATA.protocol
    held = [
        *(one for agent in protocol.antiseptics for one in agent.ingredients),
        *(one for cream in protocol.anaesthetics for one in cream.excipients),
    ]
    assert held
    assert {one.source for one in held} <= known
    assert all(agent.ingredients for agent in protocol.antiseptics)
    assert all(cream.contents for cream in protocol.anaesthetics)


@pytest.mark.parametrize("rule", RULES.rules, ids=[rule.code for rule in RULES.rules])
def test_every_rule_meets_something_shipped_or_says_why_not(rule: object) -> None:
    (rule,) = (one for one in RULES.rules if one is rule)
    age = ADULT if rule.below_months is None else rule.below_months - 1
    texts = [" ".join(phrase) for phrase in rule.phrases.phrases] or [""]
    facts = tuple(Fact(told=text, text=text, about=frozenset({rule.about})) for text in texts)
    facts += tuple(Fact(told=item, item=item) for item in rule.items)
    met = [one for one in interactions(facts, age, shipped(), RULES) if one.rule == rule.code]
    assert bool(met) is (rule.code not in MEETS_NOTHING_SHIPPED)
    assert all(one.stop is rule.stop for one in met)


def test_every_item_that_is_named_is_asked() -> None:
    asked = {item.code for item in DATA.screening().asked}
    named = {item for rule in RULES.rules for item in rule.items}
    assert named | {*RULES.allergy_items, *RULES.medicine_items} <= asked


def test_a_product_stops_by_its_typed_name_as_by_its_lot() -> None:
    """What the name alone can't tell only warns, so that a name that was typed isn't less safe than a lot."""
    words = [" ".join(phrase) for rule in RULES.rules for phrase in rule.phrases.phrases[:1]]
    about = frozenset(About)
    for one in DATA.catalogue().products:
        for text in words:
            facts = (Fact(told=text, text=text, about=about),)
            by_lot = interactions(facts, ADULT, [product(one.facts)], RULES)
            by_name = interactions(facts, ADULT, [of_typed(one.facts.name)], RULES)
            assert {told.rule for told in by_name if told.stop} == {told.rule for told in by_lot if told.stop}


def test_no_name_is_a_misspelling_of_another_substance() -> None:
    for one in RULES.substances:
        for other in RULES.substances:
            if one is other:
                continue
            shared = set(one.phrases.phrases) & set(other.phrases.phrases)
            assert all(phrase in _SHARED for phrase in shared), (one.name, other.name, shared)


# Brands that people name for what is in them.
_SHARED = {("emla",), ("blt",), ("anesderm",), ("xylonest",)}

RULE = """\
[ingredient]
name = "ingredient"
strength = "stop"
sentence = "the client is allergic to it"
source = "clinic"

[screening]
allergies = ["allergy"]
medicines = ["medicines"]

[groups]
venoms = ["bee"]

[words]
no = ["no"]
not_this = ["not"]
allergy = ["allerg"]
tolerated = ["tolerat"]
denies = ["denies"]
but = ["but"]
excepted = ["except"]
answers = ["no"]
nor = ["or"]
between = ["known"]
keeps_away = ["please"]
doubts = ["only"]
free = ["free"]
lookalikes = ["beer"]

[[substance]]
name = "bee"
words = ["bees"]

[[rule]]
code = "own"
name = "bees"
about = "allergy"
has = ["venoms"]
hits = ["bee"]
strength = "stop"
sentence = "our own"
source = "clinic"
"""


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], clinic.ClinicData]:
    def write(text: str) -> clinic.ClinicData:
        (tmp_path / "clinic").mkdir(exist_ok=True)
        (tmp_path / "clinic" / "interactions.toml").write_text(text, encoding="utf-8")
        return clinic.load(tmp_path)

    return write


def test_a_clinics_own_rules_take_the_shipped_ones_place(own: Callable[[str], clinic.ClinicData]) -> None:
    (rule,) = own(RULE).protocol.interactions.rules
    assert (rule.code, rule.stop, [one.name for one in rule.hits]) == ("own", True, ["bee"])


def test_a_clinic_may_make_the_venom_a_stop(own: Callable[[str], clinic.ClinicData]) -> None:
    file = Path(clinic.__file__).parent / "interactions.toml"
    text = file.read_text(encoding="utf-8")
    before, venom, after = text.partition('code = "venom"')
    rules = own(before + venom + after.replace('strength = "warn"', 'strength = "stop"', 1))
    fact = Fact(told="allergy wasps", text="wasps", about=frozenset({About.ALLERGY}))
    told = interactions((fact,), ADULT, [of_typed("Hylenex")], rules.protocol.interactions)
    assert [(one.rule, one.stop) for one in told] == [("venom", True)]


@pytest.mark.parametrize(
    ("wrong", "right", "sentence"),
    [
        ('strength = "never"', 'strength = "stop"', 'strength must be "stop" or "warn"'),
        ('about = "smell"', 'about = "allergy"', "about must be one of allergy, condition, medicine"),
        ('hits = ["wax"]', 'hits = ["bee"]', 'hits names "wax", which is no [[substance]] and no group'),
        ('has = ["wax"]', 'has = ["venoms"]', 'has names "wax"'),
        ("", 'has = ["venoms"]', "words is missing"),
        ('bee = ["bee"]', 'venoms = ["bee"]', "bee is the name of a substance already"),
        ('strenth = "stop"', 'sentence = "our own"', "sentence is missing"),
        ("", "[groups]", "there is no [groups]"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(
    own: Callable[[str], clinic.ClinicData], wrong: str, right: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=r"interactions\.toml") as refusal:
        own(RULE.replace(right, wrong))
    assert sentence in str(refusal.value)
