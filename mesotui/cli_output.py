"""How records are written on the command line: as text for people, and as JSON for programs."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from mesotui.domain import dose
from mesotui.domain.consent import Consent, SessionConsents
from mesotui.domain.people import Client, Room, Staff
from mesotui.domain.screening import Answer, Decision, Reply, Screening, Topic
from mesotui.domain.staff_keys import StaffKey
from mesotui.domain.text import shown
from mesotui.domain.treatment import Anaesthetic, Antisepsis, AppliedLot, Finding, Injection, TreatmentSession

Json = dict[str, Any]


def say(text: str) -> None:
    """Print text that is ours, or that went through ``shown``."""
    sys.stdout.write(f"{text}\n")


def say_json(value: Json | Sequence[Json]) -> None:
    """Print JSON. What a terminal could take for commands is escaped by JSON itself or dropped."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, indent=2) + "\n")


def is_file(name: str) -> bool:
    """Whether something that may be a whole text is the name of a file."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        # Too long for a name, or with characters that no name has.
        return False


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Align columns by what they take on a terminal; every cell is made safe for it."""
    cells = [[shown(cell) for cell in row] for row in (header, *rows)]
    widths = [max(cell_len(row[column]) for row in cells) for column in range(len(header))]

    def line(row: Sequence[str]) -> str:
        padded = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        return "  ".join(padded).rstrip()

    return "\n".join(map(line, cells))


def client_json(client: Client) -> Json:
    """Give a client; alerts are the ones that stand."""
    return {
        "id": str(client.id),
        "name": client.name,
        "family_name": client.family_name,
        "given_name": client.given_name,
        "birth_date": client.birth_date.isoformat(),
        "phone": client.phone,
        "alerts": [{"kind": alert.kind.value, "text": alert.text} for alert in client.alerts],
    }


def room_json(room: Room) -> Json:
    """Give a room."""
    return {"id": str(room.id), "name": room.name}


def staff_json(person: Staff) -> Json:
    """Give a member of staff."""
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role.value,
        "active": person.active,
        "has_pin": person.has_pin,
    }


def staff_key_json(key: StaffKey) -> Json:
    """Give an SSH key of a member of staff."""
    return {
        "login": key.login,
        "fingerprint": key.public_key.fingerprint,
        "type": key.public_key.kind,
        "comment": key.public_key.comment,
        "active": key.active,
        "added_at": key.added_at.isoformat(),
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
        "revoke_reason": key.revoke_reason,
    }


def session_json(session: TreatmentSession) -> Json:
    """Give all that is recorded of a session; ``injections`` are those that stand, ``voided`` the others."""

    def at(moment: datetime | None) -> str | None:
        return None if moment is None else moment.astimezone(timezone(session.utc_offset)).isoformat()

    return {
        "id": str(session.id),
        "client": {"id": str(session.client.id), "name": session.client.name},
        "practitioner": session.practitioner.name,
        "room": session.room.name,
        "status": session.status.value,
        "step": session.step.value,
        "number": session.number,
        "started_at": at(session.started_at),
        "ended_at": at(session.ended_at),
        "end_reason": session.end_reason,
        "volume_ml": _amount(session.volume_ml),
        "consent": _session_consent_json(session.consent, at),
        "injections": [_injection_json(one, at(one.recorded_at)) for one in session.standing_injections],
        "voided": [
            {
                **_injection_json(one, at(one.recorded_at)),
                "voided_at": at(one.voided_at),
                "voided_by": one.voided_by,
                "void_reason": one.void_reason,
            }
            for one in session.injections
            if not one.counts
        ],
        "screening": _screening_json(session.screening, at),
        "phases": [_span(one, at, step=one.step.value) for one in session.phases],
        "antisepsis": [_antisepsis_json(one, at) for one in session.antisepses],
        "anaesthetics": [_span(one, at, **_anaesthetic_json(one)) for one in session.anaesthetics],
        "interruptions": [_span(one, at, reason=one.reason) for one in session.interruptions],
        "findings": [_finding_json(one, at(one.recorded_at)) for one in session.findings if one.counts],
        "notes": [
            {"text": one.text, "recorded_at": at(one.recorded_at), "recorded_by": one.recorded_by}
            for one in session.notes
        ],
        "limits_passed": [
            {
                "limit": one.limit,
                "source": one.source,
                "reason": one.reason,
                "recorded_at": at(one.recorded_at),
                "recorded_by": one.recorded_by,
            }
            for one in session.limit_reasons
        ],
        "slips": [{"code": one.code, "given_at": at(one.given_at)} for one in session.slips],
    }


def consent_json(consent: Consent, at: Any = datetime.isoformat) -> Json:
    """Give one answer about the treatment or photographs, with the text it was given to."""
    return {
        "kind": consent.kind.value,
        "answer": consent.answer.value,
        "language": consent.language,
        "text_version": consent.text_version,
        "text_sha256": consent.text_sha256,
        "method": consent.method or None,
        "witness": consent.witness or None,
        "disclosures": list(consent.disclosures),
        "alternatives": list(consent.alternatives),
        "reason": consent.reason,
        "session": None if consent.session_id is None else str(consent.session_id),
        "recorded_at": at(consent.recorded_at),
        "recorded_by": consent.recorded_by,
    }


