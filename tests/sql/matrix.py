"""Every object, everything that can be done to it, everybody who may come: expected against asked.

What is expected is written down here, apart from the SQL: who is signed in reaches their own rows
and nobody else's, who is not reaches no row, and nobody gets past what is granted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from tests.sql.worlds import Answer, Asker, World
from tui.sync.protocol import Json, Row

NOBODYS: Final = "00000000-0000-4000-8000-00000000dead"
NEW: Final = "00000000-0000-4000-8000-00000000beef"


# -- who may come


@dataclass(frozen=True, slots=True)
class Visitor:
    """Someone in the matrix: by which door, whether they should be known there, and why."""

    name: str
    door: Literal["anon", "api", "direct"]
    asker: Asker
    known: bool = False
    before: tuple[str, ...] = ()
    tries_tables: bool = True


def visitors(world: World) -> list[Visitor]:
    """Return everybody; all but the first are after the rows of `world.victim`."""
    me, them = world.attacker, world.victim
    claims = me.claims
    bare: Row = {key: value for key, value in claims.items() if key != "topset_stamp"}
    sessionless: Row = {key: value for key, value in bare.items() if key != "session_id"}
    second: Row = world.new_session(me, "aal2")
    mine = f"where user_id = '{me.user_id}'"
    factor = f"insert into auth.mfa_factors (user_id, status) values ('{me.user_id}', 'verified')"
    raised = f"update auth.sessions set aal = 'aal2' {mine}"
    states: list[tuple[str, Row | None, bool, tuple[str, ...]]] = [
        ("signed in", claims, True, ()),
        ("aal2 with a factor", second, True, (factor,)),
        ("aal1 with a factor", claims, False, (factor,)),
        ("aal1 in a session that was raised", claims, False, (factor, raised)),
        (
            "aal2 in a session that was not",
            world.stamped({**bare, "aal": "aal2"}),
            False,
            (factor,),
        ),
        ("signed out", claims, False, (f"delete from auth.sessions {mine}",)),
        (
            "in a session that is over",
            claims,
            False,
            (f"update auth.sessions set not_after = now() - interval '1 second' {mine}",),
        ),
        (
            "in somebody else's session",
            world.stamped({**bare, "session_id": them.claims["session_id"]}),
            False,
            (),
        ),
        (
            "banned",
            claims,
            False,
            (f"update auth.users set banned_until = 'infinity' where id = '{me.user_id}'",),
        ),
        (
            "deleted",
            claims,
            False,
            (f"update auth.users set deleted_at = now() where id = '{me.user_id}'",),
        ),
        ("nobody with an account", world.stamped({**sessionless, "sub": NOBODYS}), False, ()),
        ("without claims", None, False, ()),
        ("with claims that say nothing", {}, False, ()),
        ("with a sub that is no id", {**claims, "sub": "x"}, False, ()),
    ]
    # On a direct connection claims are set by hand; the Data API has verified what it hands on.
    by_hand: list[tuple[str, Row | None, bool, tuple[str, ...]]] = [
        ("expired", world.stamped({**bare, "exp": 1_700_000_000}), False, ()),
        ("without a stamp", bare, False, ()),
        ("with a stamp made up", {**claims, "topset_stamp": "0" * 64}, False, ()),
        ("with no stamp but null", {**claims, "topset_stamp": None}, False, ()),
        ("as another, by their own stamp", {**claims, "sub": them.user_id}, False, ()),
        ("as another, by a good token of theirs", them.claims, False, ()),
        ("for longer than stamped", {**claims, "exp": 4_000_000_000}, False, ()),
        ("for ever", {k: v for k, v in claims.items() if k != "exp"}, False, ()),
        ("at a level that was not stamped", {**claims, "aal": "aal2"}, False, (factor, raised)),
        (
            "in a session that was not stamped",
            {**claims, "session_id": second["session_id"]},
            False,
            (),
        ),
        ("in no session", {k: v for k, v in claims.items() if k != "session_id"}, False, ()),
        (
            "on a login that is nobody's",
            claims,
            False,
            ("delete from topset_private.direct_login",),
        ),
    ]
    return [
        Visitor("anon", "anon", Asker("authenticator", "anon", {"role": "anon"})),
        Visitor("anon with the claims of a lifter", "anon", Asker("authenticator", "anon", claims)),
        *(
            Visitor(n, "api", world.api(me, c), known, b)
            for n, c, known, b in states
            if c is not None
        ),
        Visitor("without claims", "api", Asker("authenticator", "authenticated", None)),
        *(
            Visitor(
                n,
                "direct",
                Asker(world.logins[me.user_id], "lifter", c),
                known,
                b,
                tries_tables=known or c == them.claims,
            )
            for n, c, known, b in [*states, *by_hand]
        ),
        Visitor(
            "as another, on their login, by a stamp of one's own",
            "direct",
            world.direct(them, {**world.stamped(sessionless), "sub": them.user_id}),
        ),
        Visitor(
            "before it becomes a lifter", "direct", Asker(world.logins[me.user_id], "none", claims)
        ),
    ]


@contextmanager
def here(world: World, visitor: Visitor) -> Iterator[None]:
    """A stretch of time in which all is as this visitor needs it."""
    with world.undone():
        for statement in visitor.before:
            world.prepare(statement)
        yield


@dataclass(frozen=True, slots=True)
class Cell:
    """One question of the matrix; `amiss` says what is wrong with an answer, if anything is."""

    name: str
    query: str
    values: Mapping[str, Json]
    amiss: Callable[[Answer], str]


# -- tables and views


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view: what lifters may do with it, its key, and how a row is put into it."""

    name: str
    rights: str = ""
    key: str = "id"
    column: str = "notes"
    insert: str = ""
    parent: str = ""
    is_table: bool = True
    has_owner: bool = True

    @property
    def short(self) -> str:
        """The name without its schema."""
        return self.name.partition(".")[2]


