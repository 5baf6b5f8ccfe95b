"""Sixteen letters on every slip that are read out on the telephone: the clinic hears whether it wrote it.

The first eight are the slip's own code, by which the clinic finds it. Seven are made from what the
instructions code holds, its signature included, so nobody can make them for a slip that the clinic didn't
write. The last one notices mistakes.
"""

import hashlib

from mesotui.domain.spelling import check_letter, heard, is_spelled, spelled

SLIP_CODE_LETTERS = 8
_PROOF_LETTERS = 7
LETTERS = SLIP_CODE_LETTERS + _PROOF_LETTERS + 1


def telephone_code(slip_code: str, instructions: bytes) -> str:
    """Give a slip's sixteen letters, without groups."""
    digest = hashlib.sha256(
        b"mesotui telephone code 1\0" + slip_code.encode() + b"\0" + instructions
    ).digest()
    letters = slip_code + spelled(int.from_bytes(digest) >> 256 - 5 * _PROOF_LETTERS, _PROOF_LETTERS)
    return letters + check_letter(letters)


def is_telephone_code(text: str) -> bool:
    """Whether something typed can only be meant as such a code, mistyped or not."""
    letters = heard(text)
    return len(letters) == LETTERS and is_spelled(letters)


def is_misheard(code: str) -> bool:
    """Whether the letters of a code can't belong together."""
    return check_letter(code[:-1]) != code[-1]