def _session_consent_json(known: SessionConsents, at: Any) -> Json:
    """Give what stood when the session ended, or stands; null where nobody asked or confirmed."""
    confirmed = known.confirmation
    return {
        "treatment": None if known.treatment is None else consent_json(known.treatment, at),
        "photos": None if known.photos is None else consent_json(known.photos, at),
        "confirmed_at": None if confirmed is None else at(confirmed.confirmed_at),
        "confirmed_by": None if confirmed is None else confirmed.confirmed_by,
    }


def _span(one: Any, at: Any, **values: Any) -> Json:
    return {**values, "started_at": at(one.started_at), "ended_at": at(one.ended_at)}


def _injection_json(injection: Injection, recorded_at: str | None) -> Json:
    entry = injection.entry
    volume_ml = _amount(injection.volume_ml)
    return {
        "id": str(injection.id),
        "zone": entry.zone_code,
        "zone_name": injection.zone_name,
        "side": injection.side,
        "technique": entry.technique_code,
        "depth_mm": _amount(entry.depth_mm),
        "points": entry.points,
        "volume_ml_per_point": _amount(entry.volume_ml_per_point),
        "volume_ml": volume_ml,
        "components": _components_json(injection),
        "recorded_at": recorded_at,
        "recorded_by": injection.recorded_by,
    }


def _components_json(injection: Injection) -> list[Json]:
    """Give what an injection carried; where no lots were recorded, the one name that was."""
    if not injection.components:
        return [
            {
                "product": injection.entry.product_name,
                "manufacturer": None,
                "lot": None,
                "expiry": None,
                "volume_ml": _amount(injection.volume_ml),
            }
        ]
    return [
        {
            "product": one.product_name,
            "manufacturer": one.manufacturer or None,
            "lot": one.lot_number or None,
            "expiry": None if one.expiry is None else one.expiry.isoformat(),
            "volume_ml": _amount(one.volume_ml),
        }
        for one in injection.components
    ]


def _antisepsis_json(one: Antisepsis, at: Any) -> Json:
    return {
        "agent": one.agent_name,
        "contact_seconds": one.contact_seconds,
        "dry_seconds": one.dry_seconds,
        "contact_started_at": at(one.contact_started_at),
        "dry_started_at": at(one.dry_started_at),
        "ended_at": at(one.ended_at),
        "early_reason": one.early_reason,
        **_lot_json(one.lot),
    }


def _lot_json(lot: AppliedLot | None) -> Json:
    return {
        "lot": lot.number if lot else None,
        "lot_product": (lot.product_name or None) if lot else None,
        "expiry": lot.expiry.isoformat() if lot and lot.expiry else None,
    }


def _anaesthetic_json(one: Anaesthetic) -> Json:
    return {
        "product": None if one.is_none else one.product_name,
        "amount_g": None if one.amount_g is None else _amount(one.amount_g),
        "area_cm2": None if one.area_cm2 is None else _amount(one.area_cm2),
        "occluded": one.occluded,
        "early_reason": one.early_reason,
        **_lot_json(one.lot),
    }


def _screening_json(screening: Screening, at: Any) -> Json:
    """Give the answers that stand, those that were replaced, what was told, and the decisions."""
    answers = [one for one in screening.answers if one.reply is not Reply.TOLD]
    decisions = [_decision_json(one, at) for one in screening.decisions]
    standing = screening.standing
    return {
        "decision": decisions[-1] if decisions else None,
        "may_inject": screening.may_inject,
        "weight_kg": None if screening.weight_kg is None else _amount(screening.weight_kg),
        "skin_type": screening.told(Topic.SKIN_TYPE) or None,
        "concerns": screening.told(Topic.CONCERNS) or None,
        "goals": screening.told(Topic.GOALS) or None,
        "history": screening.told(Topic.HISTORY) or None,
        "psychology": _score_json(standing.get(Topic.PSYCHOLOGY)),
        "answers": [_answer_json(one, at) for one in answers if standing[one.code] is one],
        "replaced": [_answer_json(one, at) for one in answers if standing[one.code] is not one],
        "decisions": decisions,
    }


def _answer_json(one: Answer, at: Any) -> Json:
    return {
        "code": one.code,
        "question": one.question,
        "weighs": one.weighs.value,
        "source": one.source,
        "answer": one.reply.value,
        "detail": one.detail,
        "recorded_at": at(one.recorded_at),
        "recorded_by": one.recorded_by,
    }


def _score_json(one: Answer | None) -> Json | None:
    return None if one is None else {"tool": one.question, "score": one.detail}


def _decision_json(one: Decision, at: Any) -> Json:
    return {
        "decision": one.verdict.value,
        "until": None if one.until is None else one.until.isoformat(),
        "reason": one.reason,
        "decided_by": one.decider,
        "against": one.against,
        "recorded_at": at(one.recorded_at),
        "recorded_by": one.recorded_by,
    }


def _finding_json(one: Finding, recorded_at: str | None) -> Json:
    return {
        "kind": one.kind.value,
        "value": one.value,
        "detail": one.detail,
        "recorded_at": recorded_at,
        "recorded_by": one.recorded_by,
    }


def _amount(amount: Decimal) -> str:
    return dose.trimmed(amount)
