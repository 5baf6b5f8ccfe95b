"""Consent: asked for with everything told, or confirmed with one key; taken back from any step."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from mesotui.domain.consent import ConsentKind, ConsentText, Standing, Taken, standing, untold
from mesotui.domain.errors import NotFound, Refused
from mesotui.domain.treatment import TreatmentSession
from mesotui.records import consents
from mesotui.ui.context import Context
from mesotui.ui.keymap import bindings
from mesotui.ui.keys import COMMANDS
from mesotui.ui.modals.ask import Ask
from mesotui.ui.record_lines import consent_lines
from mesotui.ui.screens.steps import consent_pages as pages
from mesotui.ui.screens.steps.consent_pages import NOTHING_YET, Asked, Page
from mesotui.ui.screens.steps.part import CheckPart
from mesotui.ui.screens.steps.step import Asking
from mesotui.ui.screens.steps.taking_back import end_without_consent
from mesotui.ui.widgets.question import Question
from mesotui.ui.widgets.steady import Steady
from mesotui.ui.work import Stale

_WITNESS, _REFUSAL = "consent-witness", "consent-refusal"
_WITNESS_LETTERS = 80
_NOTHING_INJECTED = "Without a confirmed consent nothing can be injected. The same key again goes on without."

_WAYS_OUT = (
    ("session.withdraw", "takes a consent back"),
    ("session.check.consent.anew", "asks anew"),
    ("session.check.consent.photos", "asks about photographs"),
)


class ConsentPart(CheckPart):
    """A page at a time: what is read aloud above, one question with a key an answer below it."""

    code = "consent"
    title = "Consent"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("session.check.consent", COMMANDS)]

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asked = NOTHING_YET
        self._at_hand: consents.AtHand | None = None
        self._warned = False
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """Lay out what stands, the words, and the question."""
        yield Steady(id="consent-standing")
        with VerticalScroll(id="consent-text", can_focus=False):
            yield Steady(id="consent-words")
        yield Question("", (), takes_keys=False, id="consent-question")

    def enter(self) -> None:
        """Let the keys answer."""
        self._warned = False
        self.screen.set_focus(self.query_one("#consent-question"))
        if self._at_hand is None:
            self.run_worker(self._read())
        self._draw()

    def is_done(self, session: TreatmentSession) -> bool:
        """Tell whether the client agreed to the treatment and said so in this session."""
        return not session.consent.lack

    def line(self, session: TreatmentSession) -> Content | None:
        """Write what was answered."""
        lines = consent_lines(session)
        return lines[0] if lines else None

    def watch_session(self, session: TreatmentSession | None) -> None:
        """Show the page that comes next."""
        if session is not None and self.is_mounted:
            self._draw()

    def drafted(self) -> Mapping[str, str]:
        """Keep what is ticked and chosen."""
        return pages.as_fields(self._asked)

    def put_back(self, fields: Mapping[str, str]) -> None:
        """Go on with what was ticked and chosen, unless somebody was faster than the draft."""
        if self._asked == NOTHING_YET:
            self._asked = pages.from_fields(fields)
            self._draw()

    def went_back(self) -> bool:
        """Go back a page, as long as the pages are those of one question."""
        order = [Page.TOLD, Page.ALTERNATIVES, Page.METHOD, Page.ANSWER]
        here = order.index(self._page) if self._page in order else 0
        if not here or self._asked.only_photos:
            return False
        self._go_to(order[here - 1])
        return True

    def asking(self, topic: str) -> Asking | None:
        """Give what asks for the witness, or why the client refuses."""
        return {_WITNESS: self._ask_witness, _REFUSAL: self._refuse}.get(topic)

    async def may_leave(self) -> bool:
        """Go on; without a consent only when the key is pressed a second time."""
        if self.session is None or self.is_done(self.session) or self._warned:
            self._warned = False
            return True
        self._warned = True
        self.post_message(self.Told(_NOTHING_INJECTED))
        return False

    def action_yes(self) -> None:
        """Record a yes."""
        self._begin(self._yes)

    def action_refuse(self) -> None:
        """Record a no."""
        self._begin(partial(self._photos, given=False) if self._page is Page.PHOTOS else self._refuse)

    def action_tick(self, digit: str) -> None:
        """Tick what has this digit on the page, take its tick away, or choose it."""
        text, page = self._text(), self._page
        if text is None or page not in (Page.TOLD, Page.ALTERNATIVES, Page.METHOD):
            return
        shown = pages.options(page, self._asked, text, self.context.clinic.consent_rules().methods)
        value = next((option.value for option in shown if option.key == digit), "")
        if value and page is Page.METHOD:
            self._choose_method(value)
        elif value:
            self._set(self._asked.ticked(page, value))
            if page is Page.TOLD and len(self._asked.told) == len(text.disclosures):
                self._go_to(Page.ALTERNATIVES)

    def action_go_on(self) -> None:
        """Go on to the next page, if all that must be ticked is ticked."""
        text = self._text()
        if text is None or self._page not in (Page.TOLD, Page.ALTERNATIVES):
            return
        missing = untold(text, self._taken(text))
        told_all = set(self._asked.told) >= {one.key for one in text.disclosures}
        if self._page is Page.TOLD and told_all:
            self._go_to(Page.ALTERNATIVES)
        elif missing:
            self.post_message(self.Told(f"Not ticked yet: {', '.join(missing)}."))
        else:
            self._go_to(Page.METHOD)

    def action_read_on(self) -> None:
        """Scroll the words."""
        self.query_one("#consent-text", VerticalScroll).scroll_page_down(animate=False)

    def action_read_back(self) -> None:
        """Scroll the words back."""
        self.query_one("#consent-text", VerticalScroll).scroll_page_up(animate=False)

    def action_language(self) -> None:
        """Take the next language; what was told in another one isn't told in this one."""
        languages = self.context.clinic.consent_rules().languages
        at = languages.index(self._language) if self._language in languages else -1
        self._set(Asked(page=Page.TOLD, language=languages[(at + 1) % len(languages)]))

    def action_anew(self) -> None:
        """Begin from the beginning."""
        self._set(Asked(page=Page.TOLD, language=self._asked.language))

    def action_photos(self) -> None:
        """Ask about photographs alone."""
        self._set(replace(self._asked, page=Page.METHOD, only_photos="yes"))

    def _begin(self, asking: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Record or ask something, one at a time: no key may answer what isn't on the screen yet."""
        if not self._is_busy:
            self._is_busy = True
            self.run_worker(self._until_done(asking))

    async def _until_done(self, asking: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await asking()
        finally:
            self._is_busy = False

    def _choose_method(self, code: str) -> None:
        method = next(one for one in self.context.clinic.consent_rules().methods if one.code == code)
        self._set(replace(self._asked, method=code, witness=""))
        if method.needs_witness:
            self._begin(self._ask_witness)
        else:
            self._go_to(Page.PHOTOS if self._asked.only_photos else Page.ANSWER)

    async def _ask_witness(self, typed: str = "") -> None:
        colleagues = self._at_hand.colleagues if self._at_hand else ()
        name = await self.app.push_screen_wait(
            Ask(
                "Who is the witness?",
                "Somebody else than you, who hears what the client says.",
                topic=_WITNESS,
                typed=typed,
                limit=_WITNESS_LETTERS,
                suggestions=colleagues,
            )
        )
        if name:
            self._set(replace(self._asked, witness=name))
            self._go_to(Page.PHOTOS if self._asked.only_photos else Page.ANSWER)

    async def _yes(self) -> None:
        text, page = self._text(), self._page
        if text is None:
            return
        if page is Page.CONFIRM:
            rules = self.context.clinic.consent_rules()
            if await self.record(consents.confirm, text=text, rules=rules) is not None:
                self._leave()
        elif page is Page.ANSWER:
            taken = self._taken(text)
            kind = ConsentKind.TREATMENT
            if await self.record(consents.give, kind=kind, text=text, taken=taken) is not None:
                self._go_to(Page.PHOTOS)
        elif page is Page.PHOTOS:
            await self._photos(given=True)
        else:
            self.post_message(self.Told(pages.question(page, self._asked, text, ())))

    async def _photos(self, *, given: bool) -> None:
        text, kind = self._text(), ConsentKind.PHOTOS
        use_case = consents.give if given else consents.refuse
        if text is None:
            return
        if await self.record(use_case, kind=kind, text=text, taken=self._taken(text)) is not None:
            self._leave()

    async def _refuse(self, typed: str = "") -> None:
        text = self._text()
        if text is None or self._page is Page.DONE:
            self.post_message(self.Told("The consent is on record. Withdraw it, or ask anew."))
            return
        reason = await self.app.push_screen_wait(
            Ask(
                "The client says no. Why?",
                "Nobody has to give a reason; then say so. Esc asks on.",
                topic=_REFUSAL,
                typed=typed,
                suggestions=self.context.clinic.consent_rules().refusals,
            )
        )
        if not reason:
            return
        kind, taken = ConsentKind.TREATMENT, self._taken(text)
        refused = await self.record(consents.refuse, kind=kind, text=text, taken=taken, reason=reason)
        if refused is not None:
            self._set(NOTHING_YET)
            await end_without_consent(self, f"Consent refused: {reason}")

    def _leave(self) -> None:
        self._set(Asked(language=self._asked.language))
        self.post_message(self.LeaveAsked())

    async def _read(self) -> None:
        try:
            self._at_hand = await self.context.work.read("consent", consents.at_hand, self.context.actor)
        except (Stale, Refused):
            return
        self._draw()

    @property
    def _language(self) -> str:
        """The language that was chosen, else the one of the last answer, else the clinic's."""
        last = self.session.consent.treatment if self.session else None
        languages = self.context.clinic.consent_rules().languages
        return self._asked.language or (last.language if last else languages[0])

    def _text(self) -> ConsentText | None:
        for language in dict.fromkeys((self._language, *self.context.clinic.consent_rules().languages)):
            try:
                return self.context.clinic.consent(language)
            except NotFound:
                continue
            except Refused as refusal:
                self.post_message(self.Told(str(refusal)))
                return None
        return None

    def _stands(self, session: TreatmentSession) -> Standing:
        given = session.consent.treatment
        try:
            sha256 = self.context.clinic.consent(given.language).sha256 if given else ""
        except Refused:
            sha256 = ""
        rules = self.context.clinic.consent_rules()
        return standing(given, sha256=sha256, valid_days=int(rules.valid_days), now=self.context.now())

    @property
    def _page(self) -> Page:
        if self._asked.page or self.session is None:
            return Page(self._asked.page or Page.TOLD)
        if self.session.consent.confirmation:
            return Page.DONE
        return Page.CONFIRM if self._stands(self.session) is Standing.VALID else Page.TOLD

    def _ways_out(self) -> Content:
        keys = {command.id: command.shown_key for command in self.context.commands}
        told = [(keys[name], says) for name, says in _WAYS_OUT]
        return Content("   ").join(
            [Content.assemble((key, "$accent bold"), f" {says}") for key, says in told]
        )

    def _taken(self, text: ConsentText) -> Taken:
        methods = self.context.clinic.consent_rules().methods
        return Taken(
            method=next((one for one in methods if one.code == self._asked.method), None),
            witness=self._asked.witness,
            disclosures=tuple(one.key for one in text.disclosures if one.key in self._asked.told),
            alternatives=self._asked.alternatives,
        )

    def _go_to(self, page: Page) -> None:
        self._set(replace(self._asked, page=page))
        self.query_one("#consent-text", VerticalScroll).scroll_home(animate=False)

    def _set(self, asked: Asked) -> None:
        self._asked = asked
        self._warned = False
        # Where in it one is belongs to the draft.
        self.post_message(self.ScopeChanged())
        self._draw()

    def _draw(self) -> None:
        session, text = self.session, self._text()
        if session is None or text is None:
            return
        page, methods = self._page, self.context.clinic.consent_rules().methods
        found = self._stands(session)
        lines = consent_lines(session)
        if page is not Page.DONE and (notice := pages.NOTICES.get(found)):
            lines = [Content.styled(notice, "$warn" if session.consent.answers else "$quiet"), *lines]
        if session.consent.answers:
            lines.append(self._ways_out())
        self.query_one("#consent-standing", Steady).tell(Content("\n").join(lines))
        at_hand = self._at_hand
        approved = at_hand is None or text.sha256 in at_hand.approved
        site = at_hand.site if at_hand else None
        self.query_one("#consent-words", Steady).tell(pages.words(page, text, site, approved=approved))
        self.query_one(Question).ask(
            pages.question(page, self._asked, text, methods),
            pages.options(page, self._asked, text, methods),
        )
