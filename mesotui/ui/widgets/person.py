"""How a client is named on a line: charts' order, birth year, and what must not be overlooked."""

from textual.content import Content

from mesotui.domain.people import AlertKind, Client


def name_content(client: Client) -> Content:
    """Write the name as charts do, the family name standing out."""
    return Content.assemble((client.family_name.upper(), "bold"), f" {client.given_name}")


def alert_content(client: Client) -> Content:
    """Write the allergies and warnings on one line; that nobody asked yet is said too."""
    return Content("  ").join(alert_parts(client))


def alert_parts(client: Client) -> list[Content]:
    """Write each allergy and warning, and whether allergies were asked for where there is none."""
    parts = [Content.styled(f"▲ ALLERGY {alert.text}", "$danger bold") for alert in client.allergies]
    parts += [
        Content.styled(f"▲ {alert.text}", "$warn")
        for alert in client.alerts
        if alert.kind is AlertKind.WARNING
    ]
    if not client.allergies:
        asked = "no known allergy" if client.allergies_asked else "allergies not asked"
        parts.append(Content.styled(asked, "$quiet"))
    return parts


def alert_mark(client: Client) -> Content:
    """Write what fits a narrow cell: the first allergy, or a warning; nothing where there is neither."""
    if client.allergies:
        more = f" +{len(client.allergies) - 1}" if len(client.allergies) > 1 else ""
        return Content.styled(f"▲ {client.allergies[0].text}{more}", "$danger")
    for alert in client.alerts:
        if alert.kind is AlertKind.WARNING:
            return Content.styled(f"▲ {alert.text}", "$warn")
    return Content("")


def has_alerts(client: Client) -> bool:
    """Whether anything warns of this client: the answer that there is no allergy doesn't."""
    return bool(client.allergies) or any(alert.kind is AlertKind.WARNING for alert in client.alerts)
