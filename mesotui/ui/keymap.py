"""What a command is, and what is made of the registry: bindings, key bar, palette, help, tables.

A command is one entry of the table in ``keys.py``. Its action is the last part of its id:
``session.next-step`` runs ``action_next_step`` of whatever carries the bindings of its scope.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mesotui.domain.errors import Refused

if TYPE_CHECKING:
    from textual.binding import BindingType

EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do with one key."""

    id: str
    """``scope.verb``; the verb names the action."""
    keys: tuple[str, ...]
    """Textual's key names; the first is the one shown."""
    label: str
    """Two or three words beside the key."""
    help: str
    """One sentence for F1, the palette and the README."""
    scope: str
    """Where it works; a scope with a dot also has all of the scope before the dot."""
    group: str
    """The heading it stands under in F1."""
    numbered: bool = False
    """Whether the keys are the digits of a numbered list; the action is told which one was pressed."""

    @property
    def action(self) -> str:
        """The action's name, as Textual calls it."""
        return self.id.rsplit(".", 1)[-1].replace("-", "_")

    @property
    def shown_key(self) -> str:
        """The first key as it is printed on a keyboard; the whole range when the keys are digits."""
        if self.numbered:
            return f"{self.keys[0]}–{self.keys[-1]}"
        return shown(self.keys[0])


_MODIFIERS = ("ctrl", "alt", "shift")
_NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "slash": "/",
    "backslash": "\\",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "question_mark": "?",
    "exclamation_mark": "!",
    "asterisk": "*",
    "equals_sign": "=",
    "underscore": "_",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}
_FUNCTION_KEY = re.compile(r"f([1-9]|1[0-9]|2[0-4])")
# What a terminal sends for these is the same byte as Enter, Tab, Esc, Backspace and line feed.
_UNSENDABLE = {
    "ctrl+m": "Enter",
    "ctrl+i": "Tab",
    "ctrl+left_square_bracket": "Esc",
    "ctrl+h": "Backspace",
    "ctrl+j": "Enter",
}


def shown(key: str) -> str:
    """Give a key as it is printed on a keyboard.

    >>> shown("ctrl+z"), shown("f9"), shown("question_mark"), shown("m")
    ('Ctrl+Z', 'F9', '?', 'm')
    """
    *modifiers, base = key.split("+")
    name = _NAMES.get(base) or (base.upper() if modifiers or _FUNCTION_KEY.fullmatch(base) else base)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def fault_of_key(key: str) -> str:
    """Say in words what is wrong with a key's name; empty when a terminal can send it.

    >>> fault_of_key("ctrl+m")
    'a terminal sends Enter for ctrl+m'
    """
    if key in _UNSENDABLE:
        return f"a terminal sends {_UNSENDABLE[key]} for {key}"
    *modifiers, base = key.split("+")
    if modifiers != [name for name in _MODIFIERS if name in modifiers]:
        return f"{key} has a wrong modifier; write ctrl+, alt+ or shift+ once each, in that order"
    letter = len(base) == 1 and base.isascii() and base.isalnum()
    if not (letter or base in _NAMES or _FUNCTION_KEY.fullmatch(base)):
        return f"{key} is no key name; see mesotui keys for examples"
    if letter and "shift" in modifiers:
        return f"write {base.upper()} for {key}" if modifiers == ["shift"] else f"terminals can't send {key}"
    return ""


def scopes_of(scope: str) -> tuple[str, ...]:
    """Give a scope and all that its keys work together with, nearest first.

    >>> scopes_of("session.inject")
    ('session.inject', 'session', 'everywhere')
    """
    if scope == EVERYWHERE:
        return (EVERYWHERE,)
    parts = scope.split(".")
    return (*(".".join(parts[:count]) for count in range(len(parts), 0, -1)), EVERYWHERE)


def in_scope(scope: str, commands: Iterable[Command]) -> tuple[Command, ...]:
    """Give the commands that work in a scope: its own first, then those of the scopes around it."""
    held = tuple(commands)
    return tuple(command for name in scopes_of(scope) for command in held if command.scope == name)


