"""The clinic's settings: ``mesotui.toml`` in the data folder, read once at the start."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mesotui.domain.errors import Refused
from mesotui.domain.jurisdictions import COUNTRIES
from mesotui.domain.slip_choices import AS_SHIPPED, LANGUAGES, Instructions, SlipChoices
from mesotui.ssh.limits import LARGEST, Limits
from mesotui.ui.keymap import overridden
from mesotui.ui.keys import COMMANDS

if TYPE_CHECKING:
    from mesotui.clinic.reading import Document

_INSTRUCTIONS = tuple(Instructions)
_LARGEST_LIMIT = 1_000_000
THEMES = ("meso-dark", "meso-light", "high-contrast", "ansi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a clinic chose. Each attribute is a key of the same name; ``keys`` is a table."""

    theme: str = THEMES[0]
    """How it looks: meso-dark, meso-light, high-contrast, or ansi for the terminal's own 16 colours."""
    mouse: bool = False
    """Whether the mouse may click. Off, the terminal keeps it for selecting text."""
    low_bandwidth: bool = False
    """Whether every byte to the terminals counts, as with ``mesotui --low-bandwidth``."""
    language: str = AS_SHIPPED.language
    """The language of the slips unless another is chosen: en, fr, es, it, pt, de, pl, ru, tr, ar, he, zh, ja
    or ko. The screen shows slips in it where the terminal can't show the client's script."""
    languages: tuple[str, ...] = AS_SHIPPED.languages
    """The languages that one key goes through on the slip screen."""
    instructions: str = AS_SHIPPED.instructions.value
    """What the instructions code is for a phone: contact, or text."""
    name_products: bool = AS_SHIPPED.names_products
    """Whether slips name what was injected, for a doctor."""
    sign_slips: bool = True
    """Whether slips carry the clinic's signature, which makes their instructions code a little larger."""
    jurisdiction: str = ""
    """The country whose law on products and mixing is looked at, as ``FR``: what is known of it warns."""
    serve: Limits = field(default_factory=Limits)
    """How much the server lets in, as ``connections = 100`` in a table ``[serve]``."""
    keys: Mapping[str, Any] = field(default_factory=dict)
    """Other keys for commands, as ``"session.next-step" = ["f9"]``; ``mesotui keys`` names them all."""

    @property
    def slip_choices(self) -> SlipChoices:
        """What concerns the slips."""
        return SlipChoices(
            language=self.language,
            languages=self.languages,
            instructions=Instructions(self.instructions),
            names_products=self.name_products,
        )


def load(file: Path) -> Settings:
    """Read the settings; those that the file doesn't name are as shipped, and so are all without a file.

    Raises:
        Refused: the file, a key or a value is wrong; the sentence names file and line and what is known.
    """
    if not file.exists():
        return Settings()
    # Most clinics have no such file; what reads it would hold up the first paint.
    from mesotui.clinic.reading import read_toml

    document = read_toml(file)
    readers: dict[str, Callable[[Document, Any], Any]] = {
        "theme": lambda document, value: _one_of(document, "theme", value, THEMES),
        "mouse": lambda document, value: _flag(document, "mouse", value),
        "low_bandwidth": lambda document, value: _flag(document, "low_bandwidth", value),
        "language": lambda document, value: _one_of(document, "language", value, tuple(LANGUAGES)),
        "languages": _languages,
        "instructions": lambda document, value: _one_of(document, "instructions", value, _INSTRUCTIONS),
        "name_products": lambda document, value: _flag(document, "name_products", value),
        "sign_slips": lambda document, value: _flag(document, "sign_slips", value),
        "jurisdiction": _country,
        "serve": _limits,
        "keys": _keys,
    }
    chosen = {}
    for name, value in document.values.items():
        if name not in readers:
            raise _wrong(
                document, document.line_of_name(name), f'"{name}" is not known{_guess(name, readers)}'
            )
        chosen[name] = readers[name](document, value)
    return Settings(**chosen)


def _languages(document: Document, value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and value:
        return tuple(_one_of(document, "languages", one, tuple(LANGUAGES)) for one in value)
    line = document.line_of_name("languages")
    raise _wrong(document, line, 'languages must be a list such as ["en", "fr"]')


def _country(document: Document, value: Any) -> str:
    if isinstance(value, str) and value in COUNTRIES:
        return str(value)
    guess = ""
    if isinstance(value, str):
        capital = value.strip().upper()
        guess = f'; did you mean "{capital}"?' if capital in COUNTRIES else _guess(capital, COUNTRIES)
    line = document.line_of_name("jurisdiction")
    raise _wrong(document, line, f"jurisdiction must be a country of ISO 3166, such as FR or BR{guess}")


def _one_of(document: Document, name: str, value: Any, known: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in known:
        return value
    guess = _guess(value, known) if isinstance(value, str) else ""
    raise _wrong(document, document.line_of_name(name), f"{name} must be one of {', '.join(known)}{guess}")


def _flag(document: Document, name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong(document, document.line_of_name(name), f"{name} must be true or false")


def _keys(document: Document, value: Any) -> Mapping[str, Any]:
    header = document.line_of_name("keys")
    if not isinstance(value, dict):
        raise _wrong(document, header, "keys must be a table, [keys]")
    chosen: dict[str, Any] = {}
    for command, keys in value.items():
        # Each is added to those above it, so that a clash is named at the line that made it.
        chosen[command] = keys
        try:
            overridden(COMMANDS, chosen)
        except Refused as fault:
            raise Refused(
                f"{document.path.name}, line {document.line_of(command, header)}: {fault}"
            ) from None
    return chosen


def _limits(document: Document, value: Any) -> Limits:
    header = document.line_of_name("serve")
    if not isinstance(value, dict):
        raise _wrong(document, header, "serve must be a table, [serve]")
    known = [one.name for one in fields(Limits)]
    for name, number in value.items():
        line = document.line_of(name, header)
        if name not in known:
            raise _wrong(document, line, f'"{name}" is not known{_guess(name, known)}')
        most = LARGEST.get(name, _LARGEST_LIMIT)
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= most:
            raise _wrong(document, line, f"{name} must be a whole number from 1 to {most}")
    return Limits(**value)


def _wrong(document: Document, line: int, what: str) -> Refused:
    end = "" if what.endswith("?") else "."
    return Refused(f"{document.path.name}, line {line}: {what}{end} Correct it, or remove the line.")


def _guess(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""
