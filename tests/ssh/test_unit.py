"""The unit for systemd, judged by systemd's own tools."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mesotui.domain.errors import Refused
from mesotui.ssh.limits import Limits
from mesotui.ssh.unit import unit_text
from tests.ssh.served import ROOT, mesotui

_VERDICT = re.compile(r"Overall exposure level for \S+: ([\d.]+ \w+)")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    printed = mesotui(Path("/srv/clinic"), "serve", "--systemd-unit", "--host", "0.0.0.0", "--port", "2200")
    file = tmp_path / "mesotui.service"
    file.write_text(printed.stdout)
    return file


def judged(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze") or "/usr/bin/systemd-analyze"
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def test_its_exposure_is_what_the_readme_says(unit: Path) -> None:
    found = _VERDICT.search(judged("security", "--offline=true", "--no-pager", str(unit)).stdout)
    told = re.search(r"exposure level ([\d.]+) OK", (ROOT / "README.md").read_text())
    assert found is not None and told is not None
    # Other versions of systemd weigh a little differently; none may find it worse than is told.
    assert float(found[1].split()[0]) <= float(told[1]) < 2.0


def test_systemd_understands_each_line(unit: Path) -> None:
    content = unit.read_text()
    command = re.search(
        r"^ExecStart=(\S+) serve --data /srv/clinic --host 0.0.0.0 --port 2200$", content, re.M
    )
    assert command is not None
    # The program of a test may not be installed; what systemd says of the rest is what is asked here.
    unit.write_text(content.replace(command[1], "/bin/true"))
    said = judged("verify", "--man=no", str(unit))
    about_unit = [line for line in said.stderr.splitlines() if "mesotui.service" in line]
    assert not about_unit, about_unit


def test_a_stop_waits_longer_than_consoles_may_take() -> None:
    written = unit_text(Path("/m"), Path("/srv/c"), host="h", port=1, stop_seconds=Limits().stop_seconds)
    found = re.search(r"^TimeoutStopSec=(\d+)$", written, re.MULTILINE)
    assert found is not None
    assert int(found[1]) >= Limits().stop_seconds + 10
    assert "KillMode=mixed" in written


@pytest.mark.parametrize("path", ["/srv/a b", "/srv/%h", "/srv/$x", "/srv/a\nExecStartPre=/bin/sh"])
def test_a_path_that_a_unit_would_read_otherwise_is_refused(path: str) -> None:
    with pytest.raises(Refused, match="can't stand in a unit"):
        unit_text(Path("/m"), Path(path), host="h", port=1, stop_seconds=1)


def test_a_clinic_in_a_home_is_reachable() -> None:
    written = unit_text(Path("/m"), Path("/home/clinic/data"), host="h", port=1, stop_seconds=1)
    assert "ProtectHome=read-only" in written
