"""What is known of a client that allergies and interactions are looked for in."""

from mesotui.domain.interactions import About, Fact, InteractionRules
from mesotui.domain.people import Alert, AlertKind, Client
from mesotui.domain.recognition import Grammar, Phrases
from mesotui.domain.screening import Answer, Reply, Screening


def facts_of(client: Client, screening: Screening, rules: InteractionRules) -> tuple[Fact, ...]:
    """Give what a client's alerts and answers tell."""
    alerts = [_fact_of(alert, rules.grammar) for alert in client.alerts]
    answers = [_answered(answer, rules) for answer in screening.standing.values()]
    return (*alerts, *(fact for fact in answers if fact is not None))


def _answered(answer: Answer, rules: InteractionRules) -> Fact | None:
    unknown = answer.reply is Reply.UNKNOWN
    if answer.reply is not Reply.YES and not unknown:
        return None
    about = {About.CONDITION, About.MEDICINE}
    if answer.code in rules.allergy_items:
        about = {About.ALLERGY}
    elif answer.code in rules.medicine_items:
        about = {About.MEDICINE}
    if unknown:
        # Nobody knows what the client takes: then no medicine is out of the question.
        about &= {About.MEDICINE} if answer.code in rules.medicine_items else set()
    told = f"answered {answer.reply}{', ' if answer.detail else ''}{answer.detail}"
    return Fact(told=told, text=answer.detail, about=frozenset(about), item=answer.code, unknown=unknown)


def _fact_of(alert: Alert, grammar: Grammar) -> Fact:
    about = {About.ALLERGY, About.CONDITION}
    if alert.kind is not AlertKind.ALLERGY:
        # A warning tells of an allergy where it says so; else what it names may be what the client takes.
        about = {About.MEDICINE, About.CONDITION}
        folded_text = Phrases.of([alert.text]).phrases
        if any(word.startswith(grammar.allergy) for phrase in folded_text for word in phrase):
            about = {About.ALLERGY, About.CONDITION}
    return Fact(told=f"{alert.kind} {alert.text}", text=alert.text, about=frozenset(about))
