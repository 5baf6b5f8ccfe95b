"""Public keys: the clinic's own come and retire, those of others are trusted, and none is ever removed."""

import pytest
from sqlmodel import select

from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.slip_keys import key_id
from mesotui.records import slip_keys
from mesotui.records.tables import SlipKeyTrustRow
from tests.records.given import CLINIC, NOW, Given, later

FIRST, SECOND, LAKE, HILL = (bytes([number]) * 32 for number in range(1, 5))


def test_own_keys_come_first_and_the_newest_before_older_ones(clinic: Given) -> None:
    write = clinic.database.write
    write(slip_keys.add_own, clinic.actor, FIRST, now=NOW)
    write(slip_keys.trust, clinic.actor, LAKE, "Clinique du Lac", now=later(minutes=1))
    write(slip_keys.trust, clinic.actor, HILL, "Bergklinik", now=later(minutes=2))
    write(slip_keys.add_own, clinic.actor, SECOND, now=later(minutes=3))
    known = clinic.database.read(slip_keys.known_keys, clinic.actor)
    assert [(key.public_key, key.clinic_name, key.is_own) for key in known] == [
        (SECOND, CLINIC, True),
        (FIRST, CLINIC, True),
        (HILL, "Bergklinik", False),
        (LAKE, "Clinique du Lac", False),
    ]
    assert known[0].added_at == later(minutes=3)


def test_a_key_is_kept_once_and_retired_once(clinic: Given) -> None:
    write = clinic.database.write
    added = write(slip_keys.add_own, clinic.actor, FIRST, now=NOW)
    assert write(slip_keys.add_own, clinic.actor, FIRST, now=later(days=1)) == added
    retired = write(slip_keys.retire, clinic.actor, FIRST, now=later(days=2))
    assert retired.retired_at == later(days=2)
    assert write(slip_keys.retire, clinic.actor, FIRST, now=later(days=3)) == retired
    assert clinic.database.read(slip_keys.known_keys, clinic.actor) == (retired,)
    with pytest.raises(Refused, match="old, retired one"):
        write(slip_keys.add_own, clinic.actor, FIRST, now=later(days=4))


def test_nobody_can_be_both_this_clinic_and_another(clinic: Given) -> None:
    write = clinic.database.write
    write(slip_keys.add_own, clinic.actor, FIRST, now=NOW)
    write(slip_keys.trust, clinic.actor, LAKE, "Clinique du Lac", now=NOW)
    with pytest.raises(Refused, match="one of this clinic's own"):
        write(slip_keys.trust, clinic.actor, FIRST, "Somebody", now=NOW)
    with pytest.raises(Refused, match="another clinic's"):
        write(slip_keys.add_own, clinic.actor, LAKE, now=NOW)
    with pytest.raises(NotFound):
        write(slip_keys.retire, clinic.actor, LAKE, now=NOW)
    with pytest.raises(NotFound):
        write(slip_keys.retire, clinic.actor, HILL, now=NOW)
    assert len(clinic.database.read(slip_keys.known_keys, clinic.actor)) == 2


def test_a_trusted_key_keeps_its_name(clinic: Given) -> None:
    write = clinic.database.write
    trusted = write(slip_keys.trust, clinic.actor, LAKE, "  Clinique   du Lac ", now=NOW)
    assert trusted.clinic_name == "Clinique du Lac"
    assert write(slip_keys.trust, clinic.actor, LAKE, "Clinique du Lac", now=later(days=1)) == trusted
    with pytest.raises(Refused, match="already, as that of Clinique du Lac"):
        write(slip_keys.trust, clinic.actor, LAKE, "Bergklinik", now=NOW)
    with pytest.raises(Refused, match="name is empty"):
        write(slip_keys.trust, clinic.actor, HILL, " \u202e ", now=NOW)


def test_trust_is_withdrawn_with_a_reason_and_given_again_and_nothing_is_removed(clinic: Given) -> None:
    write = clinic.database.write
    write(slip_keys.trust, clinic.actor, LAKE, "Clinique du Lac", now=NOW)
    write(slip_keys.trust, clinic.actor, HILL, "Bergklinik", now=NOW)
    withdrawn = write(
        slip_keys.withdraw, clinic.actor, f" {key_id(LAKE).lower()} ", reason="Key stolen", now=later(days=1)
    )
    assert (withdrawn.withdrawn_at, withdrawn.withdrawn_because) == (later(days=1), "Key stolen")
    hill, lake = clinic.database.read(slip_keys.known_keys, clinic.actor)
    assert (hill.withdrawn_at, lake) == (None, withdrawn)
    with pytest.raises(Refused, match="no more already"):
        write(slip_keys.withdraw, clinic.actor, key_id(LAKE), reason="Again", now=later(days=2))
    again = write(slip_keys.trust, clinic.actor, LAKE, "Clinique du Lac", now=later(days=3))
    assert (again.withdrawn_at, again.added_at) == (None, NOW)
    write(slip_keys.withdraw, clinic.actor, key_id(LAKE), reason="Stolen again", now=later(days=4))
    kept = clinic.database.read(lambda db: db.exec(select(SlipKeyTrustRow)).all())
    decided = sorted((row.position, row.is_trusted, row.reason, row.decided_by) for row in kept)
    me = clinic.actor.staff_id
    assert decided == [
        (1, False, "Key stolen", me),
        (2, True, "", me),
        (3, False, "Stolen again", me),
    ]


def test_only_another_clinics_key_is_withdrawn_and_never_without_a_reason(clinic: Given) -> None:
    write = clinic.database.write
    write(slip_keys.add_own, clinic.actor, FIRST, now=NOW)
    write(slip_keys.trust, clinic.actor, LAKE, "Clinique du Lac", now=NOW)
    for name in (key_id(FIRST), key_id(HILL), ""):
        with pytest.raises(NotFound, match="See mesotui slip key"):
            write(slip_keys.withdraw, clinic.actor, name, reason="x", now=NOW)
    with pytest.raises(Refused, match="reason is empty"):
        write(slip_keys.withdraw, clinic.actor, key_id(LAKE), reason=" ", now=NOW)
    with pytest.raises(Refused, match="reason"):
        write(slip_keys.withdraw, clinic.actor, key_id(LAKE), reason="x" * 201, now=NOW)
