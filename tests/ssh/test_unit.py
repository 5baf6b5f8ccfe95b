"""The unit for systemd, judged by systemd's own tools."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mesotui.domain.errors import Refused
from mesotui.ssh.limits import Limits
from mesotui.ssh.unit import unit_text
from tests.ssh.served import ROOT, environment, mesotui

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


@pytest.mark.parametrize(("home", "port"), [("/srv", 2200), ("/home", 2200), ("/home", 22)])
def test_its_exposure_is_what_the_readme_says(tmp_path: Path, home: str, port: int) -> None:
    # Where this Python lies, which a unit that is printed here must reach, may be a home.
    file = tmp_path / "mesotui.service"
    program, folder = Path("/usr/local/bin/mesotui"), Path(home, "clinic")
    file.write_text(unit_text(program, folder, host="0.0.0.0", port=port, stop_seconds=10))
    found = _VERDICT.search(judged("security", "--offline=true", "--no-pager", str(file)).stdout)
    told = re.search(
        r"exposure level ([\d.]+) OK\s+\(([\d.]+) .*home, ([\d.]+) ", (ROOT / "README.md").read_text()
    )
    assert found is not None and told is not None
    most = told[1] if home == "/srv" else told[2] if port >= 1024 else told[3]
    # Other versions of systemd weigh a little differently; none may find it worse than is told.
    assert float(found[1].split()[0]) <= float(most) < 2.5


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


@pytest.mark.parametrize(
    ("program", "reads"),
    [("/home/clinic/bin/mesotui", ()), ("/usr/bin/mesotui", (Path("/root/.pyenv/versions/3.11"),))],
)
def test_a_program_in_a_home_is_reachable(program: str, reads: tuple[Path, ...]) -> None:
    written = unit_text(Path(program), Path("/srv/c"), host="h", port=2222, stop_seconds=1, reads=reads)
    assert "ProtectHome=read-only" in written
    beside = unit_text(Path("/homely/m"), Path("/srv/c"), host="h", port=2222, stop_seconds=1)
    assert "ProtectHome=yes" in beside


def test_what_was_chosen_for_the_consoles_stands_in_the_unit() -> None:
    chosen = ("--theme", "ansi", "--low-bandwidth", "--mouse")
    printed = mesotui(Path("/srv/clinic"), "serve", "--systemd-unit", *chosen).stdout
    assert (
        "serve --data /srv/clinic --host 127.0.0.1 --port 2222 --mouse --theme ansi --low-bandwidth\n"
        in printed
    )


def test_a_database_is_named_beside_the_unit_and_not_in_it() -> None:
    said = _refused("serve", "--systemd-unit", "--database", "postgresql://u:needle@h/d")
    assert (said.returncode, said.stdout) == (2, "")
    assert "MESOTUI_DATABASE=… into /etc/mesotui.env" in said.stderr
    assert "needle" not in said.stderr and said.stderr.count("\n") == 1
    assert "EnvironmentFile=-/etc/mesotui.env" in mesotui(Path("/srv/c"), "serve", "--systemd-unit").stdout


@pytest.mark.parametrize("host", ["a b", "h\nExecStartPre=/bin/sh", "\x1b[2J", ""])
def test_an_address_with_blanks_or_controls_is_wrong_usage(host: str) -> None:
    said = _refused("serve", "--systemd-unit", "--host", host)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("host", ["%H", "$x", "a;b", "a\\"])
def test_an_address_that_a_unit_would_read_otherwise_is_refused(host: str) -> None:
    with pytest.raises(Refused, match="can't stand in a unit"):
        unit_text(Path("/m"), Path("/srv/c"), host=host, port=2222, stop_seconds=1)


def test_a_low_port_gets_its_one_privilege_and_another_none() -> None:
    low, high = (
        unit_text(Path("/m"), Path("/srv/c"), host="h", port=port, stop_seconds=1) for port in (22, 1024)
    )
    for name in ("CapabilityBoundingSet", "AmbientCapabilities"):
        assert f"\n{name}=CAP_NET_BIND_SERVICE\n" in low
        assert f"\n{name}=\n" in high
    # Among users of its own a process may not listen there, whatever else it was granted.
    assert "PrivateUsers=no" in low and "PrivateUsers=yes" in high


def _refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mesotui", "--data", "/srv/clinic", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT)),
    )
