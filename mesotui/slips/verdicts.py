"""What is said about a slip that somebody asked about.

All of it is safe for a terminal, whatever the slip holds.
"""

import re
from collections.abc import Iterable

from mesotui.domain.text import shown
from mesotui.slips.signing import Finding, Verdict

_PROPERTY = re.compile(r"^(FN|TEL|NOTE):(.*)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_SIGNATURE_LINE = "S1."
_TELEPHONE = re.compile(rb"\r\nTEL:([^\r\n]*)\r\n")


def headline(verdict: Verdict) -> str:
    """Say in one or two sentences what was found, and what to do about it."""
    key = verdict.key
    match verdict.finding:
        case Finding.GENUINE if key is not None and key.is_own:
            return f"GENUINE. This clinic, {shown(key.clinic_name)}, signed it with key {verdict.key_id}."
        case Finding.GENUINE if key is not None and key.clinic_name:
            name = shown(key.clinic_name)
            return f"GENUINE, and another clinic's: {name} signed it with key {verdict.key_id}."
        case Finding.GENUINE:
            return f"GENUINE. It was signed with key {verdict.key_id} of the file."
        case Finding.UNKNOWN_CLINIC:
            return (
                f"NOT KNOWN. It names key {verdict.key_id}, which isn't believed here, so it may be forged."
                " Ask that clinic for what mesotui slip key --public prints."
            )
        case Finding.RETIRED_KEY:
            return (
                f"NOT GENUINE. It is dated {verdict.signed_on}, when its key {verdict.key_id} was retired:"
                " somebody has a key that they must not have."
            )
        case Finding.WITHDRAWN_KEY if key is not None and key.withdrawn_at is not None:
            since = f"{key.withdrawn_at.astimezone():%Y-%m-%d}"
            return (
                f"NOT TRUSTED. It was signed with key {verdict.key_id} of {shown(key.clinic_name)},"
                f" which is trusted no more since {since}: {shown(key.withdrawn_because)}"
            )
        case Finding.WITHDRAWN_KEY:
            return f"NOT TRUSTED. It was signed with key {verdict.key_id}, which is trusted no more."
        case Finding.ALTERED:
            return (
                "NOT GENUINE. It was changed after it was signed, or forged, or not read to the last letter."
            )
        case Finding.NOT_SIGNED:
            return "NOT GENUINE. It is no slip with a clinic's signature."


def as_read(payload: bytes) -> tuple[str, ...]:
    """Give the lines that a phone shows of an instructions code, without the signature."""
    text = payload.decode(errors="replace").replace("\r\n", "\n")
    if not text.startswith("BEGIN:VCARD"):
        lines = (line for line in text.split("\n") if not line.startswith(_SIGNATURE_LINE))
    else:
        values = (_ESCAPED.sub(_unescaped, value) for _, value in _PROPERTY.findall(text))
        lines = (line for value in values for line in value.split("\n"))
    return tuple(line for line in map(shown, lines) if line.strip())


def dials_elsewhere(payload: bytes, others: Iterable[bytes]) -> bool:
    """Whether a code beside a contact dials a number that isn't the contact's.

    Only the instructions code is signed, so a forger could paste another telephone code beside it.
    """
    signed = _TELEPHONE.search(payload)
    number = b"tel:" + signed[1] if signed else b""
    return any(other.lower().startswith(b"tel:") and other != number for other in others)


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]
