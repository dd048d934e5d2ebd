"""Where the rest of the product asks for a model's help: one place that knows whether there is a model."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.assisted.asking import Asker
from assistant.assisted.noting import AssistedNotes, Session
from assistant.assisted.parser import AssistedParser
from assistant.budgets import Budgets
from assistant.errors import DeskError
from assistant.model import Model
from assistant.offline_model import OfflineModel
from assistant.terms import AccountTerms
from assistant.usage.spending import CountedModel, Purpose, Spending
from providers.models import NoteType
from providers.scope import Scope
from tools.catalog import Catalog
from tools.note_draft import DraftedNote, Template, draft_note
from tools.quick_create import InitialValues, ParseResult, parse

_REMEMBERED_NOTES = 200
_REMEMBERED_ACCOUNTS = 500


class Assistance:
    """Reads sentences and drafts notes: with the account's model, as long as the month's budget lasts, and
    with plain code otherwise. A note is worded once for the same session, not at each look."""

    def __init__(self, terms: AccountTerms, budgets: Budgets, spending: Spending, seconds: float) -> None:
        self._terms = terms
        self._budgets = budgets
        self._spending = spending
        self._seconds = seconds
        self._askers: OrderedDict[str, Asker] = OrderedDict()
        self._notes: OrderedDict[str, DraftedNote] = OrderedDict()

    async def parse(
        self,
        scope: Scope,
        catalog: Catalog,
        prompt: str,
        initial_values: InitialValues | None = None,
    ) -> ParseResult:
        """The fields that a sentence says; never fails for want of a model."""
        me = scope.member_id(catalog.connection_id)
        model = await self._model(scope, catalog)
        if model is None:
            return await asyncio.to_thread(parse, catalog, prompt, me, initial_values)
        async with self.helping(scope, "parse", model) as (counted, asker):
            return await AssistedParser(counted, asker).parse(catalog, prompt, me, initial_values)

    async def draft(
        self, scope: Scope, session: Session, note_type: NoteType, template: Template | None = None
    ) -> DraftedNote:
        """The note of a session; never fails for want of a model."""
        model = await self._model(scope, session.catalog)
        if model is None:
            return draft_note(
                session.messages,
                note_type,
                ticket=session.ticket,
                catalog=session.catalog,
                separate=session.separate,
                customer_visible=session.customer_visible,
                template=template,
            )
        key = _key(scope, session, f"{note_type.value} {template or ''}", model.name)
        drafted = self._notes.get(key)
        if drafted is None:
            async with self.helping(scope, "note", model, session.session_id) as (counted, asker):
                drafted = await AssistedNotes(counted, asker).draft(session, note_type, template)
            if drafted.prompt_hash is not None:
                self._remember(key, drafted)
        return drafted

    @asynccontextmanager
    async def helping(
        self, scope: Scope, purpose: Purpose, model: Model, session_id: str | None = None
    ) -> AsyncIterator[tuple[Model, Asker]]:
        """The model to ask and who asks it; what it used is written down when the block ends."""
        counted = CountedModel(model)
        try:
            yield counted, self._asker(scope.account_id)
        finally:
            await self._spending.record(scope, purpose, counted.name, counted.used, session_id)

    def _asker(self, account_id: str) -> Asker:
        """One for each account: a key that is out of requests is no other account's trouble."""
        asker = self._askers.setdefault(account_id, Asker(self._seconds))
        self._askers.move_to_end(account_id)
        while len(self._askers) > _REMEMBERED_ACCOUNTS:
            self._askers.popitem(last=False)
        return asker

    async def _model(self, scope: Scope, catalog: Catalog) -> Model | None:
        """The model to ask; None where plain code answers, or no model may be asked."""
        terms = await self._terms.of(scope.account_id)
        if terms.models.engine() == OfflineModel.name:
            return None
        if await self._budgets.refusal(scope.account_id, terms.monthly_usd):
            return None
        try:
            return terms.models.choose(catalog, scope.member_id(catalog.connection_id))
        except DeskError:
            # The talk says what is wrong with the settings; a sentence can be read without a model.
            return None

    def _remember(self, key: str, drafted: DraftedNote) -> None:
        self._notes[key] = drafted
        while len(self._notes) > _REMEMBERED_NOTES:
            self._notes.popitem(last=False)


def _key(scope: Scope, session: Session, kind: str, model: str) -> str:
    """Equal for equal sessions of one person. The lists of the PSA do not count: what a remembered draft
    would show the customer is looked at anew at each preview and each post."""
    ticket = session.ticket
    parts = (
        scope.account_id,
        scope.user_id,
        model,
        kind,
        str(session.customer_visible),
        f"{ticket.id} {ticket.company.id} {ticket.summary}" if ticket else "",
        session.catalog.connection_id,
        *session.separate,
        *(f"{number} {text}" for number, text in session.messages),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
