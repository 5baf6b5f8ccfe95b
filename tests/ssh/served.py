"""A real server on loopback, and the real ``ssh`` client for it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.system.terminal import PATIENCE, Console

ROOT = Path(__file__).parents[2]
_READY = re.compile(r"port (\d+)\. The host key is (SHA256:\S+)\.")


@dataclass(frozen=True, slots=True)
class Keys:
    """Private keys on disk, by name, with their public halves beside them."""

    folder: Path

    def file(self, name: str) -> Path:
        """Give the private key of a name; the first time it is made."""
        file = self.folder / name
        if not file.exists():
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)]
            subprocess.run(command, check=True)
        return file

    def public(self, name: str) -> str:
        """Give the line of its .pub file."""
        self.file(name)
        return (self.folder / f"{name}.pub").read_text()


def environment(**more: str) -> dict[str, str]:
    """Give what the server's and the client's processes are told, and nothing else of the machine."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C.UTF-8", **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a server at rest holds; it must be one of ``tests.ssh.watched``."""

    tasks: int
    visitors: int
    consoles: int
    left: int
    """Connections and consoles that are over and still in memory."""
    door_descriptors: int
    forker_descriptors: int
    door_mb: float
    forker_mb: float

    @property
    def counts(self) -> tuple[int, ...]:
        """What can be counted."""
        return (self.tasks, self.visitors, self.consoles, self.door_descriptors, self.forker_descriptors)


class Served:
    """One server.

    Args:
        command: what is run, after Python's name.
        keys: the clients' keys.
        log: where its journal goes.
    """

    def __init__(self, command: Sequence[str], keys: Keys, log: Path) -> None:
        self.keys = keys
        self.log = log
        self._told = log.with_suffix(".out")
        with log.open("ab") as errors, self._told.open("ab") as told:
            begin = told.tell()
            self.process = subprocess.Popen(
                [sys.executable, *command],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=errors,
                cwd=ROOT,
                env=environment(PYTHONPATH=str(ROOT)),
                start_new_session=True,
            )
        self.port, self.host_key = self._wait_until_ready(begin)

    def _wait_until_ready(self, begin: int) -> tuple[int, str]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = _READY.search(self._told.read_text()[begin:])
            if found:
                return int(found[1]), found[2]
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        raise AssertionError(f"the server never listened: {self.log.read_text()}")

    def command(self, key: str | Path, *more: str, user: str = "clinic", program: str = "ssh") -> list[str]:
        """Give the client's command line.

        Args:
            key: the name of a key, or a file.
            more: what stands before the host, and after it what begins with a blank.
            user: the name that is asked for.
            program: ssh, scp or sftp.
        """
        file = key if isinstance(key, Path) else self.keys.file(key)
        port = "-p" if program == "ssh" else "-P"
        options = [
            "IdentitiesOnly=yes",
            "BatchMode=yes",
            "StrictHostKeyChecking=accept-new",
            f"UserKnownHostsFile={self.keys.folder / 'known_hosts'}",
            "LogLevel=ERROR",
            "ConnectTimeout=20",
        ]
        before = [one for one in more if not one.startswith(" ")]
        after = [one[1:] for one in more if one.startswith(" ")]
        said = [part for option in options for part in ("-o", option)]
        host = [f"{user}@127.0.0.1"] if program == "ssh" else []
        return [program, "-F", "none", "-i", str(file), port, str(self.port), *said, *before, *host, *after]

    def run(self, key: str | Path, *more: str, **how: str) -> subprocess.CompletedProcess[str]:
        """Run the client without a terminal, to its end."""
        return subprocess.run(
            self.command(key, *more, **how),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=PATIENCE,
            env=environment(),
        )

    def console(
        self,
        key: str | Path,
        *more: str,
        user: str = "clinic",
        term: str = "xterm-256color",
        columns: int = 120,
        rows: int = 40,
    ) -> Console:
        """Run the client on a terminal of its own."""
        return Console(
            self.command(key, *more, user=user),
            environment=environment(),
            folder=self.keys.folder,
            columns=columns,
            rows=rows,
            term=term,
            synchronised=True,
        )

    def journal(self, event: str | None = None) -> list[dict[str, Any]]:
        """Give what was noted, of one kind or of all."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if event in (None, line["event"])]

    def wait_for(self, event: str, count: int = 1) -> dict[str, Any]:
        """Wait until an event was noted so often, and give the last."""
        end = time.monotonic() + PATIENCE
        while len(found := self.journal(event)) < count:
            assert time.monotonic() < end, f"{event} was never noted: {self.journal()}"
            time.sleep(0.02)
        return found[-1]

    def copies(self) -> list[int]:
        """Give the processes below the server: the forker, the keeper, and the consoles."""
        return _below(self.process.pid)

    @property
    def forker(self) -> int:
        """The process that is copied for each console; it is the first below the server."""
        return min(self.copies())

    def wait_for_copies(self, count: int, seconds: float = PATIENCE) -> None:
        """Wait until so many processes are below the server."""
        end = time.monotonic() + seconds
        while len(found := self.copies()) != count:
            assert time.monotonic() < end, f"{len(found)} processes, not {count}: {self.journal()}"
            time.sleep(0.02)

    def held(self, patience: float = PATIENCE) -> Held:
        """Ask what the server holds, again until the last of its connections is forgotten."""
        end = time.monotonic() + patience
        while True:
            asked = len(self.journal("held"))
            self.process.send_signal(signal.SIGUSR2)
            told = self.wait_for("held", asked + 1)
            if told["visitors"] == told["consoles"] == told["left"] == 0 or time.monotonic() > end:
                break
            time.sleep(0.1)
        door, forker = self.process.pid, self.forker
        return Held(
            **{name: told[name] for name in ("tasks", "visitors", "consoles", "left")},
            door_descriptors=descriptors(door),
            forker_descriptors=descriptors(forker),
            door_mb=memory_mb(door),
            forker_mb=memory_mb(forker),
        )

    def cpu_share(self, seconds: float) -> float:
        """Give the share of a core that the server at rest uses."""
        processes = (self.process.pid, *self.copies())
        before = sum(map(cpu_seconds, processes))
        time.sleep(seconds)
        return (sum(map(cpu_seconds, processes)) - before) / seconds

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End the server as systemd does, and give its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def memory_mb(process: int, kind: str = "VmRSS", file: str = "status") -> float:
    """Give what a process holds in memory, in MB of 2²⁰ bytes; "Pss" of "smaps_rollup" counts shares."""
    found = re.search(rf"^{kind}:\s+(\d+) kB", Path(f"/proc/{process}/{file}").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) / 1024


