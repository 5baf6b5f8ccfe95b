"""Makes the README's picture: the session screen of the demo clinic, as the program draws it.

Run it as ``python -m tests.readme_picture`` after the screen has changed.
"""

import asyncio
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import resvg_py

from mesotui import clinic
from mesotui.domain.treatment import Step
from mesotui.records import sessions
from tests.consenting import agree
from tests.records.given import suitable
from tests.ui.treatment_room import TreatmentRoom, prepare

PICTURE = Path(__file__).parents[1] / ".readme" / "session.png"
FONTS = Path("/usr/share/fonts/truetype/dejavu")


async def draw() -> str:
    """Run a session up to its injections, and give the screen as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        room = TreatmentRoom(Path(folder), clinic.load(None), prepare(Path(folder) / "prepared"))
        room.write(sessions.confirm_identity, room.session_id, initials="lm", birth_year_digits="85")
        room.write(suitable, room.session_id)
        room.write(agree, room.session_id)
        room.write(sessions.go_to_step, room.session_id, Step.CLEANSE)
        async with room.console((120, 40)) as terminal:
            await terminal.press("1")
            room.passes(seconds=31)
            await terminal.press("enter")
            room.passes(seconds=30)
            await terminal.press("enter", "2")
            await terminal.type("30")
            await terminal.press("enter")
            room.passes(minutes=31)
            await terminal.press("r")
            await terminal.type("tll24")
            await terminal.press("tab", "tab", "0", "full_stop", "0", "5", "enter")
            await terminal.type("Mix 12")
            await terminal.press("enter", "m")
            for entry in ("tpl30", "bul20", "ifl16"):
                room.passes(minutes=1)
                await terminal.type(entry)
                await terminal.press("enter", "m")
            await terminal.type("bll18")
            await terminal.press("enter")
            await terminal.type("blr18")
            return terminal.app.export_screenshot(title="mesotui")


def main() -> None:
    """Write the picture, in the colours of a terminal that has them all."""
    os.environ["COLORTERM"] = "truecolor"
    svg = re.sub(r"@font-face\s*{[^}]*}", "", asyncio.run(draw()))
    svg = re.sub(r"font-family:[^;\"]*", "font-family: DejaVu Sans Mono", svg)
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=svg, font_dirs=[str(FONTS)])))
    print(f"{PICTURE.name} written, {datetime.now(UTC):%Y-%m-%d}")


if __name__ == "__main__":
    main()
