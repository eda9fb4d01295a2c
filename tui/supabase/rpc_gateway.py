"""What both doors do alike: the calls, a fresh token after a refusal, and no change left behind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from uuid import UUID

from tui.supabase import wire
from tui.supabase.project import jwt_payload
from tui.sync.protocol import (
    Bug,
    Change,
    Credentials,
    Cursor,
    Json,
    Outcome,
    PulledCatalogue,
    PulledPage,
    Refused,
    Row,
    SignedOut,
    Unreachable,
)

WEEKS_A_PAGE = 40
_SMALLER_PAGES = frozenset({"too_large", "too_slow", "broken"})


class RpcGateway(ABC):
    """A Gateway on top of one thing: calling a function of the database with a token."""

    def __init__(self, credentials: Credentials, *, weeks_a_page: int = WEEKS_A_PAGE) -> None:
        self._credentials = credentials
        self._weeks_a_page = self._most_weeks = weeks_a_page

    @abstractmethod
    def _call(self, function: str, arguments: Row, token: str) -> Json:
        """Call a function as the lifter whom the token names; raises SyncErrors alone."""

    @abstractmethod
    def reachable(self, seconds: float) -> bool:
        """Tell whether the server is there and answers."""

    @abstractmethod
    def close(self) -> None:
        """Let go of connections."""

    def push(self, changes: Sequence[Change], device: str) -> list[Outcome]:
        """Send changes in one transaction and return one outcome for each, in order."""
        if not _is_uuid(device):
            raise Bug("This laptop has no valid id of its own.", code="device")
        sendable: list[tuple[Change, Row]] = []
        told: dict[str, Outcome] = {}
        for change in changes:
            document = wire.change_document(change)
            trouble = wire.unsendable(document)
            if trouble is None:
                sendable.append((change, document))
            else:
                told[change.id] = Outcome(
                    id=change.id, outcome="refused", code="22P05", message=trouble
                )
        told |= {outcome.id: outcome for outcome in self._push(sendable, device)}
        return [told[change.id] for change in changes]

    def pull(self, cursor: Cursor) -> PulledPage:
        """Fetch the next page of what changed since the cursor.

        A page too large or too slow to read, or on which the line breaks, is asked for in smaller
        ones: the slow one next time, so that a server which merely drips does not hold this round.
        After a line that broke they grow again.
        """
        try:
            page = self._page(cursor)
        except Unreachable as error:
            if error.code not in _SMALLER_PAGES or self._weeks_a_page == 1:
                raise
            self._weeks_a_page = max(self._weeks_a_page // 4, 1)
            if error.code != "broken":
                self._most_weeks = self._weeks_a_page
            if error.code == "too_slow":
                raise
            return self.pull(cursor)
        self._weeks_a_page = min(self._weeks_a_page * 2, self._most_weeks)
        return page

    def _page(self, cursor: Cursor) -> PulledPage:
        arguments: Row = {
            "epoch": cursor.epoch,
            "since": cursor.revision,
            "page": self._weeks_a_page,
        }
        return wire.training_page(self._ask("pull_training", arguments))

    def pull_catalogue(self, known: str | None) -> PulledCatalogue | None:
        """Fetch the catalogue, or None if `known` is its digest."""
        return wire.catalogue(self._ask("pull_catalogue", {"known": known}))

    def schema_version(self) -> str:
        """Return the version of the last migration that the database has."""
        return wire.version(self._ask("topset_schema_version", {}))

    def _push(self, sendable: Sequence[tuple[Change, Row]], device: str) -> list[Outcome]:
        """Push a batch; should it be refused as a whole, push its halves, down to the culprit."""
        if not sendable:
            return []
        changes = [change for change, _ in sendable]
        documents: list[Json] = [document for _, document in sendable]
        try:
            answer = self._ask("push_changes", {"changes": documents, "device": device})
        except Refused as refusal:
            if len(sendable) > 1:
                half = len(sendable) // 2
                return self._push(sendable[:half], device) + self._push(sendable[half:], device)
            return [
                Outcome(
                    id=changes[0].id, outcome="refused", code=refusal.code, message=refusal.words
                )
            ]
        return wire.outcomes(changes, answer)

    def _ask(self, function: str, arguments: Row) -> Json:
        """Call a function; should the token be refused, once more with a new one."""
        token = self._credentials.token()
        try:
            return self._call(function, arguments, _checked(token))
        except SignedOut:
            renewed = self._credentials.token(renew=True)
        return self._call(function, arguments, _checked(renewed))


def _checked(token: str) -> str:
    if jwt_payload(token) is None:
        raise SignedOut("The stored session holds no token: sign in again.", code="bad_jwt")
    return token


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
