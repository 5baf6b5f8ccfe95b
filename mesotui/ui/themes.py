"""The four looks of the console. No colour is named anywhere else.

Variables named here reach every style sheet as ``$name``; those of Textual that matter are set so that a
focused thing looks the same everywhere. One accent; red only for danger.
"""

from dataclasses import dataclass

from textual.theme import Theme

from mesotui.domain.errors import Refused
from mesotui.ui.terminal_kind import TerminalKind

DEFAULT, OWN_COLOURS = "meso-dark", "ansi"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What mesotui distinguishes; each colour but the last two must be given."""

    name: str
    """How it is chosen."""
    dark: bool
    """Whether the background is dark."""
    background: str
    """Behind everything."""
    surface: str
    """Behind lists and tables."""
    panel: str
    """Behind bars and what is docked over the body."""
    text: str
    """What is read."""
    quiet: str
    """Labels and hints."""
    line: str
    """Borders and rules."""
    accent: str
    """The one accent: where the keyboard is, which key to press."""
    on_accent: str
    """Text on the accent."""
    ok: str
    """Done, saved."""
    warn: str
    """Soon, or out of the usual."""
    danger: str
    """Allergy, hard stop, overdue."""
    on_danger: str
    """Text on danger."""
    field: str
    """Behind a field."""
    focus: str
    """Behind the field that has the keyboard."""
    on_field: str = ""
    """What is typed; text where it isn't given."""
    on_focus: str = ""
    """What is typed where the keyboard is; text where it isn't given."""
    ansi: bool = False
    """Whether the colours are the terminal's own."""


def _variables(look: _Look) -> dict[str, str]:
    variables = {
        "text": look.text,
        "quiet": look.quiet,
        "line": look.line,
        "ok": look.ok,
        "warn": look.warn,
        "danger": look.danger,
        "on-danger": look.on_danger,
        "on-accent": look.on_accent,
        "field": look.field,
        "on-field": look.on_field or look.text,
        "field-hint": look.on_field or look.quiet,
        "focus": look.focus,
        "on-focus": look.on_focus or look.text,
        "focus-hint": look.on_focus or look.quiet,
        # Many terminals draw bold black as grey, which can't be read on a colour.
        "focus-style": "none" if look.ansi else "bold",
        "text-muted": look.quiet,
        "text-disabled": look.quiet,
        "border": look.accent,
        "border-blurred": look.line,
        "block-cursor-background": look.accent,
        "block-cursor-foreground": look.on_accent,
        "block-cursor-text-style": "none" if look.ansi else "bold",
        "block-cursor-blurred-background": look.field if look.ansi else look.focus,
        "block-cursor-blurred-foreground": look.on_field or look.text,
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": look.focus,
        "input-cursor-background": "ansi_black" if look.ansi else look.text,
        "input-cursor-foreground": "ansi_bright_white" if look.ansi else look.background,
        "input-cursor-text-style": "none",
        "input-selection-background": look.line,
        "scrollbar": look.line,
        "scrollbar-hover": look.quiet,
        "scrollbar-active": look.accent,
        "scrollbar-background": look.background,
        "scrollbar-background-hover": look.background,
        "scrollbar-background-active": look.background,
        "scrollbar-corner-color": look.background,
        "footer-background": look.panel,
        "footer-foreground": look.quiet,
        "footer-key-foreground": look.accent,
        "footer-description-foreground": look.quiet,
        "button-foreground": look.text,
        "button-color-foreground": look.on_accent,
        "button-focus-text-style": "bold",
        "link-color": look.accent,
        "ansi-background": "ansi_black" if look.ansi else "transparent",
        "ansi-foreground": "ansi_white" if look.ansi else "transparent",
    }
    if look.ansi:
        # Textual makes these up for every other theme, and its own style sheet asks for them.
        variables |= {"ansi-background": look.background, "ansi-foreground": look.text}
    return variables


def _theme(look: _Look) -> Theme:
    return Theme(
        name=look.name,
        primary=look.accent,
        secondary=look.accent,
        accent=look.accent,
        warning=look.warn,
        error=look.danger,
        success=look.ok,
        foreground=look.text,
        background=look.background,
        surface=look.surface,
        panel=look.panel,
        boost=look.surface,
        dark=look.dark,
        text_alpha=1.0,
        variables=_variables(look),
        ansi=look.ansi,
    )


_LOOKS = (
    _Look(
        name="meso-dark",
        dark=True,
        background="#0e1416",
        surface="#131b1e",
        panel="#1a2427",
        text="#d7e0e0",
        quiet="#8fa1a4",
        line="#33474b",
        accent="#4fc1c0",
        on_accent="#07191a",
        ok="#86cf9e",
        warn="#e6b968",
        danger="#ff8077",
        on_danger="#240503",
        field="#1f2c30",
        focus="#20464a",
    ),
    _Look(
        name="meso-light",
        dark=False,
        background="#f6f8f7",
        surface="#eef2f1",
        panel="#e2e9e8",
        text="#16211f",
        quiet="#4c5d5c",
        line="#b3c2c0",
        accent="#00626b",
        on_accent="#ffffff",
        ok="#1a6136",
        warn="#7a4b00",
        danger="#a81e17",
        on_danger="#ffffff",
        field="#dde7e5",
        focus="#c3e2e1",
    ),
    _Look(
        name="high-contrast",
        dark=True,
        background="#000000",
        surface="#000000",
        panel="#101010",
        text="#ffffff",
        quiet="#d0d0d0",
        line="#9a9a9a",
        accent="#5ff3f0",
        on_accent="#000000",
        ok="#8dff9f",
        warn="#ffe066",
        danger="#ffa59c",
        on_danger="#000000",
        field="#1c1c1c",
        focus="#003c40",
    ),
    _Look(
        name="ansi",
        dark=True,
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        text="ansi_default",
        quiet="ansi_default",
        line="ansi_bright_black",
        accent="ansi_cyan",
        on_accent="ansi_black",
        ok="ansi_green",
        warn="ansi_yellow",
        danger="ansi_red",
        on_danger="ansi_black",
        field="ansi_blue",
        focus="ansi_cyan",
        on_field="ansi_bright_white",
        on_focus="ansi_black",
        ansi=True,
    ),
)

THEMES: tuple[Theme, ...] = tuple(_theme(look) for look in _LOOKS)


def chosen(name: str | None, terminal: TerminalKind) -> str:
    """Give the theme that the clinic's settings name, or the default; what the terminal can show goes first.

    Raises:
        Refused: there is no theme of that name.
    """
    if name is None:
        return OWN_COLOURS if terminal.has_own_palette_only else DEFAULT
    names = [theme.name for theme in THEMES]
    if name not in names:
        raise Refused(f'Settings, theme: "{name}" is no theme; choose one of {", ".join(names)}.')
    return OWN_COLOURS if terminal.has_own_palette_only else name
