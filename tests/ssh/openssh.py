"""A real sshd with lines and settings of our own, for tests and benches."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.ssh.served import Keys, environment
from tests.system.terminal import PATIENCE

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin") or "/usr/sbin/sshd"


@contextmanager
def sshd(home: Path, settings: str) -> Iterator[int]:
    """Run sshd on loopback, and give its port.

    Args:
        home: a folder that no other account may write to, all the way up: sshd looks at that.
        settings: what its configuration has besides.
    """
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / "host")], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    (home / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {home / 'host'}\nPidFile none\nUsePAM no\n"
        f"StrictModes yes\nPermitRootLogin forced-commands-only\n{settings}"
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    log = home / "log"
    with log.open("wb") as told:
        server = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", str(home / "sshd_config")], stderr=told, env=environment()
        )
    try:
        end = time.monotonic() + PATIENCE
        while "Server listening" not in log.read_text():
            assert server.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def client(keys: Keys, key: str, port: int, known_hosts: Path, *more: str) -> Sequence[str]:
    """Give the command line of ``ssh`` to this account; what begins with a blank stands after the host."""
    options = [
        "IdentitiesOnly=yes",
        "BatchMode=yes",
        "StrictHostKeyChecking=accept-new",
        f"UserKnownHostsFile={known_hosts}",
        "LogLevel=ERROR",
    ]
    said = [part for option in options for part in ("-o", option)]
    before = [one for one in more if not one.startswith(" ")]
    after = [one[1:] for one in more if one.startswith(" ")]
    target = f"{getpass.getuser()}@127.0.0.1"
    file = str(keys.file(key))
    return ["ssh", "-F", "none", *before, "-i", file, "-p", str(port), *said, target, *after]
