"""Use cases that are only done with a typed answer: it is asked for, and they are done with it."""

from collections.abc import Callable
from typing import Any, TypeVar

from textual.screen import Screen

from mesotui.domain.errors import NeedsReason
from mesotui.ui.context import Context
from mesotui.ui.modals.ask import Ask

T = TypeVar("T")


async def written(
    screen: Screen[Any],
    context: Context,
    use_case: Callable[..., T],
    *args: Any,
    topic: str,
    typed: dict[str, str],
    **inputs: Any,
) -> T | None:
    """Run a use case that writes; None where it was asked something and nobody answered.

    Args:
        screen: where it is asked.
        context: what every screen is handed.
        use_case: what is run.
        args: what it takes by position after the actor.
        topic: what drafts of the answers are kept under, with the name of what is answered behind it.
        typed: what was typed as answers before, by the name of what is answered; each is used once.
        inputs: what it takes by name.

    Raises:
        Refused: it can't be done.
    """
    while True:
        try:
            return await context.work.write(use_case, context.actor, *args, **inputs)
        except NeedsReason as needed:
            answer = await screen.app.push_screen_wait(
                Ask(
                    needed.title,
                    f"{needed} The answer is kept with your name; Esc leaves it.",
                    topic=f"{topic}-{needed.parameter}",
                    typed=typed.pop(needed.parameter, ""),
                )
            )
            if not answer:
                return None
            inputs[needed.parameter] = answer
