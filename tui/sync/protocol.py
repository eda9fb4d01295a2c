"""The words that the logbook, the engine and the doors to Supabase share, and the error classes.

SyncError
├── Unreachable      keep everything, back off, try again
├── SignedOut        refresh once; if the session is dead, ask to sign in and go on logging
│   └── SessionEnded     it is dead, and no network is needed to know it
├── SignInRefused    an attempt to sign in was answered with no: show the words
├── Refused          one change was answered with no: park it, go on with the rest
├── WrongDatabase    functions or tables are missing: name the migrations and the command
├── BookFailed       the logbook's disk is full or its file damaged: say so, salvage, try again
└── Bug              anything else: bounded tries, details in the log
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, Protocol, TypeAlias

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Row: TypeAlias = "dict[str, Json]"
TableName: TypeAlias = Literal[
    "modular_training_plan",
    "modular_training_week",
    "modular_training_session",
    "modular_training_exercise",
    "training_set",
]
Operation: TypeAlias = Literal["insert", "amend", "remove"]
OutcomeKind: TypeAlias = Literal["applied", "already", "conflict", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A column of a change: the value that the lifter saw, and the value that was entered."""

    before: Json
    after: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing the lifter did to one row, under an id made on this laptop.

    `row` is set for an insert (it includes `id`), `fields` for an amend. `fields` of a remove are
    what the lifter saw, with nothing `after`: a row that says something else by then stays.
    """

    id: str
    table: TableName
    op: Operation
    row_id: str
    made_at: datetime
    row: Mapping[str, Json] | None = None
    fields: Mapping[str, Step] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the database did with one change; `current` holds the columns as they stand there.

    `again`: it was done when it was sent before; other changes may have come after it since.
    """

    id: str
    outcome: OutcomeKind
    code: str | None = None
    message: str | None = None
    current: Mapping[str, Json] | None = None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far this laptop has read: the server's epoch and the last revision seen."""

    epoch: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableRow:
    """A row of the server with a value that cannot be read; `words` say which and what of it shows.

    `hidden` are the ids of the rows that are not in the page because of it, its own included.
    A set and an exercise are told under `exercise_id` too, in the shorter words of `in_place`.
    """

    table: TableName
    row_id: str
    in_week: str | None
    words: str
    hidden: tuple[str, ...]
    exercise_id: str | None = None
    in_place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PulledPage:
    """One answer of `pull_training`.

    `plans`, `week_ids` and `week_revisions` (of all living weeks, by id) are None when nothing is
    new. `removed` are ids of deleted rows: all that are known when reading from the start, else the
    latest. Each week is a whole document: the week's columns, `revision`, and `sessions` →
    `exercises` → `performed`.
    """

    epoch: str
    revision: int
    more: bool
    plans: tuple[Row, ...] | None = None
    week_ids: tuple[str, ...] | None = None
    week_revisions: Mapping[str, int] | None = None
    weeks: tuple[Row, ...] = ()
    removed: tuple[str, ...] = ()
    unreadable: tuple[UnreadableRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PulledCatalogue:
    """The exercise catalogue with the digest that names this state of it."""

    digest: str
    exercises: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many changes wait to be sent, were refused, or are in conflict."""

    unsent: int = 0
    refused: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What the logbook made of a pulled page: whether to pull on, whether the server is found to
    have gone back in time, and how many rows that it lost were queued again."""

    more: bool
    requeued: int = 0
    went_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRun:
    """What one round with the server did; `problem` says in words why it stopped short."""

    sent: int = 0
    fetched: int = 0
    refused: int = 0
    conflicts: int = 0
    requeued: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who is signed in, and to which project (a name safe for a folder)."""

    user_id: str
    email: str
    project: str


# Who trains on a laptop that no project is set for: their logbook is bound to no account.
LOCAL_LIFTER: Final = Identity(user_id="lifter", email="", project="local")


# No further e-mail for now: for this address, or for the whole project, which Auth gives one code.
# What came by an earlier e-mail can still be used.
EMAIL_LIMIT: Final = "over_email_send_rate_limit"
EMAIL_QUOTA: Final = "over_email_quota"
EMAIL_LIMITS: Final = frozenset({EMAIL_LIMIT, EMAIL_QUOTA})
# The password itself was refused: what proved the lifter's identity is still good.
PASSWORD_REFUSED: Final = frozenset({"weak_password", "same_password"})


# The code of a Bug where an answer was well-formed and still none of our functions'.
WIRE: Final = "wire"
_SQLSTATE: Final = late_pattern("[0-9A-Z]{5}")
_ALSO_REASONS: Final = frozenset({"413", "unreadable"})  # of its Data API, and what it holds itself


def is_reason_of_database(code: str | None) -> bool:
    """Tell whether a change that was parked with this code was refused for what it is."""
    return code is not None and (bool(_SQLSTATE.fullmatch(code)) or code in _ALSO_REASONS)


class Credentials(Protocol):
    """Hands out an access token that is still good."""

    def token(self, *, renew: bool = False) -> str:
        """Return an access token; `renew` asks for a new one even if the old looks good.

        Raises SignedOut or Unreachable.
        """
        ...


class Gateway(Protocol):
    """A door to the database. Every method raises a SyncError and nothing else.

    A token that is not accepted is renewed here, once; SignedOut means that this did not help.
    """

    def push(self, changes: Sequence[Change], device: str) -> list[Outcome]:
        """Send changes in one transaction and return one outcome for each, in order."""
        ...

    def pull(self, cursor: Cursor) -> PulledPage:
        """Fetch the next page of what changed since the cursor."""
        ...

    def pull_catalogue(self, known: str | None) -> PulledCatalogue | None:
        """Fetch the catalogue, or None if `known` is its digest."""
        ...

    def schema_version(self) -> str:
        """Return the version of the last migration that the database has."""
        ...

    def reachable(self, seconds: float) -> bool:
        """Tell, within about so many seconds, whether the server is there and answers.

        Asked again and again while it does not, so it costs a few bytes.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class SyncError(Exception):
    """Something between this laptop and the database went wrong; `words` are for the lifter."""

    def __init__(self, words: str, *, code: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.code = code


class Unreachable(SyncError):
    """No network, a timeout, a busy or broken server: nothing is lost, try again later.

    `retry_after` is for how many seconds the server asked to be left alone, where it did.
    """

    retry_after: float | None = None


class SignedOut(SyncError):
    """The token was not accepted, or the session has ended."""


class SessionEnded(SignedOut):
    """Auth has ended the session for good: only another sign-in helps."""


class SignInRefused(SyncError):
    """An attempt to sign in was refused; `code` is the Auth server's error_code, or one of ours."""


class Refused(SyncError):
    """The database refused one change for what it is; `code` is the SQLSTATE."""


class WrongDatabase(SyncError):
    """The database lacks migrations that this topset needs."""


class BookFailed(SyncError):
    """The local copy could not be read or written; `code` is "damaged" where it is the file."""


class Bug(SyncError):
    """An answer nobody expected; the details are in the log file."""
