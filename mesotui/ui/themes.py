"""The four looks of the console. No colour is named anywhere else.

Variables named here reach every style sheet as ``$name``; those of Textual that matter are set so that a
focused thing looks the same everywhere. One accent; red only for danger.
"""

from textual.theme import Theme

from mesotui.domain.errors import Refused

DEFAULT = "meso-dark"


def _theme(
    name: str,
    *,
    dark: bool,
    background: str,
    surface: str,
    panel: str,
    text: str,
    quiet: str,
    line: str,
    accent: str,
    on_accent: str,
    ok: str,
    warn: str,
    danger: str,
    on_danger: str,
    field: str,
    focus: str,
    on_field: str = "",
    on_focus: str = "",
    ansi: bool = False,
) -> Theme:
    """Make a theme from what mesotui distinguishes.

    Args:
        name: how it is chosen.
        dark: whether the background is dark.
        background: behind everything.
        surface: behind lists and tables.
        panel: behind bars and what is docked over the body.
        text: what is read.
        quiet: labels and hints.
        line: borders and rules.
        accent: the one accent: where the keyboard is, which key to press.
        on_accent: text on the accent.
        ok: done, saved.
        warn: soon, or out of the usual.
        danger: allergy, hard stop, overdue.
        on_danger: text on danger.
        field: behind a field.
        focus: behind the field that has the keyboard.
        on_field: what is typed; text where it isn't given.
        on_focus: what is typed where the keyboard is; text where it isn't given.
        ansi: whether the colours are the terminal's own.
    """
    variables = {
        "text": text,
        "quiet": quiet,
        "line": line,
        "ok": ok,
        "warn": warn,
        "danger": danger,
        "on-danger": on_danger,
        "on-accent": on_accent,
        "field": field,
        "on-field": on_field or text,
        "field-hint": on_field or quiet,
        "focus": focus,
        "on-focus": on_focus or text,
        "focus-hint": on_focus or quiet,
        # Many terminals draw bold black as grey, which can't be read on a colour.
        "focus-style": "none" if ansi else "bold",
        "text-muted": quiet,
        "text-disabled": quiet,
        "border": accent,
        "border-blurred": line,
        "block-cursor-background": accent,
        "block-cursor-foreground": on_accent,
        "block-cursor-text-style": "none" if ansi else "bold",
        "block-cursor-blurred-background": field if ansi else focus,
        "block-cursor-blurred-foreground": on_field or text,
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": focus,
        "input-cursor-background": "ansi_black" if ansi else text,
        "input-cursor-foreground": "ansi_bright_white" if ansi else background,
        "input-cursor-text-style": "none",
        "input-selection-background": line,
        "scrollbar": line,
        "scrollbar-hover": quiet,
        "scrollbar-active": accent,
        "scrollbar-background": background,
        "scrollbar-background-hover": background,
        "scrollbar-background-active": background,
        "scrollbar-corner-color": background,
        "footer-background": panel,
        "footer-foreground": quiet,
        "footer-key-foreground": accent,
        "footer-description-foreground": quiet,
        "button-foreground": text,
        "button-color-foreground": on_accent,
        "button-focus-text-style": "bold",
        "link-color": accent,
        "ansi-background": "ansi_black" if ansi else "transparent",
        "ansi-foreground": "ansi_white" if ansi else "transparent",
    }
    return Theme(
        name=name,
        primary=accent,
        secondary=accent,
        accent=accent,
        warning=warn,
        error=danger,
        success=ok,
        foreground=text,
        background=background,
        surface=surface,
        panel=panel,
        boost=surface,
        dark=dark,
        text_alpha=1.0,
        variables=variables,
        ansi=ansi,
    )


THEMES: tuple[Theme, ...] = (
    _theme(
        "meso-dark",
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
    _theme(
        "meso-light",
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
    _theme(
        "high-contrast",
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
    _theme(
        "ansi",
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


def chosen(name: str | None) -> str:
    """Give the theme that the clinic's settings name, or the default.

    Raises:
        Refused: there is no theme of that name.
    """
    if name is None:
        return DEFAULT
    names = [theme.name for theme in THEMES]
    if name not in names:
        raise Refused(f'Settings, theme: "{name}" is no theme; choose one of {", ".join(names)}.')
    return name
