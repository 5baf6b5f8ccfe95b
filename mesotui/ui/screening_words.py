"""Suitability in words: the same on the check, in the record beside it, and on the client's page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from textual.content import Content

from mesotui.domain.dates import short_date
from mesotui.domain.screening import (
    SKIN_TYPES,
    Against,
    Answer,
    Decision,
    PastScreening,
    Reply,
    Screening,
    ScreeningItem,
    Topic,
    Verdict,
    Weighs,
)
from mesotui.domain.treatment import TreatmentSession
from mesotui.ui import local_time
from mesotui.ui.widgets.checklist import Line

TOPICS = {
    Topic.WEIGHT_KG: "Weight",
    Topic.SKIN_TYPE: "Skin type",
    Topic.PSYCHOLOGY: "Screen",
    Topic.CONCERNS: "Concerns",
    Topic.GOALS: "Goals",
    Topic.HISTORY: "History",
}
_COLOURS = {Weighs.ABSOLUTE: "$danger bold", Weighs.RELATIVE: "$warn", Weighs.NOTE: "$accent"}
_SIGNS = {Verdict.GO: ("✓ ", "$ok"), Verdict.DELAY: ("▲ ", "$warn"), Verdict.REFUSE: ("▲ ", "$danger")}


def told_words(topic: Topic, answer: Answer) -> str:
    """Write what was told on a topic, with its unit."""
    if topic is Topic.WEIGHT_KG:
        return f"{answer.detail} kg"
    if topic is Topic.SKIN_TYPE:
        return SKIN_TYPES[int(answer.detail) - 1]
    if topic is Topic.PSYCHOLOGY:
        return f"{answer.detail} ({answer.question})"
    return answer.detail


def checklist_lines(
    items: Iterable[ScreeningItem],
    screening: Screening,
    pending: Mapping[str, Reply],
    last: PastScreening | None,
) -> tuple[Line, ...]:
    """Write the clinic's questions, with the answers on disk and on their way, and those of last time."""
    standing = screening.standing
    before = last.screening.standing if last else {}
    day = f", {short_date(local_time.local(last.started_at).date())}" if last else ""
    return tuple(
        _line(item, standing.get(item.code), pending.get(item.code), before.get(item.code), day)
        for item in items
    )


def _line(
    item: ScreeningItem, answer: Answer | None, pending: Reply | None, before: Answer | None, day: str
) -> Line:
    reply = pending or (answer.reply if answer else None)
    was = f"last time {_spoken(before)}{day}" if before else ""
    return Line(
        code=item.code,
        question=item.question,
        facts=" · ".join(filter(None, (item.weighs, f"source {item.source}", item.about))),
        sign="…" if pending else "✓" if answer else "·",
        reply=reply or "",
        style=reply_style(item.weighs, reply),
        detail=answer.detail if answer and not pending else "",
        before=before.reply if before else "",
        before_whole=was,
    )


def reply_style(weighs: Weighs, reply: Reply | None) -> str:
    """Give the colour of an answer: what stands against going stands out."""
    if reply is Reply.YES:
        return _COLOURS[weighs]
    return {Reply.NO: "$ok", Reply.UNKNOWN: "$warn"}.get(reply or Reply.TOLD, "$quiet")


def _spoken(answer: Answer) -> str:
    return f"{answer.reply} {answer.detail}".strip()


def against_lines(found: Sequence[Against]) -> list[Content]:
    """Write what stands against going, a line each."""
    lines = []
    for one in found:
        sign = "?" if one.is_unknown else "▲" if one.weighs is Weighs.ABSOLUTE else "!"
        style = "$warn" if one.is_unknown else _COLOURS[one.weighs]
        source = (f"{' unknown' if one.is_unknown else ''} ({one.source})", "$quiet")
        lines.append(Content.assemble((f"{sign} {one.weighs:<9} ", style), one.words, source))
    return lines


def decision_line(decision: Decision, offset: timedelta) -> Content:
    """Write what was decided, by whom, and when."""
    time = (decision.recorded_at + offset).strftime("%H:%M")
    return Content.assemble(_SIGNS[decision.verdict], f"{time} {decision.sentence}, {decision.decider}")


def suitability_line(session: TreatmentSession) -> Content | None:
    """Write how the screening of a session stands; None while nothing was answered."""
    screening = session.screening
    if screening.decision is not None and not screening.is_outdated:
        return decision_line(screening.decision, session.utc_offset)
    if not screening.answers:
        return None
    answered = len([one for one in screening.standing.values() if one.reply is not Reply.TOLD])
    anew = ", to be decided anew" if screening.is_outdated else ", not decided"
    return Content.assemble(("! ", "$warn"), f"Suitability: {answered} answered{anew}")


def screening_lines(session: TreatmentSession) -> list[Content]:
    """Write what a record shows of the screening: the decision, each yes, and what was told."""
    line = suitability_line(session)
    return [*([line] if line else []), *finding_lines(session.screening)]


def finding_lines(screening: Screening) -> list[Content]:
    """Write every answer that isn't a plain no, and what was told, a line each."""
    lines = []
    for answer in screening.standing.values():
        if answer.reply not in (Reply.NO, Reply.TOLD):
            sign = "? " if answer.reply is Reply.UNKNOWN else "! "
            told = f"{answer.question} {_spoken(answer)}"
            lines.append(Content.assemble((sign, reply_style(answer.weighs, answer.reply)), told))
    return [*lines, *told_lines(screening)]


def told_lines(screening: Screening) -> list[Content]:
    """Write what was told, a line each."""
    standing = screening.standing
    return [
        Content.assemble((f"  {name}: ", "$quiet"), told_words(topic, standing[topic]))
        for topic, name in TOPICS.items()
        if topic in standing
    ]


def screening_sheet(session: TreatmentSession) -> list[tuple[str, str]]:
    """Write the screening of a closed session: decisions, each answer that isn't no, what was told."""
    rows = []
    for decision in session.screening.decisions:
        time = (decision.recorded_at + session.utc_offset).strftime("%H:%M")
        rows.append(("Suitability", f"{time} {decision.sentence}, {decision.decider}"))
    no = 0
    for code, answer in session.screening.standing.items():
        if answer.reply is Reply.TOLD:
            rows.append((TOPICS[Topic(code)], told_words(Topic(code), answer)))
        elif answer.reply is Reply.NO:
            no += 1
        else:
            rows.append(("Asked", f"{answer.question} {_spoken(answer)}"))
    return [*rows, ("Asked", f"{no} answered with no")] if no else rows


def past_line(past: PastScreening | None) -> Content:
    """Write a client's last screening for their page: its day, the decision, and what stood against it."""
    if past is None:
        return Content.styled("Never screened", "$quiet")
    day = short_date(local_time.local(past.started_at).date())
    told = [
        told_words(topic, past.screening.standing[topic])
        for topic in (Topic.WEIGHT_KG, Topic.SKIN_TYPE)
        if topic in past.screening.standing
    ]
    decision = past.screening.decision
    parts = [Content.styled(f"Screened {day}  ", "$quiet")]
    if decision is not None:
        parts.append(Content.assemble(_SIGNS[decision.verdict], f"{decision.sentence}, {decision.decider}"))
    parts += [Content.styled(f" · {words}", "$quiet") for words in told]
    for answer in past.screening.standing.values():
        if answer.counts_against:
            parts.append(Content.styled(f" · {answer.question} {_spoken(answer)}", "$warn"))
    return Content("").join(parts)
