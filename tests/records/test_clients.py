"""Clients are found by whatever is known of them, and never lost among namesakes."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.ids import uuid7
from mesotui.domain.people import AlertKind
from mesotui.records import clients
from mesotui.records.search import asked, terms_of
from tests.records.given import NOW, Given, later


def names(clinic: Given, typed: str, limit: int = 9) -> list[str]:
    return [found.name for found in clinic.database.read(clients.search, clinic.actor, typed, limit=limit)]


@pytest.mark.parametrize(
    "typed",
    [
        "mart",
        "MARTIN",
        "le",
        "Léa",
        "lea",
        "mart le",
        "le mart",
        "Martin, Léa",
        "1985",
        "1985-03",
        "1985-03-12",
        "12.03.1985",
        "12/3/1985",
        "0612",
        "06 12 34",
        "06.12.34.56.78",
        "+33612",
        "+33 6 12 34 56 78",
        "0033612345678",
        "5678",
        "martin 1985",
        "lea 5678",
        "m",
    ],
)
def test_a_client_is_found_by_what_is_known(clinic: Given, typed: str) -> None:
    clinic.client()
    assert names(clinic, typed) == ["MARTIN Léa"]


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "artin", "martin paul", "1986", "13.03.1985", "0712", "567", "%", "m_rtin", "' OR 1=1"],
)
def test_nobody_else_is_found(clinic: Given, typed: str) -> None:
    clinic.client()
    assert names(clinic, typed) == []


def test_names_that_begin_with_the_word_come_first(clinic: Given) -> None:
    clinic.client("Zola", "Marc")
    clinic.client("Marchand", "Zoé")
    assert names(clinic, "mar") == ["MARCHAND Zoé", "MARTIN Léa", "ZOLA Marc"]
    assert names(clinic, "mar", limit=2) == ["MARCHAND Zoé", "MARTIN Léa"]


def test_names_of_several_words_are_found_by_each(clinic: Given) -> None:
    clinic.client("O’Brien-Łuć", "Jean-Marc")
    for typed in ("obrien", "o'brien", "luc", "marc", "jean marc", "marc obrien"):
        assert names(clinic, typed) == ["O’BRIEN-ŁUĆ Jean-Marc"], typed


def test_letters_of_other_scripts_are_found(clinic: Given) -> None:
    clinic.client("Иванова", "Ольга")
    clinic.client("王", "小明")
    assert names(clinic, "иван") == ["ИВАНОВА Ольга"]
    assert names(clinic, "王") == ["王 小明"]


def test_a_search_walks_indexes_only(clinic: Given) -> None:
    if clinic.database.file is None:
        pytest.skip("PostgreSQL scans a table as small as this one, and rightly")
    plans: list[str] = []

    def explained(db: clients.Session) -> None:
        connection = db.connection()
        for typed in ("mart le", "1985", "0612", "lea"):
            statement = clients._having_all(clinic.actor, asked(typed))
            compiled = statement.compile(connection, compile_kwargs={"literal_binds": True})
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))
            plans.extend(str(row[3]) for row in plan)

    clinic.database.read(explained)
    walks = [plan for plan in plans if "client_term" in plan]
    assert walks
    assert all(
        "SEARCH client_term USING PRIMARY KEY (site_id=? AND term>? AND term<?)" in plan for plan in walks
    )
    assert not [plan for plan in plans if plan.startswith("SCAN client")]


@settings(max_examples=50, deadline=None)
@given(
    family=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
    given_name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
)
def test_every_word_of_a_name_finds_its_terms(family: str, given_name: str) -> None:
    terms = terms_of(family, given_name, date(1990, 1, 31), "")
    for word in asked(f"{family} {given_name}"):
        alphabetic = [term for start, end in word for term in terms if start <= term < end]
        assert alphabetic or any(character.isdigit() for character in family + given_name)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_any_typed_text_asks_something_or_nothing(typed: str) -> None:
    for word in asked(typed):
        assert all(start < end for start, end in word)


def test_clients_are_listed_by_name(clinic: Given) -> None:
    clinic.client("Éluard", "Nusch")
    clinic.client("Zola", "Ada")
    listed = clinic.database.read(clients.list_clients, clinic.actor, limit=2)
    assert [client.name for client in listed] == ["ÉLUARD Nusch", "MARTIN Léa"]


def test_a_client_is_kept_as_typed_without_what_may_harm(clinic: Given) -> None:
    kept = clinic.client(
        "  de la\u202e Tour\x1b ", "[b]Jo[/b]", phone="06 11", alerts=((AlertKind.WARNING, "faints"),)
    )
    assert (kept.family_name, kept.given_name, kept.phone) == ("de la Tour", "[b]Jo[/b]", "06 11")
    assert [(alert.kind, alert.text) for alert in kept.alerts] == [(AlertKind.WARNING, "faints")]
    assert clinic.database.read(clients.client, clinic.actor, kept.id) == kept


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"family_name": " "}, "family name is empty"),
        ({"given_name": ""}, "given name is empty"),
        ({"family_name": "x" * 81}, "too long"),
        ({"phone": "1" * 41}, "too long"),
        ({"birth_date": date(1899, 12, 31)}, "birth date"),
        ({"birth_date": date(2026, 11, 23)}, "birth date"),
        ({"alerts": ((AlertKind.ALLERGY, "latex"), (AlertKind.ALLERGY, ""))}, "alert is empty"),
    ],
)
def test_a_client_who_cannot_be_kept_leaves_nothing(
    clinic: Given, values: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        clinic.client(**{"family_name": "Durand", "given_name": "Paul", **values})
    assert "Durand" not in str(refusal.value)
    assert [client.name for client in clinic.database.read(clients.list_clients, clinic.actor, limit=9)] == [
        "MARTIN Léa"
    ]
    assert names(clinic, "durand") == []


def test_namesakes_and_twins_are_warned_of(clinic: Given) -> None:
    def similar(family: str, given_name: str, birth: date | None) -> list[str]:
        found = clinic.database.read(
            clients.similar, clinic.actor, family_name=family, given_name=given_name, birth_date=birth
        )
        return [client.name for client in found]

    clinic.client("Petit", "Zoé", birth_date=date(1985, 3, 12))
    assert similar("MARTIN", "lea", None) == ["MARTIN Léa"]
    assert similar("Autre", "Nom", date(1985, 3, 12)) == ["MARTIN Léa", "PETIT Zoé"]
    assert similar("Martin", "Léa", date(2000, 1, 1)) == ["MARTIN Léa"]
    assert similar("Martin", "Paul", date(2000, 1, 1)) == []


def test_alerts_are_added_and_taken_back_with_a_trace(clinic: Given) -> None:
    warned = clinic.database.write(
        clients.add_alert, clinic.actor, clinic.lea.id, AlertKind.WARNING, "Anticoagulant", now=NOW
    )
    assert [alert.text for alert in warned.alerts] == ["procaine (esters)", "Anticoagulant"]
    assert [alert.text for alert in warned.allergies] == ["procaine (esters)"]
    wrong = warned.alerts[1]
    left = clinic.database.write(
        clients.void_alert, clinic.actor, clinic.lea.id, wrong.id, reason="Other client", now=later(minutes=1)
    )
    assert [alert.text for alert in left.alerts] == ["procaine (esters)"]
    statement = "SELECT text, void_reason FROM client_alert WHERE voided_at IS NOT NULL"
    kept = clinic.database.read(lambda db: db.connection().execute(text(statement)).all())
    assert [tuple(row) for row in kept] == [("Anticoagulant", "Other client")]


def test_an_alert_is_taken_back_once_with_a_reason_and_only_from_its_client(clinic: Given) -> None:
    allergy = clinic.lea.alerts[0]
    other = clinic.client()

    def void(client_id: object, reason: str) -> None:
        clinic.database.write(
            clients.void_alert,
            clinic.actor,
            client_id,
            allergy.id,
            reason=reason,
            now=NOW,  # type: ignore[arg-type]
        )

    with pytest.raises(Refused, match="reason is empty"):
        void(clinic.lea.id, " ")
    with pytest.raises(NotFound):
        void(other.id, "Wrong client")
    void(clinic.lea.id, "Disproved")
    with pytest.raises(Refused, match="already"):
        void(clinic.lea.id, "Again")


def test_who_is_not_there_is_not_found(clinic: Given) -> None:
    with pytest.raises(NotFound):
        clinic.database.read(clients.client, clinic.actor, uuid7(NOW))
    with pytest.raises(NotFound):
        clinic.database.read(clients.history, clinic.actor, uuid7(NOW))
    with pytest.raises(Refused, match="empty"):
        clinic.database.write(clients.add_alert, clinic.actor, clinic.lea.id, AlertKind.ALLERGY, "", now=NOW)
