"""What must be true before a database file is opened; when it isn't, nothing was written."""

import os
from pathlib import Path

FILE_NAME = "records.sqlite"
MOUNTS = Path("/proc/self/mountinfo")

# The WAL-reset flaw loses or corrupts commits when one program checkpoints while another commits; it was
# mended in 3.51.3 and carried back to two older lines (https://www.sqlite.org/wal.html#the_wal_reset_bug).
SAFE_SQLITE = (3, 51, 3)
SAFE_SQLITE_LINES = ((3, 50, 7), (3, 44, 6))

# WAL keeps its index in memory that programs of one machine share, and locks that these don't honour.
NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "ceph",
        "afs",
        "lustre",
        "gfs2",
        "ocfs2",
        "vboxsf",
        "virtiofs",
    }
)
OVERLAY_FILE_SYSTEMS = frozenset({"overlay", "aufs"})

SQLITE_HEADER = b"SQLite format 3\0"


class CannotStart(Exception):
    """The program must not go on; the message is one sentence that says what to do (exit status 78)."""


def check_sqlite_version(version: tuple[int, ...]) -> None:
    """Refuse an SQLite that can lose commits when several terminals share a file.

    Raises:
        CannotStart: the version is neither new enough nor a mended older line.
    """
    mended = any(version[:2] == line[:2] and version >= line for line in SAFE_SQLITE_LINES)
    if version < SAFE_SQLITE and not mended:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, SAFE_SQLITE))
        raise CannotStart(
            f"SQLite {found} can lose what several terminals save: install the sqlcipher3 package"
            f" with SQLite {needed} or newer."
        )


def check_folder(folder: Path, *, throwaway: bool, mounts: Path = MOUNTS) -> None:
    """Refuse a data folder that can't be written to, or that can't keep a database safely.

    Args:
        folder: where the records are or will be; it needn't exist yet.
        throwaway: whether losing all is fine, as for the demo clinic: then a container's layer will do
        mounts: the kernel's list of mounted file systems; where there is none, it isn't asked.

    Raises:
        CannotStart: with what to do about it.
    """
    standing = _nearest_existing(folder.absolute())
    if not standing.is_dir():
        raise CannotStart(f"{standing} is a file, not a folder: choose another data folder with --data.")
    if not os.access(standing, os.W_OK | os.X_OK):
        raise CannotStart(
            f"{standing} can't be written to: allow it for this user,"
            " or choose another data folder with --data."
        )
    kind = file_system_of(standing.resolve(), mounts)
    if kind in NETWORK_FILE_SYSTEMS or kind.startswith("fuse"):
        raise CannotStart(
            f"{folder} is on a shared or network file system ({kind}), where the records can be destroyed:"
            " choose a folder on a disk of this machine with --data, or use PostgreSQL with --database."
        )
    if kind in OVERLAY_FILE_SYSTEMS and not throwaway:
        raise CannotStart(
            f"{folder} is inside a container's own layer ({kind}), which vanishes with the container:"
            " mount a volume and choose a folder on it with --data."
        )


def check_file(file: Path) -> None:
    """Refuse a file that is no database.

    Raises:
        CannotStart: the file holds something else, or can't be read and written.
    """
    if not file.exists():
        return
    if not os.access(file, os.R_OK | os.W_OK):
        raise CannotStart(f"{file} can't be read and written: allow it for this user.")
    with file.open("rb") as opened:
        beginning = opened.read(len(SQLITE_HEADER))
    if beginning and beginning != SQLITE_HEADER:
        raise CannotStart(f"{file} is not a database: move it away, or restore a backup in its place.")


def file_system_of(path: Path, mounts: Path = MOUNTS) -> str:
    """Name the kind of file system that holds a resolved path; empty where the kernel doesn't say.

    The longest mount point that leads to the path wins, and of equal ones the last, which hides the others.
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    longest, found = -1, ""
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, source = before.split(" "), after.split(" ")
        if len(fields) < 5 or not source[0]:
            continue
        mount_point = Path(_unescaped(fields[4]))
        if path.is_relative_to(mount_point) and len(mount_point.parts) >= longest:
            longest, found = len(mount_point.parts), source[0]
    return found


def _unescaped(field: str) -> str:
    r"""Undo the kernel's octal escapes: a blank in a mount point is written \040."""
    pieces = field.split("\\")
    return pieces[0] + "".join(chr(int(piece[:3], 8)) + piece[3:] for piece in pieces[1:])


def _nearest_existing(path: Path) -> Path:
    return next(candidate for candidate in (path, *path.parents) if candidate.exists())