def bindings(scope: str, commands: Iterable[Command]) -> list[BindingType]:
    """Make the Textual bindings of exactly one scope, for a ``BINDINGS`` of whatever carries it.

    Keys with Ctrl or Alt and function keys go before the focused field's own, plain keys after: so Ctrl+Z
    voids an entry while a field has the focus, and an ``m`` is still typed into it.
    """
    from textual.binding import Binding

    return [
        Binding(
            key,
            f"{command.action}('{key}')" if command.numbered else command.action,
            command.label,
            key_display=shown(key),
            priority=goes_first(key),
            tooltip=command.help,
            id=command.id,
            group=Binding.Group(command.group),
        )
        for command in commands
        if command.scope == scope
        for key in command.keys
    ]


def keymap(commands: Iterable[Command]) -> dict[str, str]:
    """Give every command's keys as Textual's ``set_keymap`` wants them.

    Always give it all commands: Textual drops a default key that another command takes over, unless both
    are named. Only those of a numbered list stay as they are bound: Textual gives all keys of a command the
    action of its first key, so that each digit would mean 1.
    """
    return {command.id: ",".join(command.keys) for command in commands if not command.numbered}


def clashes(commands: Iterable[Command]) -> list[tuple[str, Command, Command]]:
    """Give each key that two commands would both answer to, with the two."""
    held = tuple(commands)
    found = []
    for position, first in enumerate(held):
        for second in held[position + 1 :]:
            together = first.scope in scopes_of(second.scope) or second.scope in scopes_of(first.scope)
            found += [(key, first, second) for key in first.keys if together and key in second.keys]
    return found


def overridden(commands: Sequence[Command], keys: Mapping[str, object]) -> tuple[Command, ...]:
    """Give the commands with the keys that a clinic chose in its settings.

    Args:
        commands: the commands as shipped.
        keys: the ``[keys]`` table: command id to one key, or to a list of keys.

    Raises:
        Refused: a command or key doesn't exist, or belongs to a numbered list, or two commands would answer
            to one key.
    """
    ids = [command.id for command in commands]
    chosen = {}
    for name, value in keys.items():
        if name not in ids:
            raise Refused(f'[keys]: "{name}" is no command{_guess(name, ids) or "."} See mesotui keys.')
        if commands[ids.index(name)].numbered:
            raise Refused(f'[keys]: The keys of "{name}" are the digits of its list; leave it out.')
        chosen[name] = _chosen_keys(name, value)
    result = tuple(
        replace(command, keys=chosen[command.id]) if command.id in chosen else command for command in commands
    )
    for key, first, second in clashes(result):
        raise Refused(
            f'[keys]: {key} is given to both "{first.id}" and "{second.id}". Choose another key for one.'
        )
    return result


def key_rows(commands: Iterable[Command]) -> list[tuple[str, str, str, str]]:
    """Give each command with where its keys work, the keys, its id and what it does."""
    return [
        (
            command.scope,
            command.shown_key if command.numbered else ", ".join(shown(key) for key in command.keys),
            command.id,
            command.help,
        )
        for command in commands
    ]


def key_table(commands: Iterable[Command]) -> str:
    """Give all keys as a plain text table, for ``mesotui keys``."""
    rows = [("Scope", "Keys", "Command", "What it does"), *key_rows(commands)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join((*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[3])) for row in rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def goes_first(key: str) -> bool:
    """Tell whether a key is a command before the focused field hears of it.

    >>> goes_first("f9"), goes_first("ctrl+z"), goes_first("m"), goes_first("escape")
    (True, True, False, False)
    """
    *modifiers, _ = key.split("+")
    return bool(set(modifiers) - {"shift"}) or is_function_key(key)


def is_function_key(key: str) -> bool:
    """Tell whether a key is one of F1 to F24, with or without others held down."""
    return _FUNCTION_KEY.fullmatch(key.rsplit("+", 1)[-1]) is not None


def _chosen_keys(name: str, value: object) -> tuple[str, ...]:
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        raise Refused(f'[keys]: "{name}" needs one key or a list of keys, such as ["f2", "ctrl+t"].')
    for key in keys:
        if fault := fault_of_key(key):
            raise Refused(f'[keys]: "{name}": {fault}.')
    return tuple(dict.fromkeys(keys))


def _guess(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f'; did you mean "{close[0]}"?' if close else ""
