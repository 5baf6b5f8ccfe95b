"""What the clinic's law says of a product that is used as it is."""

from collections.abc import Sequence
from uuid import UUID

from textual.content import Content

from mesotui.clinic import ClinicData
from mesotui.domain.mixing_rules import RULE_LETTERS, mix_warnings
from mesotui.domain.mixture import Answer, Place
from mesotui.domain.products import Product, ProductFacts
from mesotui.ui.mix_asking import law_of

_NOBODY = UUID(int=0)


def law_lines(product: Product, clinic: ClinicData, answers: Sequence[Answer] = ()) -> list[Content]:
    """Write what speaks against a product, each with its source, and what was answered."""
    law = law_of(clinic)
    warnings = mix_warnings([product], law.rules, jurisdiction=law.jurisdiction, place=Place.READY_MADE)
    known = {one.rule: one for one in answers}
    lines = []
    for warning in warnings:
        words = f"{warning.sentence} (source {warning.source})"
        answer = known.get(warning.rule[:RULE_LETTERS])
        if answer is None:
            lines.append(Content.styled(f"▲ {words}", "$danger"))
        else:
            lines.append(Content.styled(f"▲ {words}: {answer.answer}, {answer.answered_by}", "$warn"))
    return lines


def law_of_facts(facts: ProductFacts, clinic: ClinicData) -> Content:
    """Write what speaks against a product that isn't kept yet; nothing where nothing does."""
    unkept = Product(id=_NOBODY, code="", version=0, facts=facts)
    return Content("\n").join(law_lines(unkept, clinic))
