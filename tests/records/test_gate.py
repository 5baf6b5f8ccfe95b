"""The program refuses to start on what isn't safe, in one sentence, and writes nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

from mesotui.records import engine, gate
from mesotui.records.engine import FILE_NAME, PRAGMAS, open_database, postgresql_engine, sqlite_engine
from mesotui.records.gate import CannotStart, check_sqlite_version, file_system_of


def contents(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def refused(folder: Path, **options: Any) -> str:
    """Give the sentence; nothing below the folder's parent may have changed."""
    before = contents(folder.parent)
    with pytest.raises(CannotStart) as refusal:
        open_database(folder, **options)
    assert contents(folder.parent) == before
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def mounted(tmp_path: Path, kind: str, where: Path) -> Path:
    where.mkdir(exist_ok=True)
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
        f"31 27 0:26 / {where} rw shared:1 - {kind} server:/x rw\n"
    )
    return mounts


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 2)])
def test_an_sqlite_that_loses_commits_is_refused(
    version: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.sqlite, "sqlite_version_info", version)
    assert ".".join(map(str, version)) in refused(tmp_path / "data")


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_an_sqlite_that_was_mended_is_taken(version: tuple[int, ...]) -> None:
    check_sqlite_version(version)


@pytest.mark.parametrize(
    "kind",
    ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse", "fuse.sshfs", "fuseblk", "ceph", "virtiofs", "overlay"],
)
def test_a_file_system_that_cannot_keep_records_is_refused(kind: str, tmp_path: Path) -> None:
    mounts = mounted(tmp_path, kind, tmp_path / "share")
    sentence = refused(tmp_path / "share" / "clinic", mounts=mounts)
    assert f"({kind})" in sentence
    assert "--data" in sentence


def test_a_network_file_system_is_refused_for_a_throwaway_clinic_too(tmp_path: Path) -> None:
    mounts = mounted(tmp_path, "nfs4", tmp_path / "share")
    assert "nfs4" in refused(tmp_path / "share", mounts=mounts, throwaway=True)


def test_a_throwaway_clinic_may_lie_in_a_containers_layer(tmp_path: Path) -> None:
    mounts = mounted(tmp_path, "overlay", tmp_path)
    open_database(tmp_path / "demo", mounts=mounts, throwaway=True).close()
    assert (tmp_path / "demo" / FILE_NAME).exists()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/srv/clinic", "nfs4"),
        ("/srv/clinic/local/data", "xfs"),
        ("/srv/clinically", "ext4"),
        ("/mnt/with blank/data", "cifs"),
        ("/mnt/twice", "overlay"),
    ],
)
def test_the_longest_and_last_mount_point_holds_a_path(path: str, kind: str, tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/sda rw\n"
        "2 1 0:1 / /srv/clinic rw shared:7 master:3 - nfs4 host:/x rw\n"
        "3 2 8:2 / /srv/clinic/local rw - xfs /dev/sdb rw\n"
        r"4 1 0:2 / /mnt/with\040blank rw - cifs //host/x rw" + "\n"
        "5 1 0:3 / /mnt/twice rw - tmpfs tmpfs rw\n"
        "6 1 0:4 / /mnt/twice rw - overlay overlay rw\n"
        "broken line\n"
    )
    assert file_system_of(Path(path), mounts) == kind


def test_without_a_list_of_mounts_none_is_asked(tmp_path: Path) -> None:
    assert file_system_of(tmp_path, tmp_path / "missing") == ""


def test_this_machines_own_mounts_are_understood(tmp_path: Path) -> None:
    if not gate.MOUNTS.exists():
        pytest.skip("this system has no list of mounts")
    assert file_system_of(tmp_path.resolve())


def test_a_folder_that_cannot_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # These tests may run as root, whom no mode of a folder holds back.
    monkeypatch.setattr(gate.os, "access", lambda *_: False)
    assert "can't be written to" in refused(tmp_path / "data")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a letter")
    assert "is a file" in refused(tmp_path / "data")


def _nonsense(file: Path) -> None:
    file.write_bytes(b"a letter, and not a database\n" * 200)


def _damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[16:4096] = b"\xff" * (4096 - 16)
    file.write_bytes(content)


def _changed(statement: str) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        connection = sqlite.connect(str(file))
        connection.executescript(statement)
        connection.close()

    return change


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_nonsense, "is not a database"),
        (_damaged, "can't be read as a database"),
        (_changed("UPDATE alembic_version SET version_num = '9999';"), "newer mesotui"),
        (_changed("DROP TABLE alembic_version;"), "another program"),
    ],
)
def test_a_file_that_is_not_ours_is_refused(
    spoil: Callable[[Path], None], words: str, tmp_path: Path, set_up_file: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(set_up_file, folder / FILE_NAME)
    spoil(folder / FILE_NAME)
    assert words in refused(folder)


def lying(name: str) -> ModuleType:
    """A driver whose connections answer wrong when they are asked for one setting."""

    class Lying(sqlite.Connection):  # type: ignore[misc]
        def execute(self, statement: str, *arguments: Any) -> Any:
            if statement == f"PRAGMA {name}":
                statement = "SELECT 'wrong'"
            return super().execute(statement, *arguments)

    driver = ModuleType("lying")
    vars(driver).update(vars(sqlite))
    vars(driver)["connect"] = lambda *arguments, **options: sqlite.connect(
        *arguments, **{**options, "factory": Lying}
    )
    return driver


@pytest.mark.parametrize("name", PRAGMAS)
def test_a_setting_that_reads_back_wrong_is_refused(name: str, tmp_path: Path, set_up_file: Path) -> None:
    file = tmp_path / FILE_NAME
    shutil.copyfile(set_up_file, file)
    before = file.read_bytes()
    spoiled = sqlite_engine(file, write=True, busy_seconds=0, driver=lying(name))
    with pytest.raises(CannotStart, match=f"{name} at wrong"):
        spoiled.connect()
    spoiled.dispose()
    assert file.read_bytes() == before


@pytest.mark.parametrize("url", ["mysql://host/clinic", "sqlite:///file", "not an address"])
def test_only_postgresql_takes_the_place_of_the_file(url: str) -> None:
    with pytest.raises(CannotStart, match="postgresql://"):
        postgresql_engine(url, busy_seconds=0)


def test_a_server_that_is_not_there_is_said_without_the_password(tmp_path: Path) -> None:
    url = f"postgresql://ana:s3cret@/clinic?host={tmp_path}"
    assert "s3cret" not in refused(tmp_path / "data", url=url)


def test_a_server_that_does_not_sync_commits_is_refused(postgresql: str, tmp_path: Path) -> None:
    address = postgresql.format("postgres")
    with pytest.raises(CannotStart, match="synchronous_commit"):
        open_database(tmp_path, url=f"{address}&options=-csynchronous_commit%3Doff")


def test_folder_and_files_are_for_this_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "clinic"
    opened = open_database(folder, throwaway=True)
    try:
        opened.version()
        files = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
        assert folder.stat().st_mode & 0o777 == 0o700
        assert set(files.values()) == {0o600}
        assert f"{FILE_NAME}-wal" in files
    finally:
        opened.close()


def test_a_folder_with_other_things_in_it_keeps_its_mode(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    (folder / "letter.txt").write_text("hello")
    open_database(folder, throwaway=True).close()
    assert folder.stat().st_mode & 0o777 == 0o755
