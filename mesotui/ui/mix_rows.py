"""What the mix screen says: recipes, mixes of the day, and all that a mix would be made of."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from textual.content import Content

from mesotui.domain.dates import short_date
from mesotui.domain.dose import plain, trimmed
from mesotui.domain.exposure import of_part, of_product
from mesotui.domain.found import Found
from mesotui.domain.interactions import Contents
from mesotui.domain.mix_plan import MixPlan, PlannedPart
from mesotui.domain.mixing_rules import Law
from mesotui.domain.mixture import Batch, Place
from mesotui.domain.mixture import Content as Substance
from mesotui.domain.stock import Lot, LotStatus, status_of
from mesotui.ui import local_time
from mesotui.ui.stock_rows import scanned_words
from mesotui.ui.widgets.choice_list import CHOSEN, NOT_CHOSEN, Choice
from mesotui.ui.widgets.columns import Column, Row

_RECIPE_COLUMNS = (Column(width=16, grows=2), Column(width=11), Column(width=20, grows=3))
_BATCH_COLUMNS = (
    Column(width=7),
    Column(width=12, grows=2),
    Column(width=6, drops_below=90),
    Column(width=17),
    Column(width=20, grows=3),
)
_PART_COLUMNS = (
    Column(width=2),
    Column(width=14, grows=3),
    Column(width=9),
    Column(width=10, grows=1),
    Column(width=11),
    Column(width=10),
    Column(width=7, drops_below=100),
    Column(width=12),
)
_PLACES = {Place.ROOM: "in the room", Place.PHARMACY: "by the pharmacy", Place.READY_MADE: "ready-made"}
_BLOCKED = {
    LotStatus.EXPIRED: "▲ expired",
    LotStatus.RECALLED: "▲ RECALLED",
    LotStatus.OVER_AGE: "▲ too old",
}


def key_of(stands_for: MixPlan | Batch) -> UUID:
    """Give by what a line is found again: the recipe's key, or the mix's."""
    return stands_for.id if isinstance(stands_for, Batch) else stands_for.recipe.id


def held(mix: MixPlan | Batch) -> tuple[Contents, ...]:
    """Give what is in a mix, or would be, product by product."""
    if isinstance(mix, Batch):
        return tuple(map(of_part, mix.parts))
    return tuple(of_product(part.product.facts) for part in mix.parts)


def recipe_choice(plan: MixPlan) -> Choice[MixPlan | Batch]:
    """Make the line of a recipe."""
    recipe = plan.recipe
    names = ", ".join(part.product_name for part in recipe.parts)
    cells = (
        Content.styled(recipe.name, "bold"),
        Content.styled(f"version {recipe.version}", "$quiet"),
        Content.assemble(f"{plain(recipe.total_ml)} mL", (f"  {names}", "$quiet")),
    )
    return Choice(shown=Row(_RECIPE_COLUMNS, cells), stands_for=plan)


def batch_choice(batch: Batch, now: datetime) -> Choice[MixPlan | Batch]:
    """Make the line of a mix."""
    left = f"{plain(batch.left_ml)} of {plain(batch.total_ml)} mL"
    short = batch.left_ml < 0
    cells = (
        Content.styled(batch.name, "bold"),
        Content(batch.recipe_name),
        Content.styled(_when(batch.made_at, now), "$quiet"),
        Content.styled(left, "$danger bold" if short else ""),
        batch_state(batch, now),
    )
    return Choice(shown=Row(_BATCH_COLUMNS, cells), stands_for=batch)


def batch_state(batch: Batch, now: datetime) -> Content:
    """Say how a mix stands."""
    if batch.discarded is not None:
        return Content.styled(f"– {plain(batch.discarded.volume_ml)} mL thrown away", "$quiet")
    if batch.left_ml < 0:
        return Content.styled("▲ more injected than mixed", "$danger")
    if batch.left_ml == 0:
        return Content.styled("– used up", "$quiet")
    if batch.is_over(now):
        return Content.styled("▲ over its hours: throw away what is left", "$danger")
    if batch.checked_at is None:
        return Content.styled("● no second check yet", "$warn")
    return Content.styled(f"✓ checked by {batch.checked_by}", "$ok")


def detail_lines(
    mix: MixPlan | Batch | None, part: int, law: Law, now: datetime, width: int
) -> list[Content]:
    """Write what a chosen line stands for; nothing where none is chosen."""
    if mix is None:
        return []
    return batch_lines(mix, now, width) if isinstance(mix, Batch) else plan_lines(mix, part, law, now, width)


def plan_lines(plan: MixPlan, chosen: int, law: Law, now: datetime, width: int) -> list[Content]:
    """Write every component with its lot, the whole, and what speaks against it.

    Args:
        plan: what would be made.
        chosen: the component that keys change, from 0.
        law: what it is held against.
        now: the aware time.
        width: cells of a line.
    """
    here = local_time.local(now)
    lines = [
        _part_line(part, number, chosen == number - 1, here, width)
        for number, part in enumerate(plan.parts, start=1)
    ]
    diluent = sum((part.volume_ml for part in plan.parts if part.is_diluent), Decimal(0))
    lines.append(_whole(plan.total_ml, diluent, plan.contents, f"compounded {_PLACES[plan.place]}", width))
    lines += _wrapped(_warning_lines(plan, law), width)
    return lines


def batch_lines(batch: Batch, now: datetime, width: int) -> list[Content]:
    """Write all that is recorded of a mix."""
    rows = [
        Row(
            _PART_COLUMNS,
            (
                Content(""),
                Content.styled(part.product_name, "bold"),
                Content(f"{plain(part.volume_ml)} mL".rjust(9)),
                Content(part.lot_number),
                Content.styled(short_date(part.expiry) if part.expiry else "no expiry", "$quiet"),
                Content(""),
                Content.styled("diluent" if part.is_diluent else "", "$quiet"),
                Content.styled(part.manufacturer, "$quiet"),
            ),
        ).line(width)
        for part in batch.parts
    ]
    made = f"made {_moment(batch.made_at)} by {batch.made_by} {_PLACES[batch.place]}"
    diluent = sum((part.volume_ml for part in batch.parts if part.is_diluent), Decimal(0))
    rows.append(_whole(batch.total_ml, diluent, batch.contents, f"version {batch.recipe_version}", width))
    told = [Content.styled(made, "$quiet")]
    if batch.use_until is not None:
        style = "$danger" if batch.is_over(now) else "$quiet"
        told.append(Content.styled(f"to be used until {_moment(batch.use_until)}", style))
    if batch.checked_at is not None:
        told.append(Content.styled(f"✓ checked {_moment(batch.checked_at)} by {batch.checked_by}", "$ok"))
    if batch.late_reason:
        told.append(Content.styled(f"▲ late record: {batch.late_reason}", "$warn"))
    if batch.discarded is not None:
        gone = batch.discarded
        seen = f", seen by {gone.witness}" if gone.witness else ""
        told.append(
            Content.styled(f"– {plain(gone.volume_ml)} mL thrown away: {gone.reason}{seen}", "$quiet")
        )
    told += [
        Content.styled(f"✓ {one.warning} (source {one.source}): {one.answer}, {one.answered_by}", "$quiet")
        for one in batch.answers
    ]
    return rows + _wrapped(told, width)


def lot_words(lot: Lot | None, part: PlannedPart, now: datetime) -> Content:
    """Say how the chosen lot of a component stands."""
    if lot is None:
        return Content.styled("▲ no lot", "$danger bold")
    blocked = _BLOCKED.get(status_of(lot, now))
    if blocked:
        return Content.styled(blocked, "$danger bold")
    if lot.on_hand_ml < part.volume_ml:
        return Content.styled("▲ too little", "$danger")
    words = "● of the day" if lot.id == part.day_lot_id else "✓ goes first" if lot == part.lots[0] else "✓"
    return Content.styled(words, "$accent" if lot.id == part.day_lot_id else "$ok")


def _part_line(part: PlannedPart, number: int, is_chosen: bool, now: datetime, width: int) -> Content:
    lot = part.lot
    cells = (
        Content.styled(str(number % 10), "$accent bold"),
        Content.styled(part.product.name, "bold"),
        Content(f"{plain(part.volume_ml)} mL".rjust(9)),
        Content(lot.number if lot else "–"),
        Content.styled((short_date(lot.expiry) if lot.expiry else "no expiry") if lot else "", "$quiet"),
        Content.styled(f"of {trimmed(lot.on_hand_ml)} mL".rjust(10) if lot else "", "$quiet"),
        Content.styled("diluent" if part.is_diluent else "", "$quiet"),
        lot_words(lot, part, now),
    )
    row = Row(_PART_COLUMNS, cells, marker=CHOSEN if is_chosen else NOT_CHOSEN)
    return row.line(width)


def _whole(
    total_ml: Decimal, diluent_ml: Decimal, contents: Sequence[Substance], more: str, width: int
) -> Content:
    parts = [f"= {trimmed(total_ml)} mL"]
    parts += [f"{trimmed(diluent_ml)} mL of it diluent"] if diluent_ml else []
    parts += [f"{one.name} {trimmed(one.mg_per_ml)} mg/mL" for one in contents]
    whole = Content.assemble((parts[0], "bold"), f" {' · '.join(['', *parts[1:], more])[1:]}")
    return whole if whole.cell_length <= width else Content("\n").join(whole.wrap(width))


def _warning_lines(plan: MixPlan, law: Law) -> list[Content]:
    lines = []
    for warning in plan.warnings(law):
        words = f"{warning.sentence} (source {warning.source})"
        answer = plan.answer_to(warning)
        if answer is not None:
            lines.append(Content.styled(f"✓ {words}: {answer.answer}, {answer.answered_by}", "$quiet"))
        elif warning.must_answer:
            lines.append(Content.styled(f"▲ to be answered: {words}", "$danger"))
        else:
            lines.append(Content.styled(f"▲ {words}", "$warn"))
    return lines


def _wrapped(lines: Sequence[Content], width: int) -> list[Content]:
    return [row for line in lines for row in (line.wrap(width) if line.cell_length > width else [line])]


def _when(made_at: datetime, now: datetime) -> str:
    """Give the time of a mix of today, the day of an older one."""
    day = local_time.local(made_at).date()
    return local_time.clock_time(made_at) if day == local_time.today(now) else short_date(day)[:6]


def _moment(moment: datetime) -> str:
    here = local_time.local(moment)
    return f"{short_date(here.date())} {here:%H:%M}"


def drawn_by_scan(plan: MixPlan | None, found: Found, here: datetime) -> tuple[MixPlan | None, str]:
    """Draw the component of a scanned lot's product from that lot.

    Args:
        plan: what is about to be mixed; None where no recipe is chosen.
        found: the code, looked up.
        here: aware, in the zone of the room.

    Returns:
        The plan with the lot, None where it isn't changed, and a sentence about it.
    """
    lot = found.lot
    if lot is None or found.against(here):
        return None, scanned_words(found, here)
    changed = plan.with_lot(lot) if plan is not None else None
    if changed is None:
        return None, f"{lot.product.name} isn't in this recipe."
    return changed, f"{lot.product.name} is drawn from lot {lot.number}. {found.caution}".strip()
