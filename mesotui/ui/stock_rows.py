"""What the lists of lots say: how each lot stands, in words beside the colour."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from textual.content import Content

from mesotui.domain.dates import short_date
from mesotui.domain.dose import plain
from mesotui.domain.found import Found
from mesotui.domain.stock import Concern, Lot, LotStatus, StockWarning, Vial, status_of
from mesotui.ui import local_time
from mesotui.ui.widgets.choice_list import Choice
from mesotui.ui.widgets.columns import Column, Row

COLUMNS = (
    Column(width=20, grows=1),
    Column(width=14, drops_below=100),
    Column(width=12),
    Column(width=11),
    Column(width=10),
    Column(width=28, grows=1),
)
_STATUS = {
    LotStatus.USABLE: ("✓ usable", "$ok"),
    LotStatus.EXPIRED: ("▲ expired", "$danger"),
    LotStatus.RECALLED: ("▲ RECALLED", "$danger bold"),
    LotStatus.OVER_AGE: ("▲ open too long", "$danger"),
    LotStatus.EMPTY: ("– used up", "$quiet"),
}
_GRAVE = {Concern.BELOW_ZERO, Concern.RECALLED, Concern.EXPIRED, Concern.OVER_AGE}
_MOST_NAMES = 2


def lot_choice(
    lot: Lot, now: datetime, warnings: Mapping[UUID, Concern], chosen_today: Mapping[UUID, UUID]
) -> Choice[Lot]:
    """Make the line of a lot.

    Args:
        lot: the lot.
        now: the aware time.
        warnings: what is to be warned of, by lot.
        chosen_today: the lot of the day, by product.
    """
    on_hand = f"{plain(lot.on_hand_ml)} mL".rjust(10)
    cells = (
        Content.styled(lot.product.name, "bold"),
        Content.styled(lot.product.manufacturer, "$quiet"),
        Content(lot.number),
        Content.styled(short_date(lot.expiry) if lot.expiry else "no expiry", "" if lot.expiry else "$quiet"),
        Content.styled(on_hand, "$danger bold" if lot.below_zero else ""),
        lot_status(lot, now, warnings.get(lot.id), is_of_day=chosen_today.get(lot.product.id) == lot.id),
    )
    return Choice(shown=Row(COLUMNS, cells), stands_for=lot)


def lot_status(lot: Lot, now: datetime, concern: Concern | None, *, is_of_day: bool = False) -> Content:
    """Say how a lot stands: its status, then what else is to be known of it."""
    here = local_time.local(now)
    word, colour = _STATUS[status_of(lot, here)]
    parts = [Content.styled("● of the day", "$accent bold")] if is_of_day else []
    if lot.below_zero:
        parts.append(Content.styled("▲ below zero: count it", "$danger bold"))
    elif concern is Concern.EXPIRES_SOON and lot.expiry is not None:
        days = (lot.expiry - here.date()).days
        parts.append(Content.styled(f"▲ expires in {days} days" if days else "▲ expires today", "$warn"))
    else:
        parts.append(Content.styled(word, colour))
    parts += [_vial_words(vial, here) for vial in lot.vials[:1]]
    return Content(" · ").join(parts)


def attention_line(warnings: Sequence[StockWarning], *, expiry_days: int) -> Content:
    """Say in one line what of the stock needs somebody, the gravest first; nothing where nothing does."""
    counts = Counter(warning.concern for warning in warnings)
    says = {
        Concern.BELOW_ZERO: "{} below zero",
        Concern.RECALLED: "{} recalled",
        Concern.EXPIRED: "{} expired",
        Concern.OVER_AGE: "{} open too long",
        Concern.EXPIRES_SOON: f"{{}} within {expiry_days} days of expiry",
    }
    parts = [
        Content.styled(
            f"▲ {says[concern].format(counts[concern])}", "$danger" if concern in _GRAVE else "$warn"
        )
        for concern in Concern
        if concern in says and counts[concern]
    ]
    low = [warning.product.name for warning in warnings if warning.concern is Concern.LOW]
    if low:
        more = f" and {len(low) - _MOST_NAMES} more" if len(low) > _MOST_NAMES else ""
        parts.append(Content.styled(f"low: {', '.join(low[:_MOST_NAMES])}{more}", "$warn"))
    return Content(" · ").join(parts)


def scanned_words(found: Found, here: datetime) -> str:
    """Say what a scanned code is on record, and how its lot stands."""
    lot = found.lot
    if against := found.against(here):
        return against
    if lot is None:
        return ""
    until = f"until {short_date(lot.expiry)}" if lot.expiry else "no expiry"
    word, _ = _STATUS[status_of(lot, here)]
    told = f"{lot.product.name} lot {lot.number}: {word}, {until}, {plain(lot.on_hand_ml)} mL."
    return f"{told} ▲ {found.caution}" if found.caution else told


def _vial_words(vial: Vial, here: datetime) -> Content:
    if vial.use_until is None:
        return Content.styled("a vial is open", "$quiet")
    until = short_date(local_time.local(vial.use_until).date())
    if vial.is_over_age(here):
        return Content.styled(f"▲ vial too old since {until}", "$danger")
    return Content.styled(f"vial until {until}", "$quiet")
