"""What a clinic chooses for its slips, and the languages that there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "en": "English",
        "fr": "French",
        "es": "Spanish",
        "it": "Italian",
        "pt": "Portuguese",
        "de": "German",
        "pl": "Polish",
        "ru": "Russian",
        "tr": "Turkish",
        "ar": "Arabic",
        "he": "Hebrew",
        "zh": "Chinese",
        "ja": "Japanese",
        "ko": "Korean",
    }
)
"""What slips can be written in: ISO 639-1 codes with their English names."""
RIGHT_TO_LEFT = frozenset({"ar", "he"})
"""Those of them that are written from right to left."""
WIDE_LETTERS = frozenset({"zh", "ja", "ko"})
"""Those of them whose letters need fonts of their own."""


class Instructions(StrEnum):
    """What the instructions code is for a phone."""

    CONTACT = "contact"
    """A vCard with a note, which phones offer to keep: the only form that iPhones are sure to show."""
    TEXT = "text"
    """Plain text, which Android phones show and keep nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipChoices:
    """What the clinic chose for its slips."""

    language: str = "en"
    """The one that most of its clients read, and that its own staff read on the screen."""
    languages: tuple[str, ...] = tuple(LANGUAGES)
    """Those that the slip screen goes through."""
    instructions: Instructions = Instructions.CONTACT
    names_products: bool = True
    """Whether a section for a doctor names what was injected."""


AS_SHIPPED = SlipChoices()