ALL: Final = "select insert update delete"
SET: Final = (
    "(id, exercise_row_id, set_no, reps_done, weight_kg) values (%(new)s, %(parent)s, 2, 8, 80)"
)
RELATIONS: Final = (
    Relation(
        "public.modular_training_plan",
        ALL,
        insert="(id, user_id, split_type, week_start)"
        " values (%(new)s, %(parent)s, 'x', '2026-11-16')",
    ),
    Relation(
        "public.modular_training_week",
        ALL,
        insert="(id, plan_id, week_number, week_start)"
        " values (%(new)s, %(parent)s, 2, '2026-11-23')",
        parent="plan_id",
    ),
    Relation(
        "public.modular_training_session",
        ALL,
        insert="(id, week_id, day_label, session_date, day_of_week, focus_area)"
        " values (%(new)s, %(parent)s, 'x', '2026-11-16', 1, 'x')",
        parent="week_id",
    ),
    Relation(
        "public.modular_training_exercise",
        ALL,
        insert="(id, session_id, exercise_name) values (%(new)s, %(parent)s, 'x')",
        parent="session_id",
    ),
    Relation("public.training_set", ALL, column="rpe", insert=SET, parent="exercise_row_id"),
    Relation(
        "public.modular_training_set",
        ALL,
        column="rpe",
        insert=SET,
        parent="exercise_row_id",
        is_table=False,  # views can be merged into only since PostgreSQL 17
        has_owner=False,
    ),
    Relation("public.workout_sessions", "select", column="focus_area", is_table=False),
    Relation("public.training_head", "select", key="user_id", column="revision"),
    Relation(
        "public.training_change",
        "select insert",
        key="user_id",
        column="outcome",
        insert="(user_id, id, outcome) values (%(parent)s, %(new)s, 'applied')",
    ),
    Relation("public.exrcwiki", "select", key="exercise_id", column="name", has_owner=False),
    Relation("topset_private.stamp_key", has_owner=False, key="only_row", column="made_at"),
    Relation("topset_private.direct_login", has_owner=False, key="user_id", column="made_at"),
    Relation(
        "topset_private.hook_setting", has_owner=False, key="only_row", column="first_function"
    ),
    Relation("topset_private.removed_row", has_owner=False, key="user_id", column="removed_at"),
    Relation("topset_private.epoch", has_owner=False, key="only_row", column="id"),
    Relation("auth.users", has_owner=False, column="email"),
    Relation("auth.sessions", has_owner=False, key="user_id", column="aal"),
    Relation(
        "supabase_migrations.schema_migrations", has_owner=False, key="version", column="name"
    ),
)

