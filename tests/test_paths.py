"""Where the clinic's folder and the style sheets are."""

from pathlib import Path

from mesotui import paths


def test_the_option_wins_over_the_environment(tmp_path: Path) -> None:
    environ = {"MESOTUI_DATA": str(tmp_path / "named")}
    assert paths.data_folder(tmp_path / "chosen", environ) == tmp_path / "chosen"
    assert paths.data_folder(None, environ) == tmp_path / "named"
    assert paths.data_folder(None, {}).name == "mesotui"
    assert paths.data_folder(Path("here"), environ).is_absolute()


def test_what_lies_in_the_clinics_folder(tmp_path: Path) -> None:
    assert paths.settings_file(tmp_path) == tmp_path / "mesotui.toml"
    assert paths.log_folder(tmp_path) == tmp_path / "log"


def test_the_style_sheets_are_found() -> None:
    assert {"base.tcss", "modals.tcss"} <= {sheet.name for sheet in paths.styles_dir().glob("*.tcss")}
