"""What a console does before anything else so that its surroundings can't misuse it.

Only the standard library is imported here: Textual reads its environment while it is imported.
"""

import ctypes
import os
import sys
from collections.abc import MutableMapping

_PR_SET_DUMPABLE = 4

# Variables of Textual that only change looks or speed. All others can run code (TEXTUAL_DRIVER), press
# keys (TEXTUAL_PRESS), or write what is on the screen to a file or a socket (TEXTUAL_LOG, TEXTUAL).
_HARMLESS = frozenset(
    {"TEXTUAL_COLOR_SYSTEM", "TEXTUAL_DISABLE_KITTY_KEY", "TEXTUAL_FPS", "TEXTUAL_SMOOTH_SCROLL"}
)


def forget_environment(environ: MutableMapping[str, str] = os.environ) -> None:
    """Remove what would let the environment steer Textual, and switch its animations off.

    Call it before Textual is first imported, or it has no effect.
    """
    hostile = [
        name
        for name in environ
        if (name == "TEXTUAL" or name.startswith("TEXTUAL_")) and name not in _HARMLESS
    ]
    for name in hostile:
        del environ[name]
    environ["TEXTUAL_ANIMATIONS"] = "none"


def protect_memory() -> None:
    """Keep this process's memory out of core files and other processes' reach, where the system can."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
