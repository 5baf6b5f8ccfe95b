"""How fast the console is, beside a bare Textual app on the same machine in the same minutes.

``python -m tests.bench [--past N] [--seconds S] [--only local/session/ssh]``; run it when nothing else runs.
Nothing here fails a test. How many bytes go over a line: ``python -m tests.bench.line_bytes``.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.figure import Figure, folder_beside_home
from tests.bench.local import session_figures, start_figures
from tests.bench.served import served_figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--past", type=int, default=0, help="past sessions in the demo clinic")
    parser.add_argument("--seconds", type=float, default=20, help="how long an idle console is watched")
    parts: dict[str, Callable[[Path], Iterator[Figure]]] = {
        "local": lambda folder: start_figures(folder, past=chosen.past),
        "session": lambda folder: session_figures(folder, seconds=chosen.seconds),
        "ssh": lambda folder: served_figures(folder, seconds=chosen.seconds),
    }
    parser.add_argument("--only", choices=parts, action="append", help="only this part; may be given again")
    chosen = parser.parse_args()
    for name in chosen.only or parts:
        with folder_beside_home() as folder:
            for figure in parts[name](folder):
                print(figure.line, flush=True)


if __name__ == "__main__":
    main()