def cpu_seconds(process: int) -> float:
    """Give the processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors(process: int) -> int:
    """Count the open descriptors of a process."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def _below(process: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    children = [int(one) for one in listed.stdout.split()]
    return [*children, *(one for child in children for one in _below(child))]


@contextmanager
def serving(
    folder: Path, keys: Keys, *options: str, settings: str = "", program: Sequence[str] = ("-m", "mesotui")
) -> Iterator[Served]:
    """Serve the clinic of a folder, and end the server whatever happens.

    Args:
        folder: the clinic's.
        keys: the clients' keys.
        options: more options of ``mesotui serve``.
        settings: the content of ``mesotui.toml``.
        program: what Python runs.
    """
    if settings:
        (folder / "mesotui.toml").write_text(settings)
    # Ports come again, with another server's key behind them.
    (keys.folder / "known_hosts").unlink(missing_ok=True)
    log = folder.parent / f"{folder.name}-serve.log"
    served = Served([*program, "serve", "--port", "0", "--data", str(folder), *options], keys, log)
    try:
        yield served
    finally:
        left = served.copies()
        served.stop()
        for process in left:
            _kill(process)


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def mesotui(folder: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of the program on a clinic."""
    return subprocess.run(
        [sys.executable, "-m", "mesotui", "--data", str(folder), *arguments],
        input=typed,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
    )
