"""What a clinic knows of the products that it uses."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Category(StrEnum):
    """What a product is there for (clinical.md 3.1, and what surrounds a mix)."""

    VITAMIN = "vitamin"
    MINERAL = "mineral"
    AMINO_ACID = "amino-acid"
    LIPOLYTIC = "lipolytic"
    """Through receptors or phosphodiesterase."""
    DETERGENT = "detergent"
    """Dissolves fat cells; its legal status differs most."""
    VASOACTIVE = "vasoactive"
    VENOLYMPHATIC = "veno-lymphatic"
    ENZYME = "enzyme"
    COLLAGEN = "collagen"
    """Stimulates collagen, or fills."""
    HORMONE = "hormone-like"
    ANAESTHETIC = "anaesthetic"
    """Injected."""
    TOPICAL = "topical"
    """An anaesthetic on the skin."""
    ANTISEPTIC = "antiseptic"
    DILUENT = "diluent"
    HOMEOPATHIC = "homeopathic"
    STEROID = "corticosteroid"
    OTHER = "other"


class Legal(StrEnum):
    """How a jurisdiction sees a product."""

    LICENSED = "licensed"
    DEVICE = "device"
    """A medical device, not a medicine."""
    OFF_LABEL = "off-label"
    """Licensed, for another use."""
    UNLICENSED = "unlicensed"
    SUSPENDED = "suspended"
    BANNED = "banned"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalStatus:
    """How one jurisdiction sees a product, and who says so."""

    jurisdiction: str
    """An ISO 3166 country, or EU."""
    status: Legal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """One substance in a product: what allergies and interactions are looked for in."""

    name: str
    mg_per_ml: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """What a clinic knows of a product."""

    name: str
    """As it stands on the box."""
    generic_name: str = ""
    strength: str = ""
    form: str = ""
    category: Category = Category.OTHER
    manufacturer: str = ""
    container_ml: Decimal | None = None
    """In one vial or ampoule."""
    multi_dose: bool = False
    in_use_hours: int | None = None
    """How long an opened vial may be used; None where it isn't opened before it is used."""
    injectable: bool = True
    """False for what is meant for the skin only."""
    ingredients: tuple[Ingredient, ...] = ()
    anaesthetic_name: str = ""
    """The local anaesthetic in it; empty where it holds none."""
    anaesthetic_mg_per_ml: Decimal | None = None
    legal: tuple[LegalStatus, ...] = ()
    low_stock_ml: Decimal | None = None
    """Below it the clinic is warned."""
    source: str = ""

    @property
    def also_called(self) -> tuple[str, ...]:
        """What names what is in it besides the name on its box."""
        return tuple(name for name in (self.generic_name, self.anaesthetic_name) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product of the clinic, as it is known now."""

    id: UUID
    code: str
    """Of the catalogue it was taken from; empty for one that the clinic added."""
    version: int
    """Counts the changes of its facts, from 1."""
    facts: ProductFacts
    gtins: tuple[str, ...] = ()
    """Fourteen digits each; a product has one for each kind of pack."""

    @property
    def name(self) -> str:
        """The name on the box."""
        return self.facts.name

    @property
    def manufacturer(self) -> str:
        """Who makes it."""
        return self.facts.manufacturer


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueProduct:
    """A product that the clinic can take into its stock; until then nothing of it is in the records."""

    code: str
    facts: ProductFacts
    gtins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What the clinic decided beforehand about its stock."""

    products: tuple[CatalogueProduct, ...]
    expiry_warning_days: int
    """How many days before its expiry a lot is warned of."""
    shown_after_expiry_days: int
    """How long an expired lot stays in the list."""

    def by_gtin(self, gtin: str) -> CatalogueProduct | None:
        """Give the product whose pack carries a number of fourteen digits."""
        return next((one for one in self.products if gtin in one.gtins), None)
