"""What a person can read on the screen: the step, clocks, fields, and all that it claims to be saved."""

import re
from collections import Counter
from datetime import timedelta

from tests.system.on_disk import Tally

_STEPS = "Check|Cleanse|Anaesthetic|Inject|Observe|Close"
_HERE = re.compile(rf"● ({_STEPS})\b")
_CONFIRMED = re.compile(r"✓ Check\b")
_TIME = r"(\d+:\d\d(?::\d\d)?)"
_BAR = r"(?:▕.{10}▏ )?"
_CLOCKS = {
    "session": re.compile(rf"{_TIME} of \d+–\d+ min"),
    "contact": re.compile(rf"^ *\S Contact {_BAR}{_TIME} ", re.MULTILINE),
    "drying": re.compile(rf"^ *\S Drying {_BAR}{_TIME} ", re.MULTILINE),
    "anaesthetic": re.compile(rf"^ *\S EMLA .*? {_BAR}{_TIME}(?: ·)? ready in", re.MULTILINE),
    "observation": re.compile(rf"^ *\S Observation {_BAR}{_TIME} ", re.MULTILINE),
    "pause": re.compile(rf"^ *▲ .* {_TIME}(?: ·)? interrupted", re.MULTILINE),
}
_ROW = re.compile(r"\d\d:\d\d ([a-z]{2,3}) .*? (\d+) ?× ?([\d.]+) +[\d.]+(?: mL)? (✓|voided)")
_ANSWERS = re.compile(r"^  ✓ (yes|no|unknown) +(Heart|Medicines|Thyroid)\b", re.MULTILINE)
_AGREED = re.compile(r"✓ \d\d:\d\d Consent confirmed")
_DECIDED = re.compile(r"✓ \d\d:\d\d Suitable")
_NOTE = re.compile(r"✎ \d\d:\d\d (qx\w*)")
_FINDINGS = {
    "well-being": re.compile(r"How is the client\?  ✓ (\w+)"),
    "pain": re.compile(r"Pain, 0 to 10\?  ✓ (\w+)"),
    "reaction": re.compile(r"Reactions\?  ✓ (\w+)"),
}

FIELDS = {
    "identity": re.compile(r"type what they say:[^\n]*\n *+(?P<typed>(?!initials)\S*|)"),
    "detail": re.compile(r"which:  (?P<typed>\S*)"),
    "weight": re.compile(r"Weight +(?P<typed>[\d.]*)"),
    "skin": re.compile(r"Skin type ++(?P<typed>(?!1 to 6)[1-6]|)"),
    "screen": re.compile(r"Screen ++(?P<typed>(?!DCQ, 0)\S*|)"),
    "concerns": re.compile(r"Concerns ++(?P<typed>(?!what bothers)\S*|)"),
    "goals": re.compile(r"Goals ++(?P<typed>(?!what they)\S*|)"),
    "history": re.compile(r"History ++(?P<typed>(?!illnesses)\S*|)"),
    "zone": re.compile(r"Zone  (?P<typed>\S*)"),
    "product": re.compile(r"Product  (?P<typed>\S*)"),
    "grams": re.compile(r"Amount  (?P<typed>[\d.]*)"),
    "area": re.compile(r"g on  (?P<typed>[\d.]*)"),
    "answer": re.compile(r"│  (?P<typed>(?!or type)\S*|)[^│\n]*│(?=.*\n.*\n.*Enter answer)"),
}
"""Where each field of the session is, and what stands in it."""


def step(text: str) -> str:
    """Give the step that the strip says the session is at; empty when there is no strip."""
    found = _HERE.search(text)
    return found[1].lower() if found else ""


def typed(text: str, field: str) -> str | None:
    """Give what stands in a field; None when the field isn't on the screen."""
    found = FIELDS[field].search(text)
    return found["typed"] if found else None


def place(text: str, field: str) -> tuple[int, int] | None:
    """Give the row and the column where a field begins; None when it isn't on the screen."""
    found = FIELDS[field].search(text)
    if found is None:
        return None
    start = found.start("typed")
    return text.count("\n", 0, start), start - (text.rfind("\n", 0, start) + 1)


def clocks(text: str) -> dict[str, timedelta]:
    """Give the time that each clock on the screen shows to have passed."""
    found = {name: pattern.search(text) for name, pattern in _CLOCKS.items()}
    return {name: _duration(match[1]) for name, match in found.items() if match}


def unkept(text: str, tally: Tally) -> list[str]:
    """Give everything that a screen called saved and that isn't on disk, in words."""
    lost = []
    shown = Counter((zone, int(points), amount) for zone, points, amount, _ in _ROW.findall(text))
    kept = Counter((shot.zone, shot.points, shot.per_point) for shot in tally.shots)
    lost += [f"entry {entry} shown as saved" for entry in shown - kept]
    voided = Counter(zone for zone, _, _, sign in _ROW.findall(text) if sign == "voided")
    lost += [f"void of {zone}" for zone in voided - Counter(shot.zone for shot in tally.shots if shot.voided)]
    lost += [f"note {note}" for note in _NOTE.findall(text) if note not in tally.notes]
    if _CONFIRMED.search(text) and not tally.is_identified:
        lost.append("confirmed identity")
    answers = {code: reply for code, reply, _ in tally.answers}
    lost += [
        f"answer to {question}"
        for reply, question in _ANSWERS.findall(text)
        if answers.get(question.lower()) != reply
    ]
    if _DECIDED.search(text) and not tally.decisions:
        lost.append("decision to go")
    if _AGREED.search(text) and not tally.confirmations:
        lost.append("confirmed consent")
    for kind, pattern in _FINDINGS.items():
        found = pattern.search(text)
        if found and (kind, found[1]) not in tally.findings:
            lost.append(f"finding {kind} {found[1]}")
    for clock in ("contact", "drying"):
        if clock in clocks(text) and not tally.cleansings:
            lost.append(f"cleansing at {clock}")
    if "anaesthetic" in clocks(text) and not tally.anaesthetics:
        lost.append("anaesthetic on the skin")
    if "observation" in clocks(text) and not tally.watches:
        lost.append("observation")
    if "pause" in clocks(text) and not tally.pauses:
        lost.append("interruption")
    if "This session is done" in text and tally.status != "done":
        lost.append("closing of the session")
    return lost


def _duration(shown: str) -> timedelta:
    seconds = 0
    for part in shown.split(":"):
        seconds = 60 * seconds + int(part)
    return timedelta(seconds=seconds)
