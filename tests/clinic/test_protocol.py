"""The shipped clinic data, and what is said of a clinic's own that is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mesotui import clinic
from mesotui.domain.errors import Refused
from mesotui.domain.protocol import Figure


def _figures(value: object) -> list[Figure]:
    if isinstance(value, Figure):
        return [value]
    if isinstance(value, tuple):
        return [figure for item in value for figure in _figures(item)]
    slots = getattr(type(value), "__dataclass_fields__", {})
    return [figure for name in slots for figure in _figures(getattr(value, name))]


def test_shipped_data_has_a_source_for_every_number() -> None:
    figures = _figures(clinic.load(None).protocol)
    assert len(figures) > 60
    assert all(figure.source == "clinic" or figure.source[0] == "S" for figure in figures)


def test_shipped_numbers_are_the_references() -> None:
    protocol = clinic.load(None).protocol
    emla = protocol.anaesthetic("emla5")
    assert emla.maximum_minutes is not None
    assert (int(emla.minimum_minutes), int(emla.maximum_minutes)) == (60, 300)
    assert emla.maximum_g is not None and int(emla.maximum_g) == 60
    chlorhexidine = protocol.antiseptic("chg2-ipa70")
    assert (int(chlorhexidine.contact_seconds), int(chlorhexidine.dry_seconds)) == (30, 30)
    assert (int(protocol.limits.session_minutes_from), int(protocol.limits.session_minutes_to)) == (30, 60)


ANTISEPTIC = """\
[[antiseptic]]
code = "own"
name = "Our own"
contact_seconds = { value = 45, source = "clinic" }
dry_seconds = { value = 15, source = "clinic" }
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        (tmp_path / "clinic").mkdir(exist_ok=True)
        (tmp_path / "clinic" / name).write_text(text)
        return tmp_path

    return write


def test_a_file_in_the_data_folder_replaces_the_shipped_one(write: Callable[[str, str], Path]) -> None:
    protocol = clinic.load(write("antiseptics.toml", ANTISEPTIC)).protocol
    assert [agent.name for agent in protocol.antiseptics] == ["Our own"]
    assert protocol.techniques == clinic.load(None).protocol.techniques


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("value = 45", "value = 0"), "antiseptics.toml, line 4: contact_seconds must be above 0"),
        (("value = 45", 'value = "45"'), "antiseptics.toml, line 4: contact_seconds must be a number"),
        (
            ('source = "clinic" }\ndry', 'source = "" }\ndry'),
            "antiseptics.toml, line 4: contact_seconds needs a source",
        ),
        (("contact_seconds", "contact_secs"), "antiseptics.toml, line 1: contact_seconds is missing"),
        (("name", 'colour = "red"\nname'), "antiseptics.toml, line 3: colour is not known here"),
        (('name = "Our own"', "name = 3"), "antiseptics.toml, line 3: name must be text"),
        (("[[antiseptic]]", "[[antisepsis]]"), "antiseptics.toml, line 1: antisepsis is not known here"),
        (("[[antiseptic]]", "[[antiseptic"), "antiseptics.toml is not TOML"),
    ],
)
def test_what_is_wrong_is_named(
    write: Callable[[str, str], Path], change: tuple[str, str], sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        clinic.load(write("antiseptics.toml", ANTISEPTIC.replace(*change)))
    assert sentence in str(refusal.value)


def test_two_choices_never_share_a_code(write: Callable[[str, str], Path]) -> None:
    with pytest.raises(Refused, match="line 8: code is used twice"):
        clinic.load(write("antiseptics.toml", ANTISEPTIC + "\n" + ANTISEPTIC))


def test_ten_choices_are_more_than_the_digits(write: Callable[[str, str], Path]) -> None:
    ten = "\n".join(ANTISEPTIC.replace('"own"', f'"own-{number}"') for number in range(10))
    with pytest.raises(Refused, match="is the tenth"):
        clinic.load(write("antiseptics.toml", ten))


BAND = """\
[[anaesthetic]]
code = "own"
name = "Our own"
adult_from_months = 144
minimum_minutes = { value = 30, source = "S43" }

[[band]]
anaesthetic = "own"
who = "children"
from_months = 12
maximum_g = { value = 2, source = "S43", never = true }
"""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('anaesthetic = "own"', 'anaesthetic = "other"'), "line 8: anaesthetic is the code of no"),
        (("from_months = 12", "from_months = 144"), "line 10: from_months must rise from band to band"),
        (("never = true", 'never = "yes"'), "line 11: maximum_g may say never = true or never = false"),
        (("never = true", "always = true"), "line 11: maximum_g must be written"),
        (("who =", "whose ="), "line 7: who is missing"),
    ],
)
def test_what_is_wrong_in_a_label_row_is_named(
    write: Callable[[str, str], Path], change: tuple[str, str], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        clinic.load(write("anaesthetics.toml", BAND.replace(*change)))
    assert sentence in str(refused.value)


def test_a_label_row_is_read_as_it_is_written(write: Callable[[str, str], Path]) -> None:
    (own,) = clinic.load(write("anaesthetics.toml", BAND)).protocol.anaesthetics
    (band,) = own.younger
    assert (band.who, band.from_months) == ("children", 12)
    assert band.maximum_g is not None and band.maximum_g.never


def test_every_source_of_the_shipped_limits_is_told() -> None:
    shipped = clinic.load(None)
    sources = shipped.sources()
    protocol = shipped.protocol
    named = {figure.source for figure in _figures((protocol.anaesthetics, protocol.local_anaesthetics))}
    assert named - {"clinic"} <= set(sources)
