"""Codes that people read out: letters that aren't mistaken for one another, and one that notices mistakes.

The letters are Crockford's base 32: no I, L, O or U. What is heard as one of the first three is taken for
what it looks like, so that mistake does no harm.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_BITS = 5
_HEARD = str.maketrans("OIL", "011", " -\t\r\n")
# x⁵ + x² + 1, by which letters are multiplied as numbers of a field with 32 elements.
_FIELD = 0b100101


def spelled(number: int, letters: int) -> str:
    """Write the lowest bits of a number, five a letter.

    >>> spelled(1023, 3)
    '0ZZ'
    """
    return "".join(ALPHABET[number >> _BITS * place & 31] for place in reversed(range(letters)))


def heard(text: str) -> str:
    """Give what was typed from hearing as it would be written; what isn't a letter of the code stays.

    >>> heard("7k3m-9qwx ool1")
    '7K3M9QWX0011'
    """
    return text.upper().translate(_HEARD)


def is_spelled(letters: str) -> bool:
    """Whether there is something, and all of it is letters of the code."""
    return bool(letters) and set(letters) <= set(ALPHABET)


def check_letter(letters: str) -> str:
    """Give the letter that is written behind others so that mistakes are noticed.

    Every letter counts with another weight, so one wrong letter, or any two that changed places (among the
    first 31), always give another check letter.

    Args:
        letters: only letters of the code.
    """
    total = 0
    for letter in letters:
        total = (total ^ ALPHABET.index(letter)) << 1
        if total & 32:
            total ^= _FIELD
    return ALPHABET[total]


def grouped(letters: str) -> str:
    """Write a code in groups of four, as it is read out.

    >>> grouped("7K3M9QWX")
    '7K3M-9QWX'
    """
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
