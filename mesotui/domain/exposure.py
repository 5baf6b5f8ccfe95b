"""What touches a client in a session, and what speaks against it."""

from collections.abc import Iterable, Iterator

from mesotui.domain.facts import facts_of
from mesotui.domain.interactions import Contents, Fact, Interaction, interactions
from mesotui.domain.limits import age_months
from mesotui.domain.mixture import BatchPart
from mesotui.domain.products import Ingredient, ProductFacts
from mesotui.domain.protocol import Antiseptic, Protocol, TopicalAnaesthetic
from mesotui.domain.stock import InjectedComponent
from mesotui.domain.treatment import Injection, TreatmentSession

_AT_EACH_INJECTION = ("needle", "stopper")


def of_antiseptic(agent: Antiseptic) -> Contents:
    """Give what an antiseptic holds."""
    ingredients = tuple(one.name for one in agent.ingredients)
    return Contents(name=agent.name, called=(agent.name,), ingredients=ingredients)


def of_anaesthetic(product: TopicalAnaesthetic) -> Contents:
    """Give what a topical anaesthetic holds."""
    agents = tuple(one.agent for one in product.contents)
    excipients = tuple(one.name for one in product.excipients)
    return Contents(name=product.short_name, called=(product.name,), ingredients=(*agents, *excipients))


def of_component(component: InjectedComponent) -> Contents:
    """Give what was injected of a product, and what each injection meets besides."""
    return _injected(component.product_name, component.also_called, component.ingredients)


def of_part(part: BatchPart) -> Contents:
    """Give what a part of a mix holds, and what each injection meets besides."""
    return _injected(part.product_name, part.also_called, part.ingredients)


def of_product(facts: ProductFacts) -> Contents:
    """Give what a product holds, and what each injection meets besides."""
    return _injected(facts.name, facts.also_called, facts.ingredients)


def of_typed(product_name: str) -> Contents:
    """Give what the typed name of a product says, and what each injection meets besides."""
    return Contents(name=product_name, called=(product_name,), ingredients=_AT_EACH_INJECTION)


def of_injection(injection: Injection) -> tuple[Contents, ...]:
    """Give what an entry carried: what its lots hold, or else what the product's name says."""
    if injection.components:
        return tuple(of_component(component) for component in injection.components)
    return (of_typed(injection.entry.product_name),)


def used(session: TreatmentSession, protocol: Protocol) -> tuple[Contents, ...]:
    """Give everything that touched the client so far; an entry that was voided didn't."""
    return tuple(dict.fromkeys(_used(session, protocol)))


def against(
    session: TreatmentSession, contents: Iterable[Contents], protocol: Protocol
) -> tuple[Interaction, ...]:
    """Give what speaks against some things for a session's client; what stops comes first."""
    on = (session.started_at + session.utc_offset).date()
    age = age_months(session.client.birth_date, on)
    return interactions(known(session, protocol), age, contents, protocol.interactions)


def unanswered(session: TreatmentSession, found: Iterable[Interaction]) -> tuple[Interaction, ...]:
    """Give what was found without what a reason was given for in this session."""
    answered = {reason.code for reason in session.limit_reasons}
    return tuple(one for one in found if one.code not in answered)


def known(session: TreatmentSession, protocol: Protocol) -> tuple[Fact, ...]:
    """Give what is known of a session's client."""
    return facts_of(session.client, session.screening, protocol.interactions)


def _used(session: TreatmentSession, protocol: Protocol) -> Iterator[Contents]:
    agents = {agent.code: agent for agent in protocol.antiseptics}
    products = {product.code: product for product in protocol.anaesthetics}
    for cleansing in session.antisepses:
        agent = agents.get(cleansing.agent_code)
        yield of_antiseptic(agent) if agent else _of_name(cleansing.agent_name)
    for applied in session.anaesthetics:
        if not applied.is_none:
            product = products.get(applied.product_code)
            yield of_anaesthetic(product) if product else _of_name(applied.product_name)
    for injection in session.standing_injections:
        yield from of_injection(injection)


def _injected(name: str, also_called: Iterable[str], ingredients: Iterable[Ingredient]) -> Contents:
    held = (*(one.name for one in ingredients), *_AT_EACH_INJECTION)
    return Contents(name=name, called=(name, *also_called), ingredients=held)


def _of_name(name: str) -> Contents:
    """Give what the name says of a thing that left the clinic's data since it was used."""
    return Contents(name=name, called=(name,))