# Each with the right that it needs; `{t}`, `{key}`, `{column}` are the relation's.
OPERATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "select": ("select", "select * from {t} where {key}::text = %(target)s"),
    "select all": ("select", "select * from {t}"),
    "explain": ("select", "explain select * from {t}"),
    "lock to read": ("select", "lock table {t} in access share mode"),
    "select for update": ("update", "select * from {t} where {key}::text = %(target)s for update"),
    "select for key share": (
        "update",
        "select * from {t} where {key}::text = %(target)s for key share",
    ),
    "update": ("update", "update {t} set {column} = {column} where {key}::text = %(target)s"),
    "update all": ("update", "update {t} set {column} = null"),
    "update returning": (
        "update",
        "update {t} set {column} = {column} where {key}::text = %(target)s returning *",
    ),
    "merge to update": (
        "update",
        "merge into {t} using (select %(target)s as id) s on s.id = {t}.{key}::text"
        " when matched then update set {column} = null",
    ),
    "delete": ("delete", "delete from {t} where {key}::text = %(target)s"),
    "delete all": ("delete", "delete from {t}"),
    "delete returning": ("delete", "delete from {t} where {key}::text = %(target)s returning *"),
    "merge to delete": (
        "delete",
        "merge into {t} using (select %(target)s as id) s on s.id = {t}.{key}::text"
        " when matched then delete",
    ),
    "lock out": ("delete", "lock table {t} in access exclusive mode"),
    "truncate": ("truncate", "truncate {t}"),
    "update its owner": ("own", "update {t} set user_id = user_id"),
    "insert": ("insert", "insert into {t} {insert}"),
    "insert returning": ("insert", "insert into {t} {insert} returning *"),
    "insert or nothing": ("insert", "insert into {t} {insert} on conflict do nothing"),
    "insert over": (
        "insert update",
        "insert into {t} {insert_over} on conflict (id) do update set {column} = null",
    ),
    "move": ("update", "update {t} set {parent} = %(other_parent)s where id = %(own)s"),
}
# Statements that answer with no rows even when they may.
SILENT: Final = {"lock to read", "lock out"}
# Statements that are after all rows, or after none: asked once.
UNAIMED: Final = {"select all", "update all", "delete all", "explain", "truncate", *SILENT}


def _own_and_theirs(world: World, relation: Relation) -> tuple[str, str]:
    """Return the keys of the asker's own row and of the victim's."""
    column = {
        "modular_training_plan": "plan",
        "modular_training_week": "week",
        "modular_training_session": "session",
        "workout_sessions": "session",
        "modular_training_exercise": "exercise",
        "training_set": "set",
        "modular_training_set": "set",
    }.get(relation.short)
    if column is not None:
        return str(getattr(world.own, column)), str(getattr(world.theirs, column))
    if relation.short == "exrcwiki":
        return "bench", "bench"
    return world.attacker.user_id, world.victim.user_id


def _parents(world: World, relation: Relation) -> tuple[str, str]:
    """Return what a new row hangs on: the asker's own, and the victim's."""
    name = relation.parent.removesuffix("_id").removesuffix("_row")
    if not name:
        return world.attacker.user_id, world.victim.user_id
    return str(getattr(world.own, name)), str(getattr(world.theirs, name))


