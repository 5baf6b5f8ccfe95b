"""The command registry: every key can be pressed, none means two things, and all tables agree."""

import pytest
from textual.binding import Binding, BindingsMap
from textual.keys import Keys, _character_to_key

from mesotui.domain.errors import Refused
from mesotui.ui.keymap import (
    _NAMES,
    EVERYWHERE,
    Command,
    bindings,
    clashes,
    fault_of_key,
    in_scope,
    key_table,
    keymap,
    overridden,
    scopes_of,
    shown,
)
from mesotui.ui.keys import COMMANDS
from tests.readme_keys import README, table, with_table

ONLY_SECOND = {"ctrl+a", "ctrl+b", "ctrl+q", "ctrl+s"}
"""Keys that tmux, screen, flow control or editors' terminals keep for themselves."""


def bound(scope: str) -> list[Binding]:
    """The bindings of a scope, as Textual reads them."""
    return list(Binding.make_bindings(bindings(scope, COMMANDS)))


def test_ids_are_unique_and_name_their_scope() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    for command in COMMANDS:
        assert command.id.rpartition(".")[0] == command.scope


def test_every_key_can_be_sent_by_a_terminal() -> None:
    assert [fault for command in COMMANDS for key in command.keys if (fault := fault_of_key(key))] == []


def test_named_keys_are_names_textual_knows() -> None:
    known = {key.value for key in Keys} | {_character_to_key(character) for character in "/\\+-,.?!*=_[]"}
    assert set(_NAMES) <= known


def test_no_key_means_two_things_where_it_works() -> None:
    assert clashes(COMMANDS) == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_key_that_some_terminals_keep_has_a_second_way(command: Command) -> None:
    function_keys = [key for key in command.keys if key.startswith("f") and key[1:].isdigit()]
    others = [key for key in command.keys if key not in function_keys]
    if function_keys:
        assert others, "terminals and window managers keep function keys for themselves"
    assert not (set(command.keys) <= ONLY_SECOND)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_says_what_it_does_in_one_sentence(command: Command) -> None:
    assert command.help.endswith(".")
    assert command.help.count(".") == 1
    assert 0 < len(command.label) <= 16


def test_the_last_entry_is_voided_with_ctrl_z() -> None:
    assert keymap(COMMANDS)["session.inject.void-last"] == "ctrl+z"


@pytest.mark.parametrize(
    "key",
    [
        "ctrl+m",
        "ctrl+i",
        "ctrl+h",
        "ctrl+left_square_bracket",
        "ctrl+shift+a",
        "f25",
        "esc",
        "shift+ctrl+f2",
        "hyper+a",
        "",
    ],
)
def test_a_key_that_cannot_be_sent_is_named(key: str) -> None:
    assert key in fault_of_key(key)
    assert fault_of_key(key)


def test_bindings_carry_id_help_and_group() -> None:
    made = bound("session")
    first = next(binding for binding in made if binding.key == "f9")
    assert (first.id, first.action, first.priority) == ("session.next-step", "next_step", True)
    assert first.tooltip.endswith(".")
    assert first.group is not None
    assert {binding.key for binding in made} == {
        key for command in COMMANDS if command.scope == "session" for key in command.keys
    }


def test_a_letter_leaves_the_focused_field_its_text() -> None:
    mirror = next(binding for binding in bound("session.inject") if binding.key == "m")
    assert not mirror.priority


def test_a_numbered_command_is_told_its_digit() -> None:
    actions = [binding.action for binding in bound("session.cleanse")]
    assert "choose('3')" in actions


def test_a_numbered_command_is_told_its_digit_also_with_the_keys_of_a_clinic() -> None:
    held = BindingsMap(bindings("session.check.consent", COMMANDS))
    held.apply_keymap(keymap(COMMANDS))
    actions = {key: [one.action for one in found] for key, found in held.key_to_bindings.items()}
    assert {digit: actions[digit] for digit in "129"} == {
        "1": ["tick('1')"],
        "2": ["tick('2')"],
        "9": ["tick('9')"],
    }


def test_an_inner_scope_has_the_keys_around_it() -> None:
    assert scopes_of("session.inject") == ("session.inject", "session", EVERYWHERE)
    scopes = [command.scope for command in in_scope("session.inject", COMMANDS)]
    assert scopes == sorted(scopes, key=scopes_of("session.inject").index)
    assert set(scopes) == set(scopes_of("session.inject"))


def test_the_clinic_may_choose_keys() -> None:
    chosen = overridden(COMMANDS, {"session.note": "ctrl+v", "client.alert": ["f", "slash"]})
    keys = keymap(chosen)
    assert keys["session.note"] == "ctrl+v"
    assert keys["client.alert"] == "f,slash"
    assert keys["everywhere.help"] == "f1,ctrl+g"


def test_two_commands_may_swap_keys() -> None:
    chosen = overridden(COMMANDS, {"session.note": ["f9", "ctrl+n"], "session.next-step": ["f8", "ctrl+o"]})
    assert clashes(chosen) == []


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"today.opne": "o"}, '"today.opne" is no command; did you mean "today.open"? See'),
        ({"qqqqqqq": "o"}, '"qqqqqqq" is no command. See'),
        ({"today.open": "ctrl+m"}, '"today.open": a terminal sends Enter for ctrl+m.'),
        ({"today.open": "f99"}, '"today.open": f99 is no key name'),
        ({"today.open": 3}, '"today.open" needs one key or a list of keys'),
        ({"session.close.jump": "j"}, 'The keys of "session.close.jump" are the digits of its list'),
        ({"today.open": []}, '"today.open" needs one key or a list of keys'),
        ({"client.start": ["b"]}, 'b is given to both "client.start" and "client.book"'),
        ({"session.note": "f10"}, 'f10 is given to both "everywhere.quit" and "session.note"'),
        ({"session.inject.log": "f9"}, 'f9 is given to both "session.next-step" and "session.inject.log"'),
    ],
)
def test_a_wrong_choice_is_refused_in_one_sentence(table: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        overridden(COMMANDS, table)
    assert str(caught.value).startswith("[keys]: ")
    assert sentence in str(caught.value)


def test_keys_are_shown_as_they_are_printed() -> None:
    assert [shown(key) for key in ("f9", "ctrl+backslash", "enter", "plus", "up", "m")] == [
        "F9",
        "Ctrl+\\",
        "Enter",
        "+",
        "↑",
        "m",
    ]


def test_every_table_has_every_command_once() -> None:
    for made in (key_table(COMMANDS), table(COMMANDS)):
        for command in COMMANDS:
            assert made.count(command.help) >= 1
        assert len(made.splitlines()) in (len(COMMANDS) + 1, len(COMMANDS) + 2)


def test_the_readme_shows_the_keys_as_they_are() -> None:
    readme = README.read_text(encoding="utf-8")
    assert table(COMMANDS) in readme
    assert with_table(readme) == readme
