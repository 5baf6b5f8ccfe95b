"""What a recall's list says of each client, and of the lot above them."""

from textual.content import Content

from mesotui.domain.dates import short_date, spoken_date
from mesotui.domain.dose import plain
from mesotui.domain.recalls import Contact, Recall, Recipient
from mesotui.ui import local_time
from mesotui.ui.widgets.choice_list import Choice
from mesotui.ui.widgets.columns import Column, Row

_COLUMNS = (
    Column(width=16, grows=2),
    Column(width=11, drops_below=100),
    Column(width=15),
    Column(width=11),
    Column(width=11),
    Column(width=12, grows=3, drops_below=100),
    Column(width=14),
)
_MOST_VISITS = 3
_TOLD = {
    None: ("· not called", "$warn"),
    Contact.TRIED: ("▲ no answer", "$warn"),
    Contact.REACHED: ("✓ reached", "$ok"),
    Contact.ACKNOWLEDGED: ("✓ acknowledged", "$ok bold"),
}


def recipient_choice(recipient: Recipient) -> Choice[Recipient]:
    """Make the line of a client who received the lot."""
    client, latest = recipient.client, recipient.visits[0]
    began = short_date(local_time.local(latest.started_at).date())
    zones = list(dict.fromkeys(zone.zone_name for visit in recipient.visits for zone in visit.zones))
    others = f"{len(recipient.visits)} sessions: " if len(recipient.visits) > 1 else ""
    mixed = "in a mix · " if recipient.through_mix else ""
    word, colour = _TOLD[recipient.contact]
    cells = (
        Content.styled(client.name, "bold"),
        Content.styled(short_date(client.birth_date), "$quiet"),
        Content(client.phone or "no phone"),
        Content(began),
        Content(f"{plain(recipient.volume_ml)} mL".rjust(11)),
        Content.styled(f"{mixed}{others}{', '.join(zones)}", "$quiet"),
        Content.styled(word, colour),
    )
    return Choice(shown=Row(_COLUMNS, cells), stands_for=recipient)


def visit_lines(recipient: Recipient) -> Content:
    """Say what each visit of a client brought of the lot, the latest first."""
    lines = [Content.styled(f"born {spoken_date(recipient.client.birth_date)}", "$quiet")]
    for visit in recipient.visits[:_MOST_VISITS]:
        day = short_date((visit.started_at + visit.utc_offset).date())
        zones = ", ".join(dict.fromkeys(zone.zone_name for zone in visit.zones))
        mixed = " in a mix" if any(zone.through_mix for zone in visit.zones) else ""
        lines.append(Content.assemble(f"{day}  {plain(visit.volume_ml)} mL{mixed}", (f"  {zones}", "$quiet")))
    if earlier := recipient.visits[_MOST_VISITS:]:
        lines.append(Content.styled(f"and {len(earlier)} earlier: Enter opens the client's page", "$quiet"))
    return Content("\n").join(lines)


def lot_lines(one: Recall, status: Content) -> Content:
    """Say which lot it is, how it stands, and how many of its clients were told."""
    lot = one.lot
    expiry = f"expires {spoken_date(lot.expiry)}" if lot.expiry else "no expiry"
    lines = [
        Content.assemble(
            ("Lot ", "$quiet"),
            (lot.number, "bold"),
            (f"  {lot.product.name}", ""),
            (f"  {lot.product.manufacturer} · {expiry} · {plain(lot.on_hand_ml)} mL on hand · ", "$quiet"),
            status,
        )
    ]
    if lot.recalled:
        lines.append(Content.styled(f"▲ Recalled on every terminal: {lot.recall_reason}", "$danger"))
    many = len(one.recipients)
    if many:
        told = f"{one.reached} of {many} reached · {one.acknowledged} of {many} acknowledged"
        people = "client" if many == 1 else "clients"
        lines.append(
            Content.assemble((f"{many} {people} received it", "bold"), " · ", (told, _told_colour(one)))
        )
    else:
        lines.append(Content.styled("Nobody received it.", "bold"))
    if one.lot_unknown:
        says = f"▲ {one.lot_unknown} injections of this product have no lot: any may be of this one"
        lines.append(Content.styled(says, "$warn"))
    return Content("\n").join(lines)


def _told_colour(one: Recall) -> str:
    return "$ok" if one.reached == len(one.recipients) else "$warn"
