"""What stands on the pages of a consent: what is read aloud, and what is asked about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from textual.content import Content

from mesotui.clinic.consent import filled
from mesotui.domain.consent import ConsentMethod, ConsentSection, ConsentText, Standing
from mesotui.domain.people import Site
from mesotui.ui.widgets.question import Option


class Page(StrEnum):
    """The pages, in the order in which they are asked."""

    CONFIRM = "confirm"
    """The client consented before: does it still hold?"""
    TOLD = "told"
    ALTERNATIVES = "alternatives"
    METHOD = "method"
    ANSWER = "answer"
    PHOTOS = "photos"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is ticked and chosen and not on record yet."""

    page: str = ""
    """Empty where the record says what comes first."""
    language: str = ""
    told: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    method: str = ""
    witness: str = ""
    only_photos: str = ""
    """"yes" where the consent to the treatment isn't asked about."""

    def ticked(self, page: Page, code: str) -> "Asked":
        """Tick something, or take its tick away."""
        if page is Page.TOLD:
            return replace(self, told=_toggled(self.told, code))
        return replace(self, alternatives=_toggled(self.alternatives, code))


def _toggled(held: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(one for one in held if one != code) if code in held else (*held, code)


NOTHING_YET = Asked()
_PREFIX = "consent-"


def as_fields(asked: Asked) -> dict[str, str]:
    """Give what is ticked and chosen as the fields of a draft."""
    texts = {
        "page": asked.page,
        "language": asked.language,
        "told": " ".join(asked.told),
        "alternatives": " ".join(asked.alternatives),
        "method": asked.method,
        "witness": asked.witness,
        "only-photos": asked.only_photos,
    }
    return {f"{_PREFIX}{name}": text for name, text in texts.items() if text}


def from_fields(fields: Mapping[str, str]) -> Asked:
    """Read what ``as_fields`` gave; what a draft doesn't hold is as in the beginning."""

    def text(name: str) -> str:
        return fields.get(f"{_PREFIX}{name}", "")

    return Asked(
        page=text("page"),
        language=text("language"),
        told=tuple(text("told").split()),
        alternatives=tuple(text("alternatives").split()),
        method=text("method"),
        witness=text("witness"),
        only_photos=text("only-photos"),
    )


NOTICES = {
    Standing.NOT_ASKED: "The client hasn't been asked yet.",
    Standing.REFUSED: "The client refused the treatment before. Ask anew.",
    Standing.WITHDRAWN: "The client took the consent back. Ask anew.",
    Standing.OVER: "The consent is older than a course may last. Ask anew.",
    Standing.CHANGED: "The clinic's text has changed since the client consented to it. Ask anew.",
}
"""What is said where there is no consent that holds."""
_YES_OR_NO = (Option("y", "yes", "yes"), Option("n", "no", "no"))


def question(page: Page, asked: Asked, text: ConsentText, methods: tuple[ConsentMethod, ...]) -> str:
    """Give what is asked on a page, in words for whoever treats."""
    taken = next((method.name for method in methods if method.code == asked.method), "")
    witness = f", witness {asked.witness}" if asked.witness else ""
    return {
        Page.CONFIRM: "Does the client say that the consent still holds?",
        Page.TOLD: "Read it aloud, and tick what was told:",
        Page.ALTERNATIVES: "Tick what was talked about as an alternative, then Enter:",
        Page.METHOD: "How is the answer taken?",
        Page.ANSWER: f"Does the client consent to this treatment? ({taken}{witness})",
        Page.PHOTOS: text.photos.title.capitalize() + ": does the client consent?",
        Page.DONE: "The consent is on record and confirmed for this session.",
    }[page]


def options(
    page: Page, asked: Asked, text: ConsentText, methods: tuple[ConsentMethod, ...]
) -> tuple[Option, ...]:
    """Give the answers of a page, one key each; what is ticked has its sign."""
    if page is Page.TOLD:
        ticks = [(one.disclosure, one.key, one.key in asked.told) for one in text.disclosures]
    elif page is Page.ALTERNATIVES:
        ticks = [(one.name, one.code, one.code in asked.alternatives) for one in text.alternatives]
    elif page is Page.METHOD:
        ticks = [(method.name, method.code, method.code == asked.method) for method in methods]
    else:
        return () if page is Page.DONE else _YES_OR_NO
    return tuple(
        Option(str(number), f"✓ {label}" if ticked else label, value)
        for number, (label, value, ticked) in enumerate(ticks, start=1)
    )


def words(page: Page, text: ConsentText, site: Site | None, *, approved: bool) -> Content:
    """Write what is read aloud on a page."""
    facts = {
        "clinic": site.name if site else "",
        "phone": site.phone if site else "",
        "emergency": site.emergency_number if site else "",
    }
    if page is Page.ALTERNATIVES:
        blocks = [
            Content.assemble(
                (f"{number} {one.name}", "bold"), f"\n  {one.sentence} ", (f"({one.source})", "$quiet")
            )
            for number, one in enumerate(text.alternatives, start=1)
        ]
        return Content("\n").join(blocks)
    if page is Page.PHOTOS:
        return _block(text.photos, facts, "")
    numbers = {one.key: f"{number} " for number, one in enumerate(text.disclosures, start=1)}
    # While the answer is asked for, what the client may do stands there, and not the beginning again.
    shown = [one for one in text.sections if page not in (Page.METHOD, Page.ANSWER) or not one.disclosure]
    blocks = [_block(one, facts, numbers.get(one.key, "")) for one in shown]
    if not approved:
        blocks.insert(0, Content.styled(f"▲ {text.unapproved}", "$warn"))
    return Content("\n\n").join(blocks)


def _block(section: ConsentSection, facts: dict[str, str], number: str) -> Content:
    lines = filled(section.lines, facts)
    sources = f" ({', '.join(section.sources)})" if section.sources else ""
    title = Content.assemble((f"{number}{section.title}", "bold"), (sources, "$quiet"))
    return Content("\n").join([title, *map(Content, lines)])
