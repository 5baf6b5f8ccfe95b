"""Base 45 (RFC 9285): bytes in the letters that a QR code keeps two to eleven bits."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def encode(data: bytes) -> str:
    """Write an even number of bytes, three letters for each two; ValueError for an odd one.

    >>> encode(b"ietf")
    'QED8WE'
    """
    if len(data) % 2:
        raise ValueError("an odd number of bytes")
    pairs = (int.from_bytes(data[start : start + 2]) for start in range(0, len(data), 2))
    return "".join(ALPHABET[rest % 45] for pair in pairs for rest in (pair, pair // 45, pair // 45**2))


def decode(letters: str) -> bytes:
    """Read what ``encode`` wrote; ValueError for anything else, so no two texts give the same bytes."""
    if len(letters) % 3:
        raise ValueError("no whole number of pairs")
    data = bytearray()
    for start in range(0, len(letters), 3):
        low, middle, high = (ALPHABET.index(letter) for letter in letters[start : start + 3])
        pair = low + 45 * middle + 45**2 * high
        if pair >> 16:
            raise ValueError("three letters mean more than two bytes hold")
        data += pair.to_bytes(2)
    return bytes(data)
