"""What a practitioner does next, told from what is on disk: the keys, and what they must leave there."""

import functools
import re
from dataclasses import dataclass, replace

from mesotui import clinic
from mesotui.domain.anatomy import Anatomy
from mesotui.domain.dose import trimmed
from tests.system.on_disk import Shot, Stretch, Tally

AGENT = "chg2-ipa70"
PRODUCT = "Saline"
FINDINGS = (("well-being", "well"), ("pain", "3"), ("reaction", "none"))


@dataclass(frozen=True, slots=True)
class Press:
    """One key."""

    key: str


@dataclass(frozen=True, slots=True)
class Type:
    """Text for a field, which is gone to first when the keys go elsewhere."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Show:
    """A key that is only pressed when what it shows isn't on the screen yet."""

    key: str
    wanted: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Await:
    """Something that the screen must show before the next key."""

    wanted: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that is recorded."""

    parts: tuple[Press | Type | Show | Await, ...]
    stages: tuple[Tally, ...]
    """What is on disk after each of its transactions; the last is when it is done."""
    shown: re.Pattern[str]
    """What the screen shows when it is done."""


def next_move(tally: Tally, anatomy: Anatomy, token: str) -> Move | None:
    """Give what comes next; None when the session is over and its slip is given.

    Args:
        tally: what is on disk.
        anatomy: the zones, in the order in which they are repeated on.
        token: the text of a note or reason, "qx" and digits: found again on any screen.
    """
    if tally.status == "done":
        return None if tally.slips else _give(tally)
    moves = {
        "check": _check,
        "cleanse": _cleanse,
        "anaesthetic": _anaesthetic,
        "observe": _observe,
        "close": _close,
    }
    if tally.step == "inject":
        return _inject(tally, anatomy, token)
    return moves[tally.step](tally, token)


def _check(tally: Tally, token: str) -> Move:
    if not tally.is_identified:
        confirmed = replace(tally, is_identified=True)
        parts = (Type("identity", "lm85"), Press("enter"))
        return Move(parts=parts, stages=(confirmed,), shown=re.compile("❯ 1 of 3 "))
    if tally.decisions:
        return _consent(tally)
    standing = {code: (reply, detail) for code, reply, detail in tally.answers}
    if "heart" not in standing:
        no = _answering(tally, "heart", "no")
        return Move(parts=(Press("n"),), stages=(no,), shown=re.compile("✓ no +Heart"))
    if standing.get("medicines") == ("yes", ""):
        detailed = _answering(tally, "medicines", "yes", token)
        return _detail(token, detailed)
    if "medicines" not in standing:
        yes = _answering(tally, "medicines", "yes")
        move = _detail(token, yes, _answering(yes, "medicines", "yes", token))
        return replace(move, parts=(Press("y"), *move.parts))
    if "thyroid" not in standing:
        unknown = _answering(tally, "thyroid", "unknown")
        return Move(parts=(Press("u"),), stages=(unknown,), shown=re.compile("3 of 3 answered"))
    for field, code, typed, kept, shown in _told(token):
        if code not in standing:
            stage = _answering(tally, code, "told", kept)
            parts = (Type(field, typed), Press("enter"))
            return Move(parts=parts, stages=(stage,), shown=re.compile(shown))
    return Move(
        parts=(Await(re.compile("❯ What is decided")), Press("g")),
        stages=(replace(tally, decisions=("go",)),),
        shown=_CONSENT,
    )


_CONSENT = re.compile("❯ (Read it aloud|Does the client say)")


def _consent(tally: Tally) -> Move:
    """Take a first consent; a client who was here before says that it still holds."""
    if not tally.confirmations:
        given = replace(tally, consents=(("treatment", "given"),), confirmations=1)
        confirmed = replace(tally, confirmations=1)
        if tally.number > 1:
            stages = (confirmed, replace(confirmed, step="cleanse"))
            asked = Await(re.compile("❯ Does the client say"))
            return Move(parts=(asked, Press("y")), stages=stages, shown=_at("Cleanse"))
        # From the beginning, since some of it may be ticked already.
        told = tuple(map(Press, ("a", *"1234", *"27", "enter", "1", "y")))
        return Move(parts=told, stages=(given,), shown=re.compile("❯ Photographs: "))
    if tally.number == 1 and len(tally.consents) == 1:
        photos = replace(tally, consents=(*tally.consents, ("photos", "refused")))
        parts = tuple(map(Press, ("p", "1", "n")))
        return Move(parts=parts, stages=(photos, replace(photos, step="cleanse")), shown=_at("Cleanse"))
    return _step(tally, "cleanse")


def _told(token: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """Give the fields in their order: what it is called here and on disk, what is typed, kept and shown."""
    return (
        ("weight", "weight_kg", "64.5", "64.5", "✓ 64.5 kg"),
        ("skin", "skin_type", "3", "3", "✓ III"),
        ("screen", "psychology", "dcq9", "9", r"✓ 9 \(DCQ"),
        ("concerns", "concerns", token, token, f"✓ {token}"),
        ("goals", "goals", token, token, f"✓ {token}"),
        ("history", "history", token, token, f"History: {token}"),
    )


def _answering(tally: Tally, code: str, reply: str, detail: str = "") -> Tally:
    return replace(tally, answers=(*tally.answers, (code, reply, detail)))


def _detail(token: str, *stages: Tally) -> Move:
    parts = (Type("detail", token), Press("enter"))
    return Move(parts=parts, stages=stages, shown=re.compile(rf"✓ yes +Medicines\? {token}"))


def _cleanse(tally: Tally, token: str) -> Move:
    if not tally.cleansings:
        begun = replace(tally, cleansings=(Stretch(AGENT, "begun"),))
        return Move(parts=(Press("1"),), stages=(begun,), shown=re.compile("● Contact "))
    (cleansing,) = tally.cleansings
    reasoned: tuple[Press | Type, ...] = (Press("enter"), Type("answer", token), Press("enter"))
    if cleansing.stage == "begun":
        drying = replace(tally, cleansings=(Stretch(AGENT, "second", (token,)),))
        return Move(parts=reasoned, stages=(drying,), shown=re.compile("● Drying "))
    if cleansing.stage == "second":
        ended = replace(tally, cleansings=(Stretch(AGENT, "ended", (f"{cleansing.typed[0]}; {token}",)),))
        stages = (ended, replace(ended, step="anaesthetic"))
        return Move(parts=reasoned, stages=stages, shown=_at("Anaesthetic"))
    return _step(tally, "anaesthetic")


def _anaesthetic(tally: Tally, token: str) -> Move:
    if not tally.anaesthetics:
        applied = replace(tally, anaesthetics=(Stretch("emla5", "begun", ("12.5", "80")),))
        amounts = (Press("1"), Type("grams", "12.5"), Type("area", "80"), Press("enter"))
        return Move(parts=amounts, stages=(applied,), shown=re.compile("● EMLA .*ready in"))
    (applied_one,) = tally.anaesthetics
    if not tally.pauses:
        return _pause(tally, token)
    if tally.pauses[-1].stage == "begun":
        return _resume(tally)
    if applied_one.stage == "begun":
        ended = replace(tally, anaesthetics=(Stretch("emla5", "ended", ("12.5", "80", token)),))
        parts = (Press("r"), Type("answer", token), Press("enter"))
        return Move(parts=parts, stages=(ended, replace(ended, step="inject")), shown=_at("Inject"))
    return _step(tally, "inject")


def _inject(tally: Tally, anatomy: Anatomy, token: str) -> Move:
    done = len(tally.shots) + sum(shot.voided for shot in tally.shots) + len(tally.notes)
    done += sum(2 if pause.stage == "ended" else 1 for pause in tally.pauses[1:])
    script = (
        lambda: _log(tally, "tll", 24, Type("product", PRODUCT)),
        lambda: _mirror(tally, anatomy),
        lambda: _log(tally, "tar", 12),
        lambda: _repeat(tally, anatomy),
        lambda: _void(tally),
        lambda: _note(tally, token),
        lambda: _log(tally, "bll", 30),
        lambda: _mirror(tally, anatomy),
        lambda: _pause(tally, token),
        lambda: _resume(tally),
        lambda: _log(tally, "cal", 8),
        lambda: _note(tally, token),
        lambda: _void(tally),
        lambda: _step(tally, "observe"),
    )
    return script[done]()


def _observe(tally: Tally, token: str) -> Move:
    if len(tally.findings) < len(FINDINGS):
        kind, value = FINDINGS[len(tally.findings)]
        key = {"well": "1", "none": "0"}.get(value, value)
        asked = re.compile({"well-being": "❯ How is", "pain": "❯ Pain", "reaction": "❯ Reactions"}[kind])
        found = replace(tally, findings=(*tally.findings, (kind, value)))
        parts = (Await(asked), Press(key))
        return Move(parts=parts, stages=(found,), shown=re.compile(rf"\?  ✓ {value}"))
    if not tally.watches:
        begun = replace(tally, watches=(Stretch("watch", "begun"),))
        return Move(parts=(Press("enter"),), stages=(begun,), shown=re.compile("● Observation "))
    if tally.watches[0].stage == "begun":
        ended = replace(tally, watches=(Stretch("watch", "ended", (token,)),))
        end = (Press("enter"), Type("answer", token), Press("enter"))
        return Move(parts=end, stages=(ended, replace(ended, step="close")), shown=_at("Close"))
    return _step(tally, "close")


def _close(tally: Tally, _token: str) -> Move:
    done = replace(tally, status="done")
    return Move(parts=(Press("enter"),), stages=(done,), shown=_SLIP)


def _give(tally: Tally) -> Move:
    given = replace(tally, slips=1)
    return Move(parts=(Show("enter", _SLIP), Press("enter")), stages=(given,), shown=re.compile("✓ Given"))


_SLIP = re.compile("Not given yet")


def _step(tally: Tally, step: str) -> Move:
    return Move(parts=(Press("f9"),), stages=(replace(tally, step=step),), shown=_at(step.capitalize()))


def _log(tally: Tally, zone: str, points: int, *more: Type) -> Move:
    shot = Shot(zone, points, _millilitres_per_point())
    parts: tuple[Press | Type, ...] = (*more, Type("zone", f"{zone}{points}"), Press("enter"))
    return Move(parts=parts, stages=(_with(tally, shot),), shown=_row(shot))


@functools.cache
def _millilitres_per_point() -> str:
    """What the first technique begins with; nothing else is ever typed here."""
    return trimmed(clinic.load(None).protocol.techniques[0].volume_ml_per_point.value)


def _mirror(tally: Tally, anatomy: Anatomy) -> Move:
    last = _last(tally)
    other = anatomy.mirror(anatomy.zone(last.zone)).code
    shot = replace(last, zone=other, is_mirror=True)
    return Move(parts=(Press("m"),), stages=(_with(tally, shot),), shown=_row(shot))


def _repeat(tally: Tally, anatomy: Anatomy) -> Move:
    last = _last(tally)
    shot = replace(last, zone=anatomy.next_zone(anatomy.zone(last.zone)).code, is_mirror=False)
    return Move(parts=(Press("."),), stages=(_with(tally, shot),), shown=_row(shot))


def _void(tally: Tally) -> Move:
    last = _last(tally)
    shots = tuple(replace(shot, voided=True) if shot is last else shot for shot in tally.shots)
    shown = re.compile(rf"\d\d:\d\d {last.zone} .*voided")
    return Move(parts=(Press("ctrl+z"),), stages=(replace(tally, shots=shots),), shown=shown)


def _note(tally: Tally, token: str) -> Move:
    parts = (Press("f8"), Type("answer", token), Press("enter"))
    noted = replace(tally, notes=(*tally.notes, token))
    return Move(parts=parts, stages=(noted,), shown=re.compile("✓ Note saved"))


def _pause(tally: Tally, token: str) -> Move:
    parts = (Press("f11"), Type("answer", token), Press("enter"))
    paused = replace(tally, pauses=(*tally.pauses, Stretch("pause", "begun", (token,))))
    return Move(parts=parts, stages=(paused,), shown=re.compile(r"\d(?: ·)? interrupted"))


def _resume(tally: Tally) -> Move:
    ended = replace(tally.pauses[-1], stage="ended")
    stages = (replace(tally, pauses=(*tally.pauses[:-1], ended)),)
    return Move(
        parts=(Press("f11"),), stages=stages, shown=re.compile(r"\A(?!.*\d(?: ·)? interrupted)", re.DOTALL)
    )


def _last(tally: Tally) -> Shot:
    return next(shot for shot in reversed(tally.shots) if not shot.voided)


def _with(tally: Tally, shot: Shot) -> Tally:
    return replace(tally, shots=(*tally.shots, shot))


def _row(shot: Shot) -> re.Pattern[str]:
    return re.compile(rf"\d\d:\d\d {shot.zone} .* {shot.points} ?× ?{shot.per_point} .*✓")


def _at(step: str) -> re.Pattern[str]:
    return re.compile(f"● {step}\\b")
