"""Every command of the console, one entry each; the order within a scope is the order on the key bar."""

from mesotui.ui.keymap import EVERYWHERE, Command

DIGITS = tuple("123456789")


def _group(scope: str, title: str, *entries: tuple[str, str, str, str]) -> tuple[Command, ...]:
    """Make the commands of one scope from (verb, keys, label, help); no keys means the digits 1 to 9."""
    return tuple(
        Command(
            f"{scope}.{verb}", tuple(keys.split()) or DIGITS, label, help, scope, title, numbered=not keys
        )
        for verb, keys, label, help in entries
    )


COMMANDS: tuple[Command, ...] = (
    *_group(
        EVERYWHERE,
        "Everywhere",
        ("help", "f1 ctrl+g", "help", "Show what each key does here."),
        ("today", "f2 ctrl+t", "Today", "Go to the rooms, the clocks and who is due."),
        ("clients", "f3 ctrl+f", "clients", "Find or add a client."),
        ("session", "f4 ctrl+r", "session", "Go to the session in this room."),
        ("slip", "f5 ctrl+l", "slip", "Show the aftercare slip."),
        ("clock", "f6 ctrl+k", "clock", "Start or stop a clock of the room."),
        ("recall", "f7 ctrl+e", "recall", "Find everyone who received a lot."),
        ("stock", "ctrl+s shift+f7", "stock", "Show products and lots, and what comes and goes."),
        ("back", "escape", "back", "Leave this screen, or close what is open."),
        ("palette", "ctrl+p", "find a command", "Search all commands by name."),
        ("hide", "f12 ctrl+backslash", "hide", "Blank the screen until a key is pressed."),
        ("quit", "f10 ctrl+q", "quit", "Keep what is being typed, and leave."),
    ),
    *_group(
        "today",
        "Today",
        ("open", "enter", "open", "Open the chosen client, or resume their session."),
        ("page", "ctrl+o", "client's page", "Show the page of the chosen client."),
        ("new-client", "ctrl+n", "new client", "Add a client, beginning with what is typed."),
    ),
    *_group(
        "clients",
        "Clients",
        ("open", "enter", "open page", "Show the page of the chosen client."),
        ("new-client", "ctrl+n", "new client", "Add a client, beginning with what is typed."),
    ),
    *_group(
        "client",
        "Client",
        ("start", "s", "start session", "Open a session for this client."),
        ("alert", "a", "allergy", "Add an allergy."),
        ("warn", "w", "warning", "Add a warning."),
        ("void", "delete v", "take back", "Take the chosen alert back, with a reason."),
        ("book", "b", "book", "Book a visit."),
    ),
    *_group(
        "stock",
        "Stock",
        ("show", "enter", "ledger", "Show all that came and went of the chosen lot."),
        ("receive", "r", "receive", "Take in some of a lot, known or new."),
        ("open", "o", "open vial", "Open a vial of the chosen lot; its hours in use begin."),
        ("waste", "w", "waste", "Throw some of the chosen lot away, with a reason and a witness."),
        ("count", "c", "count", "Say how much of the chosen lot is really there."),
        ("adjust", "a", "adjust", "Correct the book by some mL, with a reason."),
        ("mix", "m", "mix", "Make a mix, check it, or throw away what is left; write recipes."),
        ("day-lot", "d", "lot of the day", "Use the chosen lot of its product first, until midnight."),
        ("clients", "b", "clients", "Find everyone who received the chosen lot."),
        ("edit", "e", "edit product", "Change what is known of the chosen lot's product."),
        ("new-product", "n", "new product", "Add a product."),
        ("find", "slash", "find", "Show only the lots with what is typed."),
        ("all", "x", "all lots", "Show those that are used up, too, or hide them."),
    ),
    *_group(
        "mix",
        "Mix",
        ("make", "enter", "make, take", "Make the chosen recipe of these lots; or take the chosen mix."),
        ("part", "", "component", "Choose a component."),
        ("lot", "l", "other lot", "Draw the chosen component from its next lot."),
        ("volume", "v", "mL", "Type how much of the chosen component is drawn."),
        ("place", "p", "place", "Say where it is compounded: room, pharmacy, ready-made."),
        ("check", "c", "second check", "Let another person check the chosen mix, with their PIN."),
        ("discard", "d", "throw away", "Throw away what is left of the chosen mix, with a reason."),
        ("new-recipe", "n", "new recipe", "Write a recipe."),
        ("edit-recipe", "e", "edit recipe", "Write a new version of the chosen recipe."),
    ),
    *_group(
        "recall",
        "Recall",
        ("open", "enter", "open", "Show who received the chosen lot; then the page of the chosen client."),
        ("reached", "r", "reached", "Note that the chosen client was told."),
        ("acknowledged", "a", "acknowledged", "Note that the chosen client said that they understood."),
        ("tried", "t", "no answer", "Note that the chosen client was called and not reached."),
        ("block", "b", "recall the lot", "Block the lot on every terminal, with a reason; or free it again."),
        ("lot", "l", "another lot", "Type another lot."),
    ),
    *_group(
        "session",
        "Session",
        ("next-step", "f9 ctrl+n", "next step", "Go on to the next step."),
        ("previous-step", "ctrl+y shift+f9", "step back", "Go back to the step before."),
        ("note", "f8 ctrl+o", "note", "Write a note; it is kept with its time."),
        ("interrupt", "f11 ctrl+x", "pause", "Interrupt or resume the session, with a reason."),
        ("mix", "ctrl+d shift+f8", "mix", "Make the mix of the day, or take one that is there."),
        ("limits", "ctrl+u", "limits", "Show every limit for this client, with its source."),
    ),
    *_group(
        "session.check.identity",
        "Identity",
        ("confirm", "enter", "confirm", "Compare what the client said with the record."),
    ),
    *_group(
        "session.cleanse",
        "Cleanse",
        ("choose", "", "agent", "Start the contact clock of an antiseptic."),
        ("go-on", "enter", "dry, then done", "End the contact, then the drying."),
    ),
    *_group(
        "session.anaesthetic",
        "Anaesthetic",
        ("choose", "", "product", "Take a topical anaesthetic."),
        ("apply", "enter", "on", "Start the clock of the product that was taken."),
        ("none", "0", "none", "Record that no anaesthetic is used."),
        ("remove", "r", "off", "Take the anaesthetic off."),
    ),
    *_group(
        "session.inject",
        "Inject",
        ("log", "enter", "log", "Log the entry as it stands."),
        ("mirror", "m", "mirror", "Log the last entry again on the other side."),
        ("repeat", "full_stop", "repeat on next", "Log the last entry again on the lit or the next zone."),
        ("void-last", "ctrl+z", "void last", "Void the last entry; it stays in the record."),
        ("zone", "home", "zone", "Go back to the zone field."),
    ),
    *_group(
        "session.observe",
        "Observe",
        ("go-on", "enter", "start, then end", "Start the observation, then end it."),
    ),
    *_group(
        "session.close",
        "Close",
        ("jump", "", "go to", "Go to what is still missing."),
        ("finish", "enter", "close and slip", "Close the session as done and make the slip."),
        ("stop-early", "e", "stopped early", "End the session early, with a reason."),
        ("not-done", "n", "not done", "Record that nothing was done, with a reason."),
    ),
    *_group(
        "slip",
        "Slip",
        ("give", "enter", "given", "Record that the client has the slip."),
        ("next", "n", "next", "Show the next code."),
        ("previous", "p", "previous", "Show the code before."),
        ("language", "l", "language", "Write the slip in the next language."),
        ("full", "f", "full", "Give the code the whole screen, or the text its place back."),
        ("wide", "w", "wide", "Draw the code wider, for terminals whose lines stand apart."),
        ("save", "s", "save", "Write the given slip to files: text, PNG and SVG."),
        ("print", "o", "print", "Print the given slip, or print it again; Enter does the same."),
        ("printer", "i", "printer", "Take the next printer, and with it its paper."),
        ("aloud", "a", "read aloud", "Show the words as they are read out, on the whole screen."),
        ("correct", "c", "correct", "Write a corrected slip in place of the given one, with a reason."),
        ("phone", "t", "phone", "Type the clinic's telephone, which stands on every slip."),
        ("emergency", "e", "emergency", "Set the country's emergency number, which stands on every slip."),
    ),
)
