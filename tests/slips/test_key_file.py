from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mesotui.domain.errors import Refused
from mesotui.domain.slip_keys import SlipKey
from mesotui.slips.key_file import FILE_NAME, examine, existing_key, key_from, own_key, replace_key
from mesotui.slips.signing import public_bytes
from tests.slips.signed import private_key, public_key


def test_the_key_is_made_once_for_this_account_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert existing_key(folder) is None
    key = own_key(folder)
    assert public_bytes(own_key(folder)) == public_bytes(key)
    assert [file.name for file in folder.iterdir()] == [FILE_NAME]
    assert (folder / FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    kept = existing_key(folder)
    assert kept is not None and public_bytes(kept) == public_bytes(key)


def test_of_two_that_make_it_at_once_the_first_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = own_key(tmp_path)
    # As for a terminal that looked before the other one had written.
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert public_bytes(own_key(tmp_path)) == public_bytes(first)
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]


def test_a_key_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    own_key(tmp_path)
    (tmp_path / FILE_NAME).chmod(0o644)
    own_key(tmp_path)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_replaced_key_is_another_one_and_no_copy_stays(tmp_path: Path) -> None:
    old, new = own_key(tmp_path), key_from()
    replace_key(tmp_path, new)
    assert public_bytes(own_key(tmp_path)) == public_bytes(new) != public_bytes(old)
    assert [file.name for file in tmp_path.iterdir()] == [FILE_NAME]
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"half a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_damaged_key_is_said_and_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(Refused, match="holds no key"):
        own_key(tmp_path)
    assert existing_key(tmp_path) is None
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Refused, match="can't be used"):
        own_key(tmp_path / "file")
    with pytest.raises(Refused, match="The old key stays"):
        replace_key(tmp_path / "file", key_from())


RETIRED = public_key(retired_at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kept", "found", "is_well"),
    [
        ([], "for this account only", True),
        ([public_key()], "for this account only", True),
        ([public_key(), public_key("lake")], "for this account only", True),
        ([RETIRED], "an old, retired one: make one with mesotui slip key --rotate", False),
        ([replace(public_key(), is_own=False)], "another clinic's: make one", False),
        ([replace(public_key("new"), is_own=True), RETIRED], "an old, retired one", False),
        ([replace(public_key("new"), is_own=True)], "isn't the key on record", False),
    ],
)
def test_whether_the_key_is_the_one_on_record_is_said(
    tmp_path: Path, kept: list[SlipKey], found: str, is_well: bool
) -> None:
    replace_key(tmp_path, private_key())
    said, well = examine(tmp_path, kept)
    assert (found in said, well) == (True, is_well)


def test_a_key_that_is_missing_open_to_others_or_damaged_is_said_and_left_so(tmp_path: Path) -> None:
    assert examine(tmp_path, []) == ("none yet: it is made with the first slip", True)
    said, well = examine(tmp_path, [public_key()])
    assert ("is missing: put a copy back" in said, well) == (True, False)
    assert list(tmp_path.iterdir()) == []
    replace_key(tmp_path, private_key())
    file = tmp_path / FILE_NAME
    file.chmod(0o640)
    said, well = examine(tmp_path, [public_key()])
    assert ("chmod 600" in said, well, file.stat().st_mode & 0o777) == (True, False, 0o640)
    file.write_bytes(b"half a key")
    assert examine(tmp_path, [public_key()])[1] is False
