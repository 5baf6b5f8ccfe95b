"""A slip as it is read out: to somebody who can't read it, on the telephone, or by a screen reader."""

import re

from mesotui.slips.payloads import dialled
from mesotui.slips.slip import FRAMED, Slip, safe

# A telephone number as people write it; what is part of a date or a time is none.
_PHONE = re.compile(r"(?<![\d:.,/])\+?\d[\d ().\-/]{5,}\d(?![\d:])")
_TIME = re.compile(r"\d{1,2}:\d\d")
_TURKISH = str.maketrans({"I": "ı", "İ": "i"})


def aloud(slip: Slip) -> str:
    """Give a slip's text in sentences: no bullets, no capitals to be spelled out, numbers digit by digit."""
    blocks = []
    for block in slip.text.strip("\n").split("\n\n"):
        heading, *lines = map(safe, block.removeprefix(FRAMED).split("\n"))
        spoken = [_sentence(_dialled(line.removeprefix("- ")), slip.language) for line in lines]
        blocks.append("\n".join((f"{_lowered(heading, slip.language)}:", *spoken)))
    return "\n\n".join(blocks).replace(slip.code, " ".join(slip.code)) + "\n"


def _lowered(heading: str, language: str) -> str:
    """Give a heading without its capitals; names that have small letters keep theirs."""
    spelled = _TURKISH if language == "tr" else {}
    first, *others = (
        word.translate(spelled).lower() if word.isupper() else word for word in heading.split(" ")
    )
    return " ".join((heading[:1] + first[1:], *others))


def _sentence(line: str, language: str) -> str:
    first = "İ" if language == "tr" and line[:1] == "i" else line[:1].upper()
    begun = first + line[1:]
    if begun.endswith((".", "!", "?", "。")):
        return begun
    return f"{begun}{'。' if language in ('zh', 'ja') else '.'}"


def _dialled(line: str) -> str:
    def digits(found: re.Match[str]) -> str:
        return " ".join(dialled(found[0]))

    return line if _TIME.search(line) else _PHONE.sub(digits, line)
