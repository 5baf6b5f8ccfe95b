"""Sessions and clinics as plain values, for what is composed from them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from mesotui.domain.people import Client, Role, Room, Site, Staff
from mesotui.domain.products import Category, Ingredient
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import Injection, InjectionEntry, Status, Step, TreatmentSession

STARTED = datetime(2026, 11, 22, 16, 45, tzinfo=UTC)
NOBODY = UUID(int=0)


def site(name: str = "Atelier Peau", phone: str = "+33 1 23 45 67 89", emergency: str = "112") -> Site:
    return Site(id=NOBODY, name=name, phone=phone, emergency_number=emergency)


def client(family_name: str = "Quillfeather", given_name: str = "Zyxanne") -> Client:
    return Client(id=NOBODY, family_name=family_name, given_name=given_name, birth_date=date(1985, 3, 12))


def injection(
    zone_name: str,
    side: str,
    volume_ml: str,
    *,
    product: str = "Mix 12",
    voided: bool = False,
    zone: str = "xx",
    components: tuple[InjectedComponent, ...] = (),
) -> Injection:
    return Injection(
        id=NOBODY,
        entry=InjectionEntry(
            zone_code=zone,
            technique_code="nappage",
            depth_mm=Decimal(2),
            points=24,
            volume_ml_per_point=Decimal("0.05"),
            product_name=product,
            needle_gauge=30,
            needle_length_mm=Decimal(4),
        ),
        zone_name=zone_name,
        side=side,
        technique_name="Nappage",
        volume_ml=Decimal(volume_ml),
        area_cm2=Decimal(250),
        recorded_at=STARTED,
        recorded_by="A. Ruiz",
        mirror_of=None,
        voided_at=STARTED if voided else None,
        voided_by="A. Ruiz" if voided else "",
        void_reason="wrong side" if voided else "",
        components=components,
    )


def component(
    product: str,
    lot: str,
    volume_ml: str,
    *,
    manufacturer: str = "",
    holds: str = "",
    category: Category = Category.OTHER,
) -> InjectedComponent:
    return InjectedComponent(
        product_id=NOBODY,
        product_name=product,
        manufacturer=manufacturer,
        lot_id=NOBODY if lot else None,
        lot_number=lot,
        expiry=None,
        volume_ml=Decimal(volume_ml),
        batch_id=NOBODY,
        ingredients=(Ingredient(name=holds),) if holds else (),
        category=category,
    )


OUTER_LEFT = injection("Thigh lateral (saddlebag) L", "L", "1.20")


def session(
    *injections: Injection,
    of: Client | None = None,
    ended_at: datetime | None = STARTED + timedelta(minutes=45),
    utc_offset: timedelta = timedelta(hours=1),
) -> TreatmentSession:
    return TreatmentSession(
        id=NOBODY,
        client=of or client(),
        room=Room(id=NOBODY, name="Room 2"),
        practitioner=Staff(id=NOBODY, login="a.ruiz", name="A. Ruiz", role=Role.PRACTITIONER),
        status=Status.DONE if ended_at else Status.OPEN,
        step=Step.CLOSE,
        number=3,
        started_at=STARTED,
        ended_at=ended_at,
        end_reason="",
        utc_offset=utc_offset,
        target_minutes=(30, 60),
        injections=injections,
    )
