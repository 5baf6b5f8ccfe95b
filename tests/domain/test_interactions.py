"""What people write of allergies, medicines and conditions against what is in the clinic's things."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from mesotui.clinic import load
from mesotui.domain import exposure
from mesotui.domain.exposure import against, of_anaesthetic, of_antiseptic, of_typed, unanswered, used
from mesotui.domain.interactions import About, Contents, Fact, Interaction, interactions
from mesotui.domain.people import Alert, AlertKind
from mesotui.domain.screening import Answer, Reply
from mesotui.domain.treatment import LimitReason, TreatmentSession
from tests.domain.factory import (
    START,
    make_anaesthetic,
    make_answer,
    make_antisepsis,
    make_injection,
    make_screening,
    make_session,
)

PROTOCOL = load(None).protocol
RULES = PROTOCOL.interactions
ADULT = 40 * 12

CHG = of_antiseptic(PROTOCOL.antiseptic("chg2-ipa70"))
ALCOHOL = of_antiseptic(PROTOCOL.antiseptic("ipa70"))
IODINE = of_antiseptic(PROTOCOL.antiseptic("pvp-i10"))
EMLA = of_anaesthetic(PROTOCOL.anaesthetic("emla5"))
LMX4 = of_anaesthetic(PROTOCOL.anaesthetic("lmx4"))
AMETOP = of_anaesthetic(PROTOCOL.anaesthetic("tetracaine4"))
BLT = of_anaesthetic(PROTOCOL.anaesthetic("blt"))
SHELF = {
    "chlorhexidine": CHG,
    "alcohol": ALCOHOL,
    "iodine": IODINE,
    "EMLA": EMLA,
    "LMX4": LMX4,
    "Ametop": AMETOP,
    "BLT": BLT,
    "procaine": of_typed("Procaine 2 %"),
    "lidocaine": of_typed("Lidocaine 1 %"),
    "hyaluronidase": of_typed("Hylase Dessau 150 I.E."),
    "lipostabil": of_typed("Lipostabil N"),
    "caffeine": of_typed("Caffeine 50 mg/mL"),
    "aqualyx": of_typed("Aqualyx"),
    "saline": of_typed("NaCl 0.9 %"),
}


def session_of(*alerts: tuple[AlertKind, str]) -> TreatmentSession:
    session = make_session()
    written = tuple(Alert(id=UUID(int=at), kind=kind, text=text) for at, (kind, text) in enumerate(alerts))
    return replace(session, client=replace(session.client, alerts=written))


def hit(text: str, kind: AlertKind = AlertKind.ALLERGY) -> dict[str, str]:
    """Give what an alert speaks against: a thing of the shelf, and the worst of what is told."""
    found: dict[str, str] = {}
    for name, contents in SHELF.items():
        told = against(session_of((kind, text)), [contents], PROTOCOL)
        if told:
            found[name] = "stop" if told[0].stop else "warn"
    return found


ESTERS = {"Ametop": "stop", "BLT": "stop", "procaine": "stop"}
AMIDES = {"EMLA": "stop", "LMX4": "stop", "BLT": "stop", "lidocaine": "stop"}
LECITHINS = {"LMX4": "stop", "lipostabil": "stop"}
VENOM = {"hyaluronidase": "warn"}
EVERY_INJECTION = dict.fromkeys(
    ("procaine", "lidocaine", "hyaluronidase", "lipostabil", "caffeine", "aqualyx", "saline"), "warn"
)

# (what stands in an allergy alert, what it speaks against)
ALLERGIES: list[tuple[str, dict[str, str]]] = [
    # Esters and PABA; amides don't cross-react.
    ("procaine (esters)", ESTERS),
    ("Procaïne", ESTERS),
    ("PROCAIN", ESTERS),
    ("novocaine at the dentist 2019", ESTERS),
    ("chloroprocaine", ESTERS),
    ("tetracaina", ESTERS),
    ("Ametop", ESTERS),
    ("benzocain", ESTERS),
    ("ester local anaesthetics", AMIDES | ESTERS),
    ("esters", ESTERS),
    ("procainallergie", ESTERS),
    ("новокаин", ESTERS),
    ("对普鲁卡因过敏", ESTERS),
    ("PABA", ESTERS),
    ("sunscreens with p-aminobenzoic acid", ESTERS),
    ("procainamide", {}),
    ("Esther's cat", {}),
    # Amides.
    ("lidocaine, prilocaine (amides)", AMIDES),
    ("Lidocaïne", AMIDES),
    ("lignocaine", AMIDES),
    ("xylocaine spray", AMIDES),
    ("lidocane", AMIDES),
    ("mepivacaina", AMIDES),
    ("EMLA cream: hives", AMIDES),
    ("лидокаином", AMIDES),
    ("リドカイン", AMIDES),
    ("الليدوكايين", AMIDES),
    ("anesthésiques locaux", AMIDES | ESTERS),
    # Antiseptics.
    ("chlorhexidine", {"chlorhexidine": "stop"}),
    ("chlorohexidine", {"chlorhexidine": "stop"}),
    ("Chlorhexidin-Allergie", {"chlorhexidine": "stop"}),
    ("CHG wipes", {"chlorhexidine": "stop"}),
    ("clorhexidina", {"chlorhexidine": "stop"}),
    ("povidone-iodine", {"iodine": "stop"}),
    ("Betadine", {"iodine": "stop"}),
    ("allergie à l'iode", {"iodine": "stop"}),
    ("Jodallergie", {"iodine": "stop"}),
    ("shellfish", {}),
    ("prawns and other shellfish", {}),
    ("fruits de mer, crustacés", {}),
    ("iodine contrast medium", {}),
    ("iodinated contrast", {}),
    ("seafood (not iodine)", {}),
    ("alcohol wipes", {"alcohol": "stop", "chlorhexidine": "stop"}),
    # Venoms and hyaluronidase.
    ("wasp venom", VENOM),
    ("Bienengift", VENOM),
    ("piqûre de guêpe", VENOM),
    ("bee's sting", VENOM),
    ("hornets", VENOM),
    ("allergia al veleno d'api", VENOM),
    ("hyaluronidase", {"hyaluronidase": "stop"}),
    ("bee pollen", {}),
    # Soya, peanut, egg.
    ("soya", LECITHINS),
    ("soy", LECITHINS),
    ("Sojaallergie", LECITHINS),
    ("peanuts!", LECITHINS),
    ("allergie aux arachides", LECITHINS),
    ("allergie à l'arachide", LECITHINS),
    ("Erdnüsse", LECITHINS),
    ("арахиса", LECITHINS),
    ("花生过敏", LECITHINS),
    ("egg", {"LMX4": "warn", "lipostabil": "warn"}),
    ("Hühnerei", {"LMX4": "warn", "lipostabil": "warn"}),
    ("œufs", {"LMX4": "warn", "lipostabil": "warn"}),
    ("eggplant", {}),
    ("ein Kraut", {}),
    # What keeps and dissolves.
    ("methylparaben", {"Ametop": "warn"}),
    ("parabens", {"Ametop": "warn"}),
    ("E219", {"Ametop": "warn"}),
    ("benzyl alcohol", {"LMX4": "warn", "lipostabil": "warn"}),
    ("propylenglykol", {"LMX4": "warn"}),
    ("sulphites in wine", {}),
    ("sulfa drugs", {}),
    # What each injection meets.
    ("latex", EVERY_INJECTION),
    ("nickel (earrings)", EVERY_INJECTION),
    ("latex-free gloves please", EVERY_INJECTION),
    # Nothing here.
    ("penicillin", {}),
    ("none known", {}),
    ("NKDA", {}),
    ("No known allergies", {}),
    ("keine bekannt", {}),
    ("", {}),
    # Denied.
    ("not allergic to soy", {}),
    ("no soya allergy", {}),
    ("no known egg, milk or soya allergy", {}),
    ("not allergic to soya, wasp or latex", {}),
    ("not allergic to lidocaine or procaine", {}),
    ("isn't allergic to latex", {}),
    ("denies latex allergy", {}),
    ("latex: negative", {}),
    ("latex no", {}),
    ("wasp sting: no reaction", {}),
    ("lidocaine tolerated", {}),
    ("tolerates lidocaine", {}),
    ("lidocaine (tolerated)", {}),
    ("keine Allergie gegen Soja", {}),
    ("pas d'allergie à l'iode", {}),
    ("n'est pas allergique au soja", {}),
    ("no es alérgica a la soja", {}),
    ("nessuna allergia al lattice", {}),
    ("não é alérgico a soja", {}),
    ("nie ma alergii na soję", {}),
    ("нет аллергии на арахис", {}),
    ("soya alerjisi yok", {}),
    # Denied in part, or not at all.
    ("no known allergies except wasp venom", VENOM),
    ("no allergies but wasp stings", VENOM),
    ("No known drug allergies, wasp venom", VENOM),
    ("NKDA; soya", LECITHINS),
    ("no latex allergy, allergic to soya", LECITHINS),
    ("procaine, not lidocaine", ESTERS),
    ("procaine (esters); amides ok", ESTERS),
    ("all local anaesthetics except lidocaine", AMIDES | ESTERS),
    ("no lidocaine!", AMIDES),
    ("NO SOYA PLEASE: SEVERE ALLERGY", LECITHINS),
    ("don't give lidocaine", AMIDES),
    ("does not tolerate lidocaine", AMIDES),
    ("lidocaine not tolerated", AMIDES),
    ("not only soya", LECITHINS),
    ("not tested for soya allergy", LECITHINS),
    ("soya allergy not excluded", LECITHINS),
    # The very thing.
    ("arnica, calendula", {}),
    ("caffeine", {"caffeine": "stop"}),
    ("Aqualyx", {"aqualyx": "stop"}),
    ("Lipostabil 2015", {"lipostabil": "stop"}),
]


@pytest.mark.parametrize(("text", "expected"), ALLERGIES, ids=[text or "empty" for text, _ in ALLERGIES])
def test_an_allergy_speaks_against_what_holds_it_and_nothing_else(
    text: str, expected: dict[str, str]
) -> None:
    assert hit(text) == expected


# (what stands in a warning alert, what it speaks against)
WARNINGS: list[tuple[str, dict[str, str]]] = [
    ("takes amiodarone", {"EMLA": "warn", "LMX4": "warn", "BLT": "warn", "lidocaine": "warn"}),
    ("Cordarone 200 mg", {"EMLA": "warn", "LMX4": "warn", "BLT": "warn", "lidocaine": "warn"}),
    ("not on amiodarone any more", {}),
    ("no amiodarone", {}),
    ("takes paracetamol daily", {"EMLA": "warn"}),
    ("sulfamethoxazole since Monday", {"EMLA": "warn"}),
    ("nitroglycerin spray", {"EMLA": "warn"}),
    ("aspirin 100", {"hyaluronidase": "warn"}),
    ("takes no aspirin", {}),
    ("Lasix", {"hyaluronidase": "warn"}),
    ("G6PD deficiency", {"EMLA": "warn", "BLT": "warn"}),
    ("G-6-PD", {"EMLA": "warn", "BLT": "warn"}),
    ("favisme", {"EMLA": "warn", "BLT": "warn"}),
    ("methaemoglobinaemia as a child", {"EMLA": "stop", "BLT": "stop"}),
    ("methemoglobinemia", {"EMLA": "stop", "BLT": "stop"}),
    ("atopic eczema", {"EMLA": "warn"}),
    ("type 2 diabetes", {"aqualyx": "warn"}),
    ("insulin pump", {"aqualyx": "warn"}),
    ("no diabetes", {}),
    ("diabetes insipidus", {}),
    ("atrial fibrillation", {"caffeine": "warn"}),
    ("pregnant, 12 weeks", {"iodine": "warn"}),
    ("not pregnant", {}),
    ("Hashimoto", {"iodine": "warn"}),
    ("wasp sting anaphylaxis 2020", VENOM),
    ("allergic to soya", LECITHINS),
    ("likes soya", {}),
    ("takes warfarin: INR before each session", {}),
    ("faints at needles: treat lying down", {}),
    ("pacemaker", {}),
]


@pytest.mark.parametrize(("text", "expected"), WARNINGS, ids=[text for text, _ in WARNINGS])
def test_a_warning_tells_of_medicines_conditions_and_of_allergies_it_names(
    text: str, expected: dict[str, str]
) -> None:
    assert hit(text, AlertKind.WARNING) == expected


def test_an_allergy_to_a_medicine_is_no_intake_of_it() -> None:
    assert hit("sulfamethoxazole") == {}
    assert hit("paracetamol, aspirin") == {}


def found(facts: tuple[Fact, ...], age: int, *contents: Contents) -> list[tuple[str, bool]]:
    return [(one.rule, one.stop) for one in interactions(facts, age, contents, RULES)]


@pytest.mark.parametrize(
    ("age", "contents", "expected"),
    [
        (0, IODINE, [("iodine-newborn", True)]),
        (1, IODINE, []),
        (1, CHG, [("chlorhexidine-infant", False)]),
        (2, CHG, []),
        (11, EMLA, [("infant", False)]),
        (12, EMLA, []),
        (11, LMX4, []),
    ],
)
def test_what_is_about_an_age_holds_below_it(
    age: int, contents: Contents, expected: list[tuple[str, bool]]
) -> None:
    assert found((), age, contents) == expected


def test_an_infant_on_a_listed_medicine_is_stopped_and_an_adult_warned() -> None:
    takes = Fact(told="medicines: co-trimoxazole", text="co-trimoxazole", about=frozenset({About.MEDICINE}))
    assert ("infant-medicines", True) in found((takes,), 11, EMLA)
    assert found((takes,), 12, EMLA) == [("methaemoglobin-medicines", False)]


def test_an_answer_counts_and_a_doubt_only_warns() -> None:
    yes = Fact(told="yes: methaemoglobinaemia", item="methaemoglobinaemia")
    doubt = Fact(told="not known: methaemoglobinaemia", item="methaemoglobinaemia", unknown=True)
    assert found((yes,), ADULT, EMLA) == [("methaemoglobinaemia", True)]
    (told,) = interactions((doubt,), ADULT, [EMLA], RULES)
    assert (told.rule, told.stop, told.unknown, told.because) == (
        "methaemoglobinaemia",
        False,
        True,
        "not known: methaemoglobinaemia",
    )
    assert found((doubt, yes), ADULT, EMLA) == [("methaemoglobinaemia", True)]
    assert found((yes,), ADULT, AMETOP) == []


def test_what_stops_is_told_first_and_by_substance() -> None:
    told = against(
        session_of((AlertKind.ALLERGY, "PABA"), (AlertKind.ALLERGY, "soya, latex")), [BLT], PROTOCOL
    )
    assert [(one.rule, one.substance, one.stop) for one in told] == [
        ("esters", "tetracaine", True),
        ("esters", "benzocaine", True),
    ]
    assert {one.because for one in told} == {"allergy PABA"}
    both = against(session_of((AlertKind.ALLERGY, "soya, benzyl alcohol")), [LMX4], PROTOCOL)
    assert [(one.rule, one.stop) for one in both][-1] == ("benzyl-alcohol", False)


def test_what_was_used_is_compared_and_what_was_voided_is_not() -> None:
    shot = make_injection()
    shots = (
        replace(shot, entry=replace(shot.entry, product_name="Procaine 2 %")),
        replace(shot, entry=replace(shot.entry, product_name="Lidocaine 1 %"), voided_at=START),
    )
    session = session_of((AlertKind.ALLERGY, "local anaesthetics; chlorhexidine"))
    session = replace(
        session, antisepses=(make_antisepsis(),), anaesthetics=(make_anaesthetic(),), injections=shots
    )
    told = against(session, used(session, PROTOCOL), PROTOCOL)
    assert {one.substance for one in told} == {"chlorhexidine", "lidocaine", "prilocaine", "procaine"}
    answered = replace(session, limit_reasons=(_reason(told[0]),))
    assert unanswered(answered, told) == told[1:]


def _reason(one: Interaction) -> LimitReason:
    return LimitReason(
        id=UUID(int=1),
        code=one.code,
        limit="",
        source=one.source,
        reason="Agreed",
        recorded_at=START,
        recorded_by="A. Ruiz",
    )


def test_what_left_the_clinics_data_is_known_by_its_name() -> None:
    gone = make_antisepsis(agent_code="gone", agent_name="Hibiscrub")
    session = replace(session_of((AlertKind.ALLERGY, "chlorhexidine")), antisepses=(gone,))
    (told,) = against(session, used(session, PROTOCOL), PROTOCOL)
    assert (told.product, told.stop) == ("Hibiscrub", True)


def test_a_product_is_without_what_its_name_says_it_is_free_of() -> None:
    parabens = session_of((AlertKind.ALLERGY, "parabens"))
    assert against(parabens, [of_typed("Lidocaine 1 %, paraben-free")], PROTOCOL) == ()
    assert against(parabens, [of_typed("Lidocaine 1 % without methylparaben")], PROTOCOL) == ()
    assert len(against(parabens, [of_typed("Lidocaine 1 %, methylparaben")], PROTOCOL)) == 1


def test_an_ingredient_without_an_entry_is_found_by_its_name() -> None:
    traumeel = Contents(name="Traumeel S", called=("Traumeel S 2.2 mL",), ingredients=("arnica", "calendula"))
    for text in ("Arnika, arnica", "traumeel", "Calendula"):
        (told,) = against(session_of((AlertKind.ALLERGY, text)), [traumeel], PROTOCOL)
        assert (told.rule, told.stop, told.source) == ("ingredient", True, "S161")
    assert against(session_of((AlertKind.ALLERGY, "no arnica allergy")), [traumeel], PROTOCOL) == ()


def test_the_age_is_that_of_the_sessions_day() -> None:
    session = make_session()
    newborn = replace(session, client=replace(session.client, birth_date=date(2026, 2, 3)))
    assert [one.rule for one in against(newborn, [IODINE], PROTOCOL)] == ["iodine-newborn"]
    older = replace(session, client=replace(session.client, birth_date=date(2026, 2, 2)))
    assert against(older, [IODINE], PROTOCOL) == ()


_SPACED = sorted(
    {
        (rule.code, " ".join(phrase))
        for rule in RULES.rules
        if rule.about is About.ALLERGY
        for phrase in rule.phrases.phrases
        if all(letter < "\u0530" for word in phrase for letter in word)
    }
)
_EVERYTHING = tuple(Contents(name=one.name, called=(), ingredients=(one.name,)) for one in RULES.substances)


@settings(deadline=None)
@given(
    some.sampled_from(_SPACED),
    some.sampled_from(["{}", "severe {} 2019", "penicillin; {}", "({})"]),
    some.booleans(),
)
def test_every_word_of_every_rule_is_found_wherever_it_stands(
    named: tuple[str, str], text: str, loud: bool
) -> None:
    code, words = named
    written = text.format(words.upper() if loud else words)
    told = against(session_of((AlertKind.ALLERGY, written)), _EVERYTHING, PROTOCOL)
    assert code in {one.rule for one in told}


@settings(deadline=None)
@given(
    some.sampled_from(_SPACED),
    some.sampled_from(
        ["not allergic to {}", "no {} allergy", "{}: negative", "keine Allergie gegen {}", "tolerates {}"]
    ),
)
def test_no_word_of_any_rule_is_found_where_it_is_denied(named: tuple[str, str], text: str) -> None:
    told = against(session_of((AlertKind.ALLERGY, text.format(named[1]))), _EVERYTHING, PROTOCOL)
    assert told == ()


@settings(deadline=None)
@given(some.text(max_size=60), some.sampled_from(list(AlertKind)), some.integers(0, 1200))
def test_any_text_can_be_read(text: str, kind: AlertKind, age: int) -> None:
    facts = exposure.known(session_of((kind, text)), PROTOCOL)
    told = interactions(facts, age, [*SHELF.values(), of_typed(text)], RULES)
    stops = [one.stop for one in told]
    assert stops == sorted(stops, reverse=True)
    assert all(len(one.code) <= 80 for one in told)


def screened(*answers: Answer) -> TreatmentSession:
    return make_session(screening=make_screening(*answers))


def test_answers_of_the_screening_count_by_their_code() -> None:
    yes = make_answer("g6pd", Reply.YES)
    (told,) = against(screened(yes), [EMLA], PROTOCOL)
    assert (told.rule, told.stop, told.because) == ("g6pd", False, "answered yes")
    unknown = make_answer("methaemoglobinaemia", Reply.UNKNOWN)
    (told,) = against(screened(unknown), [EMLA], PROTOCOL)
    assert (told.rule, told.stop, told.because) == ("methaemoglobinaemia", False, "answered unknown")
    for reply in (Reply.NO, Reply.TOLD):
        assert against(screened(make_answer("g6pd", reply)), [EMLA], PROTOCOL) == ()
    later = (make_answer("g6pd", Reply.UNKNOWN), make_answer("g6pd", Reply.NO))
    assert against(screened(*later), [EMLA], PROTOCOL) == ()


def test_the_details_of_answers_are_read() -> None:
    allergy = make_answer("allergy", Reply.YES, detail="soya, wasps")
    assert {one.rule for one in against(screened(allergy), [LMX4, EMLA], PROTOCOL)} == {"soya-peanut"}
    takes = make_answer("medicines", Reply.YES, detail="ramipril, amiodarone")
    (told,) = against(screened(takes), [of_typed("Lidocaine 1 %")], PROTOCOL)
    assert (told.rule, told.because) == ("antiarrhythmics", "answered yes, ramipril, amiodarone")
    assert against(screened(make_answer("medicines", Reply.YES, detail="soya")), [LMX4], PROTOCOL) == ()
    unknown = make_answer("medicines", Reply.UNKNOWN)
    told_of = against(screened(unknown), [EMLA], PROTOCOL)
    assert {(one.rule, one.stop) for one in told_of} == {
        ("methaemoglobin-medicines", False),
        ("antiarrhythmics", False),
    }
    assert against(screened(make_answer("allergy", Reply.UNKNOWN)), [EMLA, CHG, AMETOP], PROTOCOL) == ()
