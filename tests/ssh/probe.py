"""A server whose consoles print what they were given, and end: what the client could bring in shows here.

``python -m tests.ssh.probe serve …`` takes the options of ``mesotui serve``.
"""

import json
import os
import sys
from pathlib import Path

from mesotui import serving
from mesotui.bootstrap import Options
from mesotui.cli import main

MARK = "PROBE "


def _probe(options: Options, fingerprint: str) -> tuple[str, int]:
    size = os.get_terminal_size(0)
    given = {
        "fingerprint": fingerprint,
        "environment": dict(os.environ),
        "arguments": sys.argv,
        "columns": size.columns,
        "rows": size.lines,
        "descriptors": sorted(int(one.name) for one in Path("/proc/self/fd").iterdir()),
        "leads_session": os.getsid(0) == os.getpid(),
        "uid": os.getuid(),
    }
    sys.stdout.write(f"{MARK}{json.dumps(given)}\r\n")
    return "", 7


if __name__ == "__main__":
    serving._console = _probe
    raise SystemExit(main())
