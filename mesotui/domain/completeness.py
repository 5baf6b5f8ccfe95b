"""What a session still lacks before it can be closed as done."""

from dataclasses import dataclass
from enum import StrEnum

from mesotui.domain.treatment import STEPS, FindingKind, Step, TreatmentSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that isn't there, and the step where it is entered."""

    step: Step
    what: str
    blocks: bool
    """Whether the session can't be closed as done without it: a clock that still runs on the client."""


def missing(session: TreatmentSession) -> tuple[Missing, ...]:
    """List what a session lacks, in the order of its steps; nothing when it is whole."""
    found: list[Missing] = []

    def lacks(step: Step, what: str, *, blocks: bool = False) -> None:
        found.append(Missing(step=step, what=what, blocks=blocks))

    if session.identity is None:
        lacks(Step.CHECK, "Identity is not confirmed")
    if not session.screening.may_inject:
        lacks(Step.CHECK, _unsuitable(session))
    if session.consent.lack:
        lacks(Step.CHECK, session.consent.lack)
    elif session.consent.photos is None:
        lacks(Step.CHECK, "The client isn't asked about photographs (no is an answer)")
    if not session.antisepses:
        lacks(Step.CLEANSE, "No cleansing is recorded")
    elif any(cleansing.ended_at is None for cleansing in session.antisepses):
        lacks(Step.CLEANSE, "A cleansing clock is still running", blocks=True)
    if not session.anaesthetics:
        lacks(Step.ANAESTHETIC, "Anaesthetic is not answered (none is an answer)")
    elif any(a.ended_at is None and not a.is_none for a in session.anaesthetics):
        lacks(Step.ANAESTHETIC, "The anaesthetic is still on the skin", blocks=True)
    if not session.standing_injections:
        lacks(Step.INJECT, "No zone is logged", blocks=True)
    if session.observation is None:
        lacks(Step.OBSERVE, "The observation was not started")
    elif session.observation.ended_at is None:
        lacks(Step.OBSERVE, "The observation is still running", blocks=True)
    kinds = {finding.kind for finding in session.findings if finding.counts}
    for kind, what in _FINDINGS.items():
        if kind not in kinds:
            lacks(Step.OBSERVE, what)
    return tuple(found)


def _unsuitable(session: TreatmentSession) -> str:
    decision = session.screening.decision
    if decision is None:
        return "Suitability is not decided"
    if session.screening.is_outdated:
        return "Suitability was decided before the last answers"
    return decision.sentence


_FINDINGS = {
    FindingKind.WELL_BEING: "How the client is, is not recorded",
    FindingKind.PAIN: "Pain is not recorded (0 is an answer)",
    FindingKind.REACTION: "Reactions are not recorded (none is an answer)",
}


class Mark(StrEnum):
    """How a step stands on the strip."""

    NOW = "now"
    DONE = "done"
    LACKS = "lacks"
    """It was left with something missing."""
    AHEAD = "ahead"


def marks(session: TreatmentSession) -> dict[Step, Mark]:
    """Give how each step stands, in their order."""
    lacking = {gap.step for gap in missing(session)}
    visited = {phase.step for phase in session.phases}
    return {step: _mark(session, step, step in visited, step in lacking) for step in STEPS}


def _mark(session: TreatmentSession, step: Step, visited: bool, lacking: bool) -> Mark:
    if session.is_open and step is session.step:
        return Mark.NOW
    if not visited:
        return Mark.AHEAD
    return Mark.LACKS if lacking else Mark.DONE
