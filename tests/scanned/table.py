"""The whole table."""

from tests.scanned.right import RIGHT
from tests.scanned.wrong import BY_HAND, NO_SEPARATOR, WRONG

CODES = (*RIGHT, *NO_SEPARATOR, *WRONG, *BY_HAND)
TYPED = tuple(code for code in CODES if not code.by_hand)
"""Those that a scanner types."""