def expected(relation: Relation, operation: str, visitor: Visitor, *, theirs: bool) -> str:
    """Return what should become of it."""
    needed = OPERATIONS[operation][0].split()
    stays = operation == "move" and relation.parent in ("", "plan_id")
    if visitor.door != "api" or stays or not set(needed) <= set(relation.rights.split()):
        return "denied"
    if operation in SILENT or operation == "explain":
        return "nothing" if operation in SILENT else "done"
    if "insert" in needed:
        return "done" if visitor.known and not theirs else "refused"
    if operation == "move" and visitor.known:
        return "refused"
    reached = visitor.known and (relation.short == "exrcwiki" or not theirs)
    return "done" if reached else "nothing"


def fits(operation: str, relation: Relation) -> bool:
    """Tell whether there is such a statement for this table or view."""
    if "insert" in operation and not relation.insert:
        return False
    return {
        "merge to update": relation.is_table,
        "merge to delete": relation.is_table,
        "truncate": relation.is_table,
        "move": relation.parent != "",
        "insert over": relation.key == "id",
        "update its owner": relation.has_owner,
    }.get(operation, True)


def of_relation(world: World, visitor: Visitor, relation: Relation) -> Iterator[Cell]:
    """Yield what is asked of a table or view, and what should come of it."""
    own, victims = _own_and_theirs(world, relation)
    parents = _parents(world, relation)
    for operation, (_, template) in OPERATIONS.items():
        if not fits(operation, relation):
            continue
        query = template.format(
            t=relation.name,
            key=relation.key,
            column=relation.column,
            insert=relation.insert,
            insert_over=relation.insert.replace("%(new)s", "%(target)s"),
            parent=relation.parent,
        )
        both = visitor.known and operation not in UNAIMED
        for theirs in (True, False) if both else (False,):
            yield Cell(
                f"{operation} of {relation.name} ({'theirs' if theirs else 'own'})",
                query,
                {
                    "target": victims if theirs else own,
                    "own": own,
                    "new": NEW,
                    "parent": parents[theirs],
                    "other_parent": parents[True],
                },
                partial(_outcome_is, expected(relation, operation, visitor, theirs=theirs)),
            )
    if relation.parent and visitor.door == "api":
        nothing = world.ask(
            visitor.asker,
            f"insert into {relation.name} {relation.insert}",
            {"new": NEW, "parent": NOBODYS},
        )
        yield Cell(
            f"a parent of {relation.name} that is there, and one that is not",
            f"insert into {relation.name} {relation.insert}",
            {"new": NEW, "parent": parents[True]},
            partial(_is_like, nothing),
        )


def _outcome_is(wanted: str, answer: Answer) -> str:
    return "" if answer.outcome == wanted else f"{answer.outcome}, not {wanted}"


def _is_like(other: Answer, answer: Answer) -> str:
    alike = (answer.state, answer.words) == (other.state, other.words)
    return "" if alike else f"are told apart: {other.words}"


# -- functions


@dataclass(frozen=True, slots=True)
class Function:
    """A function, and a call of it that is after the victim's rows; who may call it at all."""

    name: str
    call: str
    who: Literal["door", "helper", "nobody"] = "nobody"

    @property
    def short(self) -> str:
        """The name without its schema."""
        return self.name.partition(".")[2]


PLAN: Final = """'{"split_type": "x", "week_start": "2026-11-16", "weeks": [{"sessions": [
  {"day_name": "x", "date": "2026-11-16", "day_of_week": 1, "focus_area": "x", "slots": []}]}]}'"""
SLOT: Final = """'{"name": "x", "muscle_group": "x", "sets": 3, "reps": "8", "equipment": "x",
  "tier": "x", "order_in_session": 1}'"""
SESSION: Final = """'{"day_name": "x", "date": "2026-11-16", "day_of_week": 1, "focus_area": "x",
  "slots": []}'"""
