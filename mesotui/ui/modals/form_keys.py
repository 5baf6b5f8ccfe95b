"""The line of keys under a form."""

from textual.content import Content


def form_keys(last: str) -> Content:
    """Say what the keys of a form do.

    Args:
        last: what Enter does in the last field, such as "save".
    """
    keys = (("Enter", f"next field, then {last}"), ("↑ ↓", "move"), ("Esc", "back"))
    return Content(" · ").join(
        Content.assemble((key, "bold $accent"), (f" {label}", "$quiet")) for key, label in keys
    )
