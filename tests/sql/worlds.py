"""A database with two lifters in it, and everybody who may come and ask: for attacks on rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, cast

import psycopg
from psycopg.types.json import Jsonb

from tests.sql.lifters import (
    Connection,
    Lifter,
    Rows,
    begin_session,
    claims_of,
    column,
    log_a_session,
    login_of,
    sign_up,
)
from tests.support.cluster import Database
from tui.sync.protocol import Json, Row

TABLES: Final = (
    "modular_training_plan",
    "modular_training_week",
    "modular_training_session",
    "modular_training_exercise",
    "training_set",
)
ASK_ALL: Final = Path(__file__).with_name("ask_all.sql")
RECEIPT: Final = "00000000-0000-4000-8000-0000000000ff"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a statement: rows, or the state and the words of an error.

    `theirs` is true where it changed a row of the victim's, or told an id of one.
    """

    rows: list[Row] = field(default_factory=list)
    count: int = 0
    state: str = ""
    words: str = ""
    theirs: bool = False

    @property
    def denied(self) -> bool:
        """Whether a grant was missing: nothing of the statement was done."""
        return self.state == "42501" and self.words.startswith("permission denied")

    @property
    def value(self) -> Json:
        """What a call returned."""
        return next(iter(self.rows[0].values())) if self.rows else None

    @property
    def outcome(self) -> str:
        """The answer in a word: denied, refused, nothing or done; THEIRS is never right."""
        if self.theirs:
            return "THEIRS"
        if self.denied:
            return "denied"
        if self.state:
            return "refused"
        return "done" if self.count > 0 else "nothing"


@dataclass(frozen=True, slots=True)
class Asker:
    """Someone with a connection: a login, the role they take on, and what they claim."""

    login: str
    role: str
    claims: Row | None


# What a lifter has, as one digest: whether any of it was changed.
_DIGEST = "select md5(concat({}))".format(
    ", ".join(
        f"(select string_agg(md5(t::text), ',' order by md5(t::text)) from public.{table} t"
        " where t.user_id = '{user}')"
        for table in (*TABLES, "training_head", "training_change")
    )
)


@dataclass
class World:
    """One database, its lifters and their rows, and a connection that may be anybody."""

    database: Database
    victim: Lifter
    theirs: Rows
    attacker: Lifter
    own: Rows
    logins: Mapping[str, str]
    _connection: Connection | None = None

    @property
    def superuser(self) -> Connection:
        """The connection that may be anybody."""
        if self._connection is None:
            self._connection = psycopg.connect(self.database.superuser_url, autocommit=True)
            self._connection.execute(ASK_ALL.read_bytes())
        return self._connection

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def swapped(self) -> World:
        """The same world as the victim sees it: what is theirs is now the attacker's."""
        return World(
            self.database,
            self.attacker,
            self.own,
            self.victim,
            self.theirs,
            self.logins,
            self.superuser,
        )

    def api(self, lifter: Lifter, claims: Row | None = None) -> Asker:
        """A lifter through the Data API, which has verified the token."""
        claims = lifter.claims if claims is None else claims
        return Asker("authenticator", "authenticated", claims)

    def direct(self, lifter: Lifter, claims: Row | None = None) -> Asker:
        """A lifter on the login of their own, with the claims of their own token."""
        claims = lifter.claims if claims is None else claims
        return Asker(self.logins[lifter.user_id], "lifter", claims)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """A stretch of the world's time that is taken back."""
        with self.superuser.transaction(force_rollback=True):
            yield

    def prepare(self, statement: str, *values: object) -> None:
        """Change something as nobody in particular could."""
        self.superuser.execute(statement.encode(), values or None)

    def ask(self, asker: Asker, query: str, values: Mapping[str, Json] | None = None) -> Answer:
        """Ask something, see whether it touched the victim, and undo it."""
        return self.ask_all(asker, [(query, values or {})])[0]

    def ask_all(
        self, asker: Asker, questions: Sequence[tuple[str, Mapping[str, Json]]]
    ) -> list[Answer]:
        """Ask one thing after the other, each as if nothing had been asked before."""
        cursor = psycopg.ClientCursor(self.superuser)
        asked = [
            {
                "query": cursor.mogrify(query.encode(), values) if values else query,
                "tells": query.startswith(("select", "explain")) or "returning" in query,
            }
            for query, values in questions
        ]
        claims = "" if asker.claims is None else json.dumps(asker.claims)
        found = self.superuser.execute(
            "select * from pg_temp.ask_all(%s, %s, %s, %s, %s, %s)",
            [asker.login, asker.role, claims, self._digest_query, self._before, Jsonb(asked)],
        ).fetchall()
        return [self._answer(*cast("tuple[str, str, int, list[Row], bool]", row)) for row in found]

    def _answer(self, state: str, words: str, count: int, rows: list[Row], touched: bool) -> Answer:
        told = str(rows)
        told_theirs = any(row_id in told for row_id in ids_of(self.theirs))
        return Answer(rows, count, state, words, theirs=touched or told_theirs)

    @property
    def _digest_query(self) -> str:
        return _DIGEST.format(user=self.victim.user_id)

    @cached_property
    def _before(self) -> Json:
        return column(self.superuser, self._digest_query)[0]

    def stamped(self, claims: Row) -> Row:
        """Return claims as Auth's hook hands them back, whoever they are of."""
        with self.superuser.transaction():
            self.superuser.execute("set local session authorization supabase_auth_admin")
            row = self.superuser.execute(
                "select topset_private.stamp_access_token(%s) -> 'claims'",
                [Jsonb({"claims": claims})],
            ).fetchone()
        assert row is not None
        return cast("Row", row[0])

    def signed_in_again(self) -> World:
        """The same world with tokens that Auth has stamped just now."""
        self.victim, self.attacker = (
            Lifter(one.user_id, self.stamped({**one.claims, "topset_stamp": None}))
            for one in (self.victim, self.attacker)
        )
        return self

    def new_session(self, lifter: Lifter, level: str) -> Row:
        """Return the claims of another session of a lifter, which Auth knows and has stamped."""
        claims: Row = {**claims_of(lifter.user_id), "aal": level}
        begin_session(self.superuser, claims, level=level)
        return self.stamped(claims)


def ids_of(rows: Rows) -> tuple[str, ...]:
    """Return the ids of a lifter's rows."""
    return (rows.plan, rows.week, rows.session, rows.exercise, rows.set)


def populate(database: Database) -> World:
    """Give a database two lifters who have trained, with a login each."""
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        victim, attacker = sign_up(owner), sign_up(owner)
        theirs, own = log_a_session(owner, victim), log_a_session(owner, attacker)
        for lifter, rows in ((victim, theirs), (attacker, own)):
            owner.execute(  # a note that it was removed, as of a set that was
                "insert into topset_private.removed_row (user_id, id) values (%s, %s)",
                [lifter.user_id, rows.set],
            )
            owner.execute(
                "insert into training_change (user_id, id, outcome) values (%s, %s, 'applied')",
                [lifter.user_id, RECEIPT],
            )
        owner.execute("insert into exrcwiki (exercise_id, name) values ('bench', 'Bench Press')")
        logins = {one.user_id: login_of(owner, one) for one in (victim, attacker)}
    return World(database, victim, theirs, attacker, own, logins)


def in_copy(world: World, database: Database) -> World:
    """Return the same world in a copy of its database."""
    return World(database, world.victim, world.theirs, world.attacker, world.own, world.logins)
