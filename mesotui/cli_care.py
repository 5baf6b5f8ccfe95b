"""Where things are, which keys there are, and whether all is well."""

import locale
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from mesotui import clinic, paths
from mesotui.bootstrap import Options, is_demo
from mesotui.cli_output import say, table
from mesotui.domain.errors import Refused
from mesotui.domain.slip_choices import LANGUAGES
from mesotui.domain.slip_keys import SlipKey
from mesotui.records.checkup import Examined, examine_folder, kept_keys
from mesotui.records.engine import FILE_NAME
from mesotui.ui.keymap import key_table, overridden
from mesotui.ui.keys import COMMANDS

_COLUMNS, _LINES = 80, 24


def print_paths(options: Options) -> int:
    """Show where everything of this clinic is, or would be."""
    places = {
        "data": options.folder,
        "settings": paths.settings_file(options.folder),
        "records": "PostgreSQL" if options.database_url else options.folder / FILE_NAME,
        "clinic": options.folder / "clinic",
        "log": paths.log_folder(options.folder),
        "styles": paths.styles_dir(),
    }
    say(table(("WHAT", "WHERE"), ((name, str(place)) for name, place in places.items())))
    return 0


def print_keys(options: Options) -> int:
    """Show every key with what it does, as this clinic has set them."""
    sys.stdout.write(key_table(overridden(COMMANDS, options.settings.keys)))
    return 0


def examine(options: Options) -> int:
    """Look at everything that could be wrong on this machine; 1 when something is."""
    found = [*_own_files(options), *_records(options), *_slip_key(options), *_terminal()]
    rows = (("ok" if one.is_well else "WRONG", one.what, one.found) for one in found)
    say(table(("", "WHAT", "FOUND"), rows))
    return 0 if all(one.is_well for one in found) else 1


def _own_files(options: Options) -> Iterator[Examined]:
    try:
        chosen = options.settings
        yield Examined("settings", f"theme {chosen.theme}, mouse {'on' if chosen.mouse else 'off'}")
    except Refused as refusal:
        yield Examined("settings", str(refusal), is_well=False)
    try:
        data = clinic.load(options.folder)
        yield Examined("clinic data", f"{len(data.anatomy.zones)} zones, vocabulary {data.anatomy.version}")
    except Refused as refusal:
        yield Examined("clinic data", str(refusal), is_well=False)
        return
    # The texts are read when a slip is written, which is late to hear that one is wrong.
    faults = []
    for language in LANGUAGES:
        try:
            data.aftercare(language)
        except Refused as refusal:
            faults.append(f"{language}: {refusal}")
    found = "; ".join(faults) or f"{len(LANGUAGES)} languages"
    yield Examined("aftercare texts", found, is_well=not faults)
    yield _consents(data)


def _consents(data: clinic.ClinicData) -> Examined:
    faults: list[str] = []
    languages: tuple[str, ...] = ()
    try:
        languages = data.consent_rules().languages
        for language in languages:
            data.consent(language)
    except Refused as refusal:
        faults.append(str(refusal))
    found = "; ".join(faults) or f"{len(languages)} languages"
    return Examined("consent texts", found, is_well=not faults)


def _records(options: Options) -> Iterator[Examined]:
    if options.database_url is None:
        yield from examine_folder(options.folder, throwaway=is_demo(options.folder))
        return
    from mesotui.bootstrap import open_clinic

    with open_clinic(options) as (database, _):
        yield Examined("records", f"PostgreSQL, state {database.version()}")


def _slip_key(options: Options) -> Iterator[Examined]:
    from mesotui.slips import key_file

    with suppress(Refused):
        if not options.settings.sign_slips:
            yield Examined("slip key", "not used: the settings say sign_slips = false")
            return
    kept = _kept_keys(options)
    if kept is None:
        yield Examined("slip key", "looked at once the records are of this version")
        return
    found, is_well = key_file.examine(options.folder, kept)
    yield Examined("slip key", found, is_well=is_well)


def _kept_keys(options: Options) -> Sequence[SlipKey] | None:
    if options.database_url is None:
        return kept_keys(options.folder / FILE_NAME)
    from mesotui.bootstrap import open_clinic
    from mesotui.records.slip_keys import known_keys

    with open_clinic(options) as (database, reader):
        return database.read(known_keys, reader)


def _terminal() -> Iterator[Examined]:
    encoding = locale.getencoding()
    utf8 = encoding.replace("-", "").lower() == "utf8"
    yield Examined("terminal", os.environ.get("TERM", "no TERM is set"))
    yield Examined("colours", _colours())
    yield Examined("letters", encoding if utf8 else f"{encoding}: the body is drawn in ASCII")
    columns, lines = shutil.get_terminal_size(fallback=(_COLUMNS, _LINES))
    fits = columns >= _COLUMNS and lines >= _LINES
    size = f"{columns} x {lines}"
    yield Examined(
        "size", size if fits else f"{size}, at least {_COLUMNS} x {_LINES} is needed", is_well=fits
    )


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "none, NO_COLOR is set"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million"
    return "256" if "256color" in os.environ.get("TERM", "") else "16"