NEW_SET: Final = """jsonb_build_object('id', %(new)s::text, 'table', 'training_set', 'op', 'insert',
  'row', jsonb_build_object('id', %(new)s::text, 'exercise_row_id', %(exercise)s::text, 'set_no', 2,
  'reps_done', 8, 'weight_kg', 80, 'rpe', 8, 'recorded_at', '2026-11-16T18:02:03Z'))"""
REMOVAL: Final = """jsonb_build_object('id', %(new)s::text, 'table', 'training_set', 'op', 'remove',
  'row_id', %(set)s::text)"""
AMENDED: Final = """'{"reps_done": {"from": 8, "to": 1}}'"""
EVENT: Final = (
    """jsonb_build_object('claims', jsonb_build_object('sub', %(user)s::text, 'exp', 4e9))"""
)

DOORS: Final = {
    "pull_training": "(null, 0, 40)",
    "pull_catalogue": "(null)",
    "push_changes": f"(jsonb_build_array({NEW_SET}), gen_random_uuid())",
    "insert_full_plan": f"(%(user)s::uuid, {PLAN})",
    "topset_schema_version": "()",
}
# Whoever is signed in may call these, because the doors do so with their rights and no others.
HELPERS: Final = {
    "apply_amend": f"(%(user)s::uuid, 'training_set', %(set)s::uuid, {AMENDED})",
    "apply_change": f"(%(user)s::uuid, gen_random_uuid(), {REMOVAL})",
    "apply_insert": f"(%(user)s::uuid, 'training_set', ({NEW_SET}) -> 'row')",
    "apply_remove": "(%(user)s::uuid, 'training_set', %(set)s::uuid, null)",
    "check_columns": "('training_set', '{user_id}', 'update')",
    "check_depth": "('{}', 10)",
    "check_plan_keys": "('{}', '', '{}')",
    "conflict": "('{}', '{}', '')",
    "current_epoch": "()",
    "differing": "('training_set', '{}', '{}', '{}')",
    "filled": "(null)",
    "hold_own_training_head": "()",
    "holds_rows": "('modular_training_exercise', %(exercise)s::uuid)",
    "insert_new_sets": f"(%(user)s::uuid, gen_random_uuid(), jsonb_build_array({NEW_SET}))",
    "insert_plan_session": f"(%(week)s::uuid, '2026-11-16', {SESSION}, '')",
    "insert_plan_slot": f"(%(session)s::uuid, {SLOT}, '', 1)",
    "is_new_set": "('{}')",
    "lifter_id": "()",
    "noun": "('training_set')",
    "own_removed_rows": "('-infinity')",
    "picked": "('{}', '{}')",
    "plain_words": "('', '', '', '', '')",
    "plan_list": "('{\"a\": []}', '', '{a}')",
    "plan_value": "('{\"a\": 1}', '', '{a}', 'a whole number', null, false)",
    "row_as_pulled": "(%(user)s::uuid, 'training_set', %(set)s::uuid)",
    "signed_in_lifter": "()",
}
FORBIDDEN: Final = {
    "begin_epoch": "()",
    "can_read": "('auth.users')",
    "check_owner": "()",
    "claims_are_verified": "()",
    "close_public": "()",
    "derive_owner": "()",
    "hmac_pad": "('', 1)",
    "hmac_sha256": "('', '')",
    "hold_head_first": "()",
    "hold_training_head": "(%(user)s::uuid)",
    "hook_first": "()",
    "keep_owner": "()",
    "number_sets": "(array[%(exercise)s::uuid])",
    "number_touched_sets": "()",
    "prune_receipts": "('-1 days')",
    "raise_head": "(%(user)s::uuid)",
    "raise_heads": "(array[%(user)s::uuid], array[%(week)s::uuid])",
    "raise_revision": "()",
    "raise_revision_of_update": "()",
    "refuse": "()",
    "rotate_stamp_key": "()",
    "stamp": f"(({EVENT}) -> 'claims')",
    "stamp_access_token": f"({EVENT})",
    "stamped_event": f"({EVENT})",
    "summarise": "(array[%(exercise)s::uuid])",
    "summarise_sessions": "()",
    "summarise_sets": "()",
    "touch": "()",
    "who_asks": "(now())",
}
FUNCTIONS: Final = (
    *(
        Function(f"{schema}.{name}", arguments, "door")
        for schema in ("public", "topset")
        for name, arguments in DOORS.items()
    ),
    *(Function(f"topset_private.{name}", call, "helper") for name, call in HELPERS.items()),
    *(Function(f"topset_private.{name}", call) for name, call in FORBIDDEN.items()),
)


