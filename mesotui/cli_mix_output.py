"""How mixes and recipes are written on the command line."""

from datetime import datetime

from mesotui.cli_output import Json, say, table
from mesotui.domain import dose
from mesotui.domain.mixture import Batch, Recipe
from mesotui.domain.text import shown


def batch_json(batch: Batch) -> Json:
    """Give all that is recorded of a mix."""
    gone = batch.discarded
    return {
        "id": str(batch.id),
        "name": batch.name,
        "number": batch.number,
        "recipe": batch.recipe_name,
        "version": batch.recipe_version,
        "place": batch.place.value,
        "made_at": batch.made_at.isoformat(),
        "made_by": batch.made_by,
        "use_until": _at(batch.use_until),
        "checked_at": _at(batch.checked_at),
        "checked_by": batch.checked_by or None,
        "total_ml": dose.trimmed(batch.total_ml),
        "injected_ml": dose.trimmed(batch.injected_ml),
        "left_ml": dose.trimmed(batch.left_ml),
        "components": [
            {
                "product": part.product_name,
                "manufacturer": part.manufacturer or None,
                "lot": part.lot_number,
                "expiry": None if part.expiry is None else part.expiry.isoformat(),
                "volume_ml": dose.trimmed(part.volume_ml),
                "diluent": part.is_diluent,
            }
            for part in batch.parts
        ],
        "contents": [{"name": one.name, "mg_per_ml": dose.trimmed(one.mg_per_ml)} for one in batch.contents],
        "answers": [
            {
                "rule": one.rule,
                "warning": one.warning,
                "source": one.source,
                "answer": one.answer,
                "answered_at": one.answered_at.isoformat(),
                "answered_by": one.answered_by,
            }
            for one in batch.answers
        ],
        "late_reason": batch.late_reason or None,
        "discarded": None
        if gone is None
        else {
            "volume_ml": dose.trimmed(gone.volume_ml),
            "reason": gone.reason,
            "witness": gone.witness or None,
            "discarded_at": gone.discarded_at.isoformat(),
            "discarded_by": gone.discarded_by,
        },
    }


def recipe_json(recipe: Recipe) -> Json:
    """Give a recipe as it stands."""
    return {
        "id": str(recipe.id),
        "name": recipe.name,
        "version": recipe.version,
        "total_ml": dose.trimmed(recipe.total_ml),
        "components": [
            {
                "product": part.product_name,
                "volume_ml": dose.trimmed(part.volume_ml),
                "diluent": part.is_diluent,
            }
            for part in recipe.parts
        ],
        "recorded_at": recipe.recorded_at.isoformat(),
        "recorded_by": recipe.recorded_by,
    }


def tell_batch(batch: Batch) -> None:
    """Print all that is recorded of a mix."""
    say(f"{batch.name}: {shown(batch.recipe_name)}, version {batch.recipe_version}")
    say(f"id        {batch.id}")
    say(f"made      {_moment(batch.made_at)} by {shown(batch.made_by)}, {batch.place.value}")
    if batch.use_until is not None:
        say(f"use until {_moment(batch.use_until)}")
    checked = (
        f"{_moment(batch.checked_at)} by {shown(batch.checked_by)}" if batch.checked_at else "by nobody yet"
    )
    say(f"checked   {checked}")
    say(f"left      {dose.plain(batch.left_ml)} of {dose.plain(batch.total_ml)} mL")
    for one in batch.contents:
        say(f"holds     {shown(one.name)} {dose.trimmed(one.mg_per_ml)} mg/mL")
    for answer in batch.answers:
        words = f"{shown(answer.warning)} (source {shown(answer.source)})"
        say(f"! {words}: {shown(answer.answer)}, {shown(answer.answered_by)}")
    if batch.late_reason:
        say(f"! late record: {shown(batch.late_reason)}")
    if batch.discarded is not None:
        gone = batch.discarded
        seen = f", witness {shown(gone.witness)}" if gone.witness else ""
        say(f"! {dose.plain(gone.volume_ml)} mL thrown away: {shown(gone.reason)}{seen}")
    say("")
    rows = (
        (
            part.product_name + (" (diluent)" if part.is_diluent else ""),
            part.manufacturer,
            part.lot_number,
            "none" if part.expiry is None else part.expiry.isoformat(),
            f"{dose.plain(part.volume_ml)} mL",
        )
        for part in batch.parts
    )
    say(table(("PRODUCT", "MANUFACTURER", "LOT", "EXPIRY", "ML"), rows))


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"
