"""The console and the bare app over SSH: through ``mesotui serve``, and behind an OpenSSH server."""

from __future__ import annotations

import shlex
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.stopwatch import Stopwatch
from tests.bench.treated import Treated
from tests.ssh.line import Line
from tests.ssh.openssh import client, sshd
from tests.ssh.served import ROOT, Keys, Served, environment, serving

SERVED, BEHIND_OPENSSH, BARE_BEHIND_OPENSSH = "served", "console", "bare"
"""The ways in; each has a key of its name."""
AUTHENTICATED = b"Authenticated to"
BARE = str(Path(__file__).with_name("bare.py"))


class OverSsh:
    """A clinic with a session at its injections, and all servers for it.

    Args:
        treated: the clinic.
        served: its server.
        openssh_port: where an OpenSSH server leads to the console and to the bare app.
    """

    def __init__(self, treated: Treated, served: Served, openssh_port: int) -> None:
        self.treated = treated
        self.served = served
        self._openssh_port = openssh_port

    @contextmanager
    def line(self, way: str, *, bytes_per_second: int | None = None) -> Iterator[Line]:
        """Lay a line to a server, which counts what it carries."""
        port = self.served.port if way == SERVED else self._openssh_port
        carrying = Line(port, bytes_per_second=bytes_per_second)
        carrying.start()
        try:
            yield carrying
        finally:
            carrying.close()

    def console(
        self,
        way: str,
        *more: str,
        line: Line | None = None,
        term: str = "xterm-256color",
        columns: int = 120,
        rows: int = 40,
    ) -> Stopwatch:
        """Run the client on a terminal of its own.

        Args:
            way: through which server.
            more: options of ``ssh``.
            line: through which line; None leads there directly.
            term: the terminal's kind.
            columns: the terminal's width.
            rows: its height.
        """
        keys = self.served.keys
        port = self.served.port if way == SERVED else self._openssh_port
        if line is not None:
            port = line.port
        return Stopwatch(
            client(keys, way, port, keys.folder / f"known-{way}-{port}", *more),
            environment=environment(),
            folder=keys.folder,
            columns=columns,
            rows=rows,
            term=term,
            synchronised=True,
        )


@contextmanager
def over_ssh(folder: Path, *, settings: str = "") -> Iterator[OverSsh]:
    """Serve a clinic in every way.

    Args:
        folder: an empty place.
        settings: the content of ``mesotui.toml``.
    """
    with ExitStack() as ends:
        home = Path(ends.enter_context(tempfile.TemporaryDirectory(dir=Path.home(), prefix=".bench-sshd-")))
        keys = Keys(home)
        treated = Treated(folder)
        for way in (SERVED, BEHIND_OPENSSH):
            treated.admit(keys.public(way))
        served = ends.enter_context(serving(treated.folder, keys, settings=settings))
        authorized = home / "authorized_keys"
        bare = _forced([sys.executable, BARE], keys.public(BARE_BEHIND_OPENSSH))
        console = [
            sys.executable,
            *treated.command,
            "console",
            "--key",
            treated.fingerprint(keys.public(BEHIND_OPENSSH)),
        ]
        authorized.write_text(bare + _forced(console, keys.public(BEHIND_OPENSSH)))
        authorized.chmod(0o600)
        port = ends.enter_context(sshd(home, f"AuthorizedKeysFile {authorized}\n"))
        yield OverSsh(treated, served, port)


def _forced(command: Sequence[str], public_key: str) -> str:
    said = f'exec env -i PATH=/usr/bin:/bin LANG=C.UTF-8 TERM="$TERM" PYTHONPATH={ROOT} {shlex.join(command)}'
    quoted = said.replace('"', '\\"')
    return f'restrict,pty,command="{quoted}" {public_key}'
