"""The clinic's data: shipped defaults as TOML, which a file in the data folder replaces."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from mesotui.clinic.aftercare import AftercareTexts, load_aftercare
from mesotui.clinic.anatomy import load_anatomy, load_silhouette
from mesotui.clinic.consent import ConsentTexts, load_consent, load_consent_rules
from mesotui.clinic.mixing import load_mixing
from mesotui.clinic.printers import load_printers
from mesotui.clinic.products import load_products
from mesotui.clinic.protocol import load_protocol
from mesotui.clinic.screening import load_screening
from mesotui.clinic.sources import load_sources
from mesotui.domain.anatomy import Anatomy
from mesotui.domain.consent import ConsentRules
from mesotui.domain.mixing_rules import MixingRules
from mesotui.domain.printers import Printers
from mesotui.domain.products import Catalogue
from mesotui.domain.protocol import Protocol
from mesotui.domain.screening import ScreeningList
from mesotui.domain.silhouette import Silhouette

_SHIPPED = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicData:
    """Everything that the clinic can edit."""

    anatomy: Anatomy
    silhouette: Silhouette
    protocol: Protocol
    aftercare: AftercareTexts
    """Each language's text is read when it is first asked for: a start needs none of them."""
    consent: ConsentTexts
    """Each language's text is read when it is first asked for."""
    consent_rules: Callable[[], ConsentRules]
    printers: Printers
    mixing: Callable[[], MixingRules]
    """What speaks against a mix; read when the first is made."""
    screening: Callable[[], ScreeningList]
    """What is asked before the first injection; read when the first client is."""
    sources: Callable[[], Mapping[str, str]]
    """What each source id stands for; read when somebody first asks."""
    catalogue: Callable[[], Catalogue]
    """The products are read when they are first asked for: a start needs none of them."""
    jurisdiction: str = ""
    """The ISO 3166 country whose law counts; empty where the clinic named none."""


def load(data_folder: Path | None, *, jurisdiction: str = "") -> ClinicData:
    """Read the clinic's data.

    Args:
        data_folder: the clinic's folder; a file in its ``clinic/`` stands in place of the shipped one.
        jurisdiction: the setting.

    Raises:
        Refused: a file is wrong; the sentence names file, line and key.
    """

    def find(name: str) -> Path:
        own = data_folder / "clinic" / name if data_folder else None
        return own if own and own.is_file() else _SHIPPED / name

    return ClinicData(
        anatomy=load_anatomy(find("zones.toml")),
        silhouette=load_silhouette(find("body.toml")),
        protocol=load_protocol(find),
        aftercare=cache(partial(load_aftercare, find)),
        consent=cache(partial(load_consent, find)),
        consent_rules=cache(partial(load_consent_rules, find)),
        printers=load_printers(find),
        mixing=cache(partial(load_mixing, find)),
        screening=cache(partial(load_screening, find)),
        sources=cache(partial(load_sources, find)),
        catalogue=cache(partial(load_products, find)),
        jurisdiction=jurisdiction,
    )
