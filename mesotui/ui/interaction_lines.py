"""What speaks against something for a client: a mark beside it, a line, and the sheet's paragraphs."""

from collections.abc import Sequence

from textual.content import Content

from mesotui.domain.exposure import against, of_anaesthetic, of_antiseptic, unanswered, used
from mesotui.domain.interactions import Contents, Interaction
from mesotui.domain.protocol import Protocol
from mesotui.domain.treatment import TreatmentSession


def marks(
    session: TreatmentSession | None, contents: Contents, protocol: Protocol
) -> tuple[tuple[Content, ...], Content]:
    """Mark something before it is chosen.

    Args:
        session: whose client; None while nobody knows.
        contents: what is marked.
        protocol: the clinic's rules.

    Returns:
        A line for each rule that speaks against it, and what stops in a few words.
    """
    found = against(session, [contents], protocol) if session else ()
    told = dict.fromkeys((f"▲ {one.name}: {one.because}", one.stop) for one in found)
    short = dict.fromkeys(f"▲ {one.name}" for one in found if one.stop)
    lines = tuple(Content.styled(words, _style(stop)) for words, stop in told)
    return lines, Content.styled(" ".join(short), _style(stop=True))


def lines_against(
    session: TreatmentSession, about_to: Sequence[Contents], protocol: Protocol
) -> list[Content]:
    """Tell what speaks against what is about to be used, and against what was; not what has its reason.

    An allergy that is written down late is told at once in this way.
    """
    spent = used(session, protocol)
    ahead = [one for one in about_to if one not in spent]
    told: dict[tuple[bool, str], dict[str, None]] = {}
    for contents, when in ((ahead, ""), (spent, " (used)")):
        for one in unanswered(session, against(session, contents, protocol)):
            products = told.setdefault((one.stop, f"▲ {one.name}: {one.because}"), {})
            products[f"{one.product}{when}"] = None
    return [
        Content.assemble((words, _style(stop)), f" · {', '.join(products)}")
        for (stop, words), products in sorted(told.items(), key=lambda one: not one[0][0])
    ]


def against_lines(
    session: TreatmentSession, about_to: Sequence[Contents], protocol: Protocol
) -> tuple[list[Content], set[str]]:
    """Write everything that speaks against what the clinic has, with its sources' ids."""
    contents = dict.fromkeys(
        (
            *used(session, protocol),
            *about_to,
            *map(of_antiseptic, protocol.antiseptics),
            *map(of_anaesthetic, protocol.anaesthetics),
        )
    )
    found = against(session, contents, protocol)
    if not found:
        return [Content.styled("✓ Nothing that is on record speaks against what is used here.", "$ok")], set()
    answered = {one.code for one in found} - {one.code for one in unanswered(session, found)}
    lines = []
    for rule, because in dict.fromkeys((one.rule, one.because) for one in found):
        same = [one for one in found if (one.rule, one.because) == (rule, because)]
        lines.append(_paragraph(same, reasoned=all(one.code in answered for one in same)))
    return lines, {one.source for one in found}


def _paragraph(same: Sequence[Interaction], *, reasoned: bool) -> Content:
    first = same[0]
    products = ", ".join(dict.fromkeys(one.product for one in same))
    substances = ", ".join(dict.fromkeys(one.substance for one in same))
    mark = "!" if first.stop else ""
    kept = " · a reason is kept" if reasoned else ""
    return Content.assemble(
        (f"  ▲ {first.name}: {first.because}", _style(first.stop)),
        f" against {products} ({substances}): {first.sentence} ({first.source}{mark}){kept}",
    )


def _style(stop: bool) -> str:
    return "$danger bold" if stop else "$warn"