def of_function(world: World, visitor: Visitor, function: Function) -> Cell:
    """Return a call that is after another's rows, and what should come of it."""
    values: dict[str, Json] = {
        "user": world.victim.user_id,
        "new": NEW,
        "week": world.theirs.week,
        "session": world.theirs.session,
        "exercise": world.theirs.exercise,
        "set": world.theirs.set,
    }
    call = f"select {function.name}{function.call}"
    return Cell(function.name, call, values, partial(_words_for, world, visitor, function))


def _words_for(world: World, visitor: Visitor, function: Function, answer: Answer) -> str:
    return ", ".join(_amiss(visitor, function, answer, world))


def _amiss(visitor: Visitor, function: Function, answer: Answer, world: World) -> Iterator[str]:
    if answer.theirs:
        yield "reached the victim's rows"
    if not _may_call(visitor, function):
        # What it calls may be denied as well: only the door itself is the right place.
        schema = function.name.partition(".")[0]
        doors = (f"for function {function.short}", f"for schema {schema}")
        if not answer.denied or not answer.words.endswith(doors):
            yield "was not denied at the door"
        return
    if answer.denied:
        yield "was denied"
    elif function.who == "door" and function.short != "topset_schema_version" and not visitor.known:
        if answer.state != "28000":
            yield "was answered to nobody"
    elif function.short in ANSWERS:
        right = ANSWERS[function.short](visitor, answer, world)
        if not right:
            yield "answered what it should not"


# What the answer has to be to who may call at all.
ANSWERS: Final[Mapping[str, Callable[[Visitor, Answer, World], bool]]] = {
    "push_changes": lambda _, answer, __: "'outcome': 'refused'" in str(answer.value),
    "insert_full_plan": lambda _, answer, __: "only be made for yourself" in answer.words,
    "lifter_id": lambda visitor, answer, world: (
        answer.value == (world.attacker.user_id if visitor.known else None)
    ),
    "signed_in_lifter": lambda visitor, answer, world: (
        answer.value == world.attacker.user_id if visitor.known else answer.state == "28000"
    ),
    "holds_rows": lambda _, answer, __: answer.value is False,
    "row_as_pulled": lambda _, answer, __: answer.value is None,
    "own_removed_rows": lambda visitor, answer, _: visitor.known or not answer.value,
}


def _may_call(visitor: Visitor, function: Function) -> bool:
    if function.who == "nobody" or visitor.door == "anon":
        return False
    if visitor.door == "direct":
        return function.name.startswith("topset.") and visitor.asker.role == "lifter"
    return not function.name.startswith("topset.")


def surprises(
    world: World,
    *,
    relations: Collection[str] | None = None,
    functions: Collection[str] | None = None,
) -> Iterator[str]:
    """Yield every answer that was not as expected; of all things, or of those named."""
    for visitor in visitors(world):
        with here(world, visitor):
            cells = [
                cell
                for relation in (RELATIONS if visitor.tries_tables else ())
                if relations is None or relation.name in relations
                for cell in of_relation(world, visitor, relation)
            ] + [
                of_function(world, visitor, function)
                for function in FUNCTIONS
                if functions is None or function.name in functions
            ]
            answers = world.ask_all(visitor.asker, [(cell.query, cell.values) for cell in cells])
            for cell, answer in zip(cells, answers, strict=True):
                if amiss := cell.amiss(answer):
                    yield f"{visitor.door}, {visitor.name}: {cell.name}: {amiss} {answer}"
