"""Attacks on another's rows beyond the matrix; each probe yields what it got away with, in words.

Several guards stand before most rows. Some probes take all but one away first, so that each of them
is seen to hold alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias, cast
from uuid import uuid4

import psycopg

from tests.sql.lifters import DEVICE, Connection, Rows, amend, new_set, remove
from tests.sql.matrix import FUNCTIONS, NEW, NOBODYS, RELATIONS
from tests.sql.worlds import TABLES, Answer, Asker, World
from tui.sync.protocol import Json, Row

Probe: TypeAlias = Callable[[World], Iterator[str]]
REFUSALS: Final = ("23514", "22P02", "22003", "22008", "22007")
BAD_NUMBERS: Final = ("'NaN'", "'Infinity'", "'-Infinity'")
BAD_DATES: Final = ("'infinity'", "'-infinity'", "'12026-01-01'", "'0044-03-15 BC'")
BAD_JSON: Final = (
    "repeat('[', 40)::text || repeat(']', 40)",
    "'[1e400]'",
    "'[\"' || repeat('x', 200000) || '\"]'",
)


def doors(world: World) -> Iterator[str]:
    """The functions, by both doors: one's own is done as before, another's is as if not there."""
    for name, me in (("api", world.api(world.attacker)), ("direct", world.direct(world.attacker))):
        for probe in (_own, _others, _what_may_be_changed, _limits):
            yield from (f"{name}: {problem}" for problem in probe(world, me))


def _door(me: Asker) -> str:
    return "topset" if me.role == "lifter" else "public"


def _push(world: World, me: Asker, *changes: Row) -> Answer:
    query = f"select {_door(me)}.push_changes(%(changes)s, %(device)s)"
    return world.ask(me, query, {"changes": json.dumps(changes), "device": DEVICE})


def _outcomes(answer: Answer) -> list[str]:
    value = answer.value if isinstance(answer.value, list) else []
    return [str(cast("Row", one)["outcome"]) for one in value]


def _own(world: World, me: Asker) -> Iterator[str]:
    own = world.own
    pulled = world.ask(me, f"select {_door(me)}.pull_training(null, 0, 40)")
    if not all(row_id in str(pulled.value) for row_id in (own.week, own.session, own.set)):
        yield f"own rows are not pulled {pulled.words}"
    changes = (
        new_set(own.exercise),
        amend("training_set", own.set, rpe=(8, 9)),
        amend("modular_training_session", own.session, notes=(None, "x")),
        remove("training_set", own.set),
    )
    for sent in (changes[:1], changes):
        found = _outcomes(_push(world, me, *sent))
        if found != ["applied"] * len(sent):
            yield f"own changes are not applied: {found}"


def _others(world: World, me: Asker) -> Iterator[str]:
    theirs, own = world.theirs, world.own
    nobodys = Rows(*(str(uuid4()) for _ in range(5)))
    for what, there, not_there in (
        ("a set", new_set(theirs.exercise), new_set(nobodys.exercise)),
        ("an amendment", _amended(theirs.set), _amended(nobodys.set)),
        ("a removal", remove("training_set", theirs.set), remove("training_set", nobodys.set)),
        (
            "a removal of a plan",
            remove("modular_training_plan", theirs.plan),
            remove("modular_training_plan", nobodys.plan),
        ),
        ("a move", _moved(own.set, theirs.exercise), _moved(own.set, nobodys.exercise)),
    ):
        answers = [_push(world, me, change) for change in (there, not_there)]
        if any(answer.theirs for answer in answers):
            yield f"{what} reached another's rows"
        told = [_without_ids(answer) for answer in answers]
        if told[0] != told[1]:
            yield f"{what} tells what is another's from what is not there: {told}"
        if "applied" in _outcomes(answers[0]):
            yield f"{what} was applied to another's"
    both = _push(world, me, new_set(own.exercise), new_set(theirs.exercise))
    if both.theirs or _outcomes(both) != ["applied", "refused"]:
        yield f"a set among one's own went to another: {_outcomes(both)}"
    if _takes_anothers_receipt(world, me):
        yield "another's receipt is taken for one's own"


def _what_may_be_changed(world: World, me: Asker) -> Iterator[str]:
    own = world.own
    nonsense = new_set(own.exercise, nonsense=1)
    if 'has no \\"nonsense\\"' not in json.dumps(_push(world, me, nonsense).value):
        yield "a column that is not there is not told"
    nobody = Asker(me.login, me.role, None)
    if world.ask(nobody, f"select {_door(me)}.push_changes('[]', null)").state != "28000":
        yield "nobody may send nothing"
    given: Row = {"id": NEW, "user_id": world.victim.user_id, "split_type": "x"}
    change: Row = {
        **remove("modular_training_plan", NEW),
        "op": "insert",
        "row": {**given, "week_start": "2026-11-16", "revision": 7},
    }
    if (answer := _push(world, me, change)).theirs or _outcomes(answer) != ["applied"]:
        yield f"a plan went to another, or was not made: {answer}"
    for table in ("exrcwiki", "training_head", "training_change", "pg_class", "stamp_key"):
        change = {**remove("training_set", NEW), "table": table}
        if "not a table that can be changed" not in str(_push(world, me, change).value):
            yield f"{table} can be changed"
    for table, name, row_id in (
        ("modular_training_week", "plan_id", own.week),
        ("modular_training_plan", "user_id", own.plan),
        ("modular_training_week", "revision", own.week),
    ):
        change = amend(table, row_id, **{name: (None, None)})
        if f'\\"{name}\\" of a' not in json.dumps(_push(world, me, change).value):
            yield f"{name} can be changed"


def _takes_anothers_receipt(world: World, me: Asker) -> bool:
    with world.undone():
        world.prepare(
            "insert into public.training_change (user_id, id, outcome) values (%s, %s, 'applied')",
            world.victim.user_id,
            NEW,
        )
        change = {**amend("training_set", world.own.set, rpe=(8, 9)), "id": NEW}
        answer = _push(world, me, change)
        return '"again"' in json.dumps(answer.value) or _outcomes(answer) != ["applied"]


def _amended(set_id: str) -> Row:
    return amend("training_set", set_id, rpe=(8, 9))


def _moved(set_id: str, exercise: str) -> Row:
    return amend("training_set", set_id, exercise_row_id=(None, exercise))


def _without_ids(answer: Answer) -> list[Json]:
    value = answer.value if isinstance(answer.value, list) else []
    told: list[Json] = []
    for one in cast("list[Row]", value):
        told.append({key: item for key, item in one.items() if key not in ("id", "current")})
    return told


def _limits(world: World, me: Asker) -> Iterator[str]:
    many = [new_set(world.own.exercise) for _ in range(1001)]
    if _push(world, me, *many).state != "54000":
        yield "more than a thousand changes are taken at once"
    deep: Json = 1
    for _ in range(40):
        deep = [deep]
    change = {**new_set(world.own.exercise, rpe=None), "more": deep}
    if "nested too deeply" not in str(_push(world, me, change, new_set(NOBODYS)).value):
        yield "a change nested without end is taken"
    plan = {
        "split_type": "x",
        "week_start": "2026-11-16",
        "weeks": [{"sessions": []}],
        "more": deep,
    }
    made = world.ask(
        me,
        f"select {_door(me)}.insert_full_plan(%(user)s, %(plan)s)",
        {"user": world.attacker.user_id, "plan": json.dumps(plan)},
    )
    if "nested too deeply" not in made.words:
        yield "a plan nested without end is taken"


def guards_alone(world: World) -> Iterator[str]:
    """Policies without grants and triggers, triggers without policies, functions without either."""
    me = world.api(world.attacker)
    with world.undone():
        for table in TABLES:
            world.prepare(f"alter table public.{table} disable trigger user")
            world.prepare(f"grant all on public.{table} to authenticated")
        for table in TABLES:
            given = world.ask(
                me,
                f"update public.{table} set user_id = %(user)s",
                {"user": world.victim.user_id},
            )
            if given.outcome != "refused":
                yield f"the policies of {table} let a row be given away: {given.outcome}"
            taken = world.ask(
                me,
                f"update public.{table} set user_id = %(me)s where user_id = %(user)s",
                {"me": world.attacker.user_id, "user": world.victim.user_id},
            )
            if taken.outcome != "nothing":
                yield f"the policies of {table} let a row be taken: {taken.outcome}"
    yield from _triggers_alone(world)
    with world.undone():
        for table in (*TABLES, "training_head", "training_change"):
            world.prepare(f"alter table public.{table} disable row level security")
        for asker in (me, world.direct(world.attacker)):
            for problem in _functions_alone(world, asker):
                yield f"without policies: {problem}"


def _triggers_alone(world: World) -> Iterator[str]:
    """The service role is held by no policy; what hangs on another's is another's all the same."""
    service = Asker("authenticator", "service_role", {"role": "service_role"})
    own, theirs, user = world.own, world.theirs, world.victim.user_id
    for relation in RELATIONS:
        if relation.short not in TABLES:
            continue
        column = {"training_set": "set"}.get(
            relation.short, relation.short.removeprefix("modular_training_")
        )
        given = world.ask(
            service,
            f"update {relation.name} set user_id = %(user)s where id = %(id)s",
            {"user": user, "id": str(getattr(own, column))},
        )
        if given.theirs:
            yield f"a row of {relation.name} was given away"
        if not relation.parent:
            continue
        name = relation.parent.removesuffix("_id").removesuffix("_row")
        moved = world.ask(
            service,
            f"update {relation.name} set {relation.parent} = %(parent)s where id = %(id)s",
            {"parent": str(getattr(theirs, name)), "id": str(getattr(own, column))},
        )
        if moved.outcome != "refused":
            yield f"a row of {relation.name} was moved to another's {name}"
        made = world.ask(
            service,
            f"insert into {relation.name} {relation.insert} returning user_id",
            {"new": NEW, "parent": str(getattr(own, name))},
        )
        if str(made.value) != world.attacker.user_id:
            yield f"a row of {relation.name} does not belong to whom its {name} belongs to"


def _functions_alone(world: World, me: Asker) -> Iterator[str]:
    if _takes_anothers_receipt(world, me):
        yield "another's receipt is taken for one's own"
    pulled = world.ask(me, f"select {_door(me)}.pull_training(null, 0, 40)")
    if pulled.theirs:
        yield "another's rows are pulled"
    for what, change in (
        ("an amendment", _amended(world.theirs.set)),
        ("a removal", remove("training_set", world.theirs.set)),
        ("an insertion", new_set(world.own.exercise, id=world.theirs.set)),
    ):
        answer = _push(world, me, change)
        if answer.theirs or ("already" in _outcomes(answer) and what == "an insertion"):
            yield f"{what} reached another's row"


def values(world: World) -> Iterator[str]:
    """What no laptop can read is taken from nobody."""
    me = world.api(world.attacker)
    service = Asker("authenticator", "service_role", {"role": "service_role"})
    for table, name, bad in _unreadable():
        for value in bad:
            asker = service if table == "exrcwiki" else me
            answer = world.ask(service if name.endswith("_at") else asker, _put(table, name, value))
            if answer.state not in REFUSALS:
                yield f"{table}.{name} takes {value[:30]}: {answer.outcome} {answer.words}"

    for relation in RELATIONS[:3]:  # what is updated gets the time of the update
        insert = relation.insert.replace("(id,", "(updated_at, id,", 1)
        insert = insert.replace("values (", "values (%(value)s, ", 1)
        for value in BAD_DATES:
            parent = relation.parent.removesuffix("_id")
            given = {
                "new": NEW,
                "value": value.strip("'"),
                "parent": str(getattr(world.own, parent)) if parent else world.attacker.user_id,
            }
            answer = world.ask(me, f"insert into {relation.name} {insert}", given)
            if answer.state not in REFUSALS:
                yield f"{relation.short}.updated_at takes {value}: {answer.outcome} {answer.words}"


def _put(table: str, name: str, value: str) -> str:
    cast_to = "::jsonb" if value in BAD_JSON else ""
    return f"update public.{table} set {name} = ({value}){cast_to}"


def _unreadable() -> Iterator[tuple[str, str, Sequence[str]]]:
    yield "training_set", "weight_kg", (*BAD_NUMBERS, "1e7")
    yield "modular_training_exercise", "weight", (*BAD_NUMBERS, "1e7")
    for table, names in {
        "modular_training_plan": ("week_start", "created_at"),
        "modular_training_week": ("week_start", "created_at"),
        "modular_training_session": ("session_date", "created_at"),
        "modular_training_exercise": ("created_at",),
        "training_set": ("recorded_at",),
        "training_change": ("made_at",),
    }.items():
        for name in names:
            yield table, name, BAD_DATES
    for table, names in {
        "modular_training_exercise": ("secondary_muscles", "tips", "actual_reps"),
        "exrcwiki": ("secondary_muscles", "tips", "aliases"),
    }.items():
        for name in names:
            yield table, name, BAD_JSON


def roles(world: World) -> Iterator[str]:
    """A login may become a lifter and nobody else, make nothing, and not look into anything."""
    login = Asker(world.logins[world.attacker.user_id], "none", world.attacker.claims)
    lifter = world.direct(world.attacker)
    for role in (
        "authenticated",
        "anon",
        "service_role",
        "postgres",
        "authenticator",
        "topset_rows",
    ):
        if world.ask(login, f"set local role {role}").state == "":
            yield f"a login becomes {role}"
    for asker in (login, lifter, world.api(world.attacker)):
        for statement in (
            "create schema mine",
            "create table public.mine (id int)",
            "create table topset.mine (id int)",
            "create function topset.mine() returns int language sql as 'select 1'",
            "create table topset_private.mine (id int)",
        ):
            if not world.ask(asker, statement).denied:
                yield f"{asker.role} ({asker.login}) may {statement}"
    for asker in (login, lifter):
        if not world.ask(asker, "create temporary table mine (id int)").state:
            yield "a login makes temporary tables"


# -- objects put before the real ones

TYPES: Final = (
    *("jsonb", "uuid", "text", "numeric", "int8", "int4", "int2", "bool", "timestamptz", "date"),
    *("interval", "bytea", "name", "float8", "float4", "oid", "regclass"),
)
# For what takes any number of arguments: with as many as bodies of ours give it.
VARIADIC: Final = tuple(
    f"create function public.{name}({', '.join(f'pg_catalog.{kind}' for kind in takes.split())})"
    f" returns pg_catalog.{gives} language plpgsql as $$ begin"
    " perform pg_catalog.nextval('public.caught'); return null; end $$"
    for name, takes, gives in (
        ("jsonb_build_object", "text text text text text jsonb", "jsonb"),
        (
            "jsonb_build_object",
            "text text text int4" + " text text" * 3 + " text int4" * 2,
            "jsonb",
        ),
        ("format", "text name text text", "text"),
    )
)
# Old databases have rows that break a rule: there this function is called by a trigger.
REFUSING: Final = (
    "create trigger refusing before update on public.exrcwiki for each row"
    " execute function topset_private.refuse('a', 'b')"
)
STAND_INS: Final = Path(__file__).with_name("stand_ins.sql")


def temporary_types(world: World) -> Iterator[str]:
    """Temporary types, left on a connection by whoever had it before, are taken by nobody."""
    yield from _planted(world, "pg_temp")


def types_in_public(world: World) -> Iterator[str]:
    """Nor is anything in `public`, where old projects let everybody make things."""
    yield from _planted(world, "public")


def _planted(world: World, schema: str) -> Iterator[str]:
    world.close()
    with psycopg.connect(world.database.superuser_url, autocommit=True) as connection:
        _plant(connection, schema)
        for what, asker, query in _calls(world):
            before = _times_caught(connection, schema)
            with _as(connection, asker):
                connection.execute(query.encode())
            if _times_caught(connection, schema) != before:
                yield f"{what} uses what lies in {schema}"


def _plant(connection: Connection, schema: str) -> None:
    """Make stand-ins that count in a sequence, which no rollback turns back."""
    temporary = "temporary" if schema == "pg_temp" else ""
    connection.execute(f"create {temporary} sequence {schema}.caught".encode())
    connection.execute(f"grant all on sequence {schema}.caught to public".encode())
    stand_ins = []
    if schema == "public":
        # Whoever finds them may use them: what is asked is who looks.
        connection.execute("grant usage on schema public to public")
        stand_ins = [row[0] for row in connection.execute(STAND_INS.read_bytes())]
        stand_ins += [*VARIADIC, REFUSING]
    connection.execute(  # the hook has one to call first
        "insert into topset_private.hook_setting (first_function)"
        " values ('topset_private.stamped_event') on conflict do nothing"
    )
    connection.execute(
        f"create function {schema}.note(anyelement) returns pg_catalog.bool language plpgsql"
        f" as $$ begin perform pg_catalog.nextval('{schema}.caught'); return true; end $$".encode()
    )
    for name in TYPES:
        connection.execute(
            f'create domain {schema}."{name}" as pg_catalog."{name}"'
            f" check ({schema}.note(value))".encode()
        )
    # Of a variable that is a record, the type is looked for as any other.
    connection.execute(
        f'create type {schema}.record as (first {schema}."text", second {schema}."text")'.encode()
    )
    for statement in stand_ins:
        connection.execute(str(statement).encode())


def _times_caught(connection: Connection, schema: str) -> Json:
    row = connection.execute(
        f"select case when is_called then last_value else 0 end from {schema}.caught".encode()
    ).fetchone()
    assert row is not None
    return row[0]


@contextmanager
def _as(connection: Connection, asker: Asker) -> Iterator[None]:
    """One statement of somebody, who may not get through with it; undone."""
    with connection.transaction(force_rollback=True):
        connection.execute(f'set local session authorization "{asker.login}"'.encode())
        connection.execute(f'set local role "{asker.role}"'.encode())
        connection.execute(
            "select pg_catalog.set_config('request.jwt.claims', $1, true)".replace(
                "$1", "%s"
            ).encode(),
            [json.dumps(asker.claims)],
        )
        try:
            with connection.transaction():
                yield
        except psycopg.Error:
            return


def _calls(world: World) -> Iterator[tuple[str, Asker, str]]:
    """Yield a use of every function of ours, with each type named in full."""
    api, direct = world.api(world.attacker), world.direct(world.attacker)
    owner = Asker("postgres", "none", None)
    own = world.own
    names = {
        "user": world.attacker.user_id,
        "new": NEW,
        "week": own.week,
        "session": own.session,
        "exercise": own.exercise,
        "set": own.set,
    }
    quoted = {key: f"'{value}'" for key, value in names.items()}
    for function in FUNCTIONS:
        asker = {"door": direct if function.name.startswith("topset.") else api, "helper": api}.get(
            function.who, owner
        )
        call = function.call % quoted if "%(" in function.call else function.call
        for short in ("uuid", "text"):
            call = call.replace(f"::{short}", f"::pg_catalog.{short}")
        yield function.name, asker, f"select {function.name}{call}"
    changes: Sequence[Row] = (
        new_set(own.exercise),
        amend("training_set", own.set, weight_kg=(80, 81)),
        amend("training_set", own.set, weight_kg=(70, 81)),
        amend("modular_training_exercise", own.exercise, notes=(None, "x")),
        amend("modular_training_exercise", NOBODYS, notes=(None, "x")),
        {**remove("modular_training_session", own.session), "fields": {"notes": {"from": None}}},
        remove("training_set", own.set),
        remove("modular_training_plan", own.plan),
    )
    for asker, schema in ((api, "public"), (direct, "topset")):
        for change in (changes, *([change] for change in changes)):
            sent = json.dumps(change).replace("'", "''")
            yield "push_changes", asker, f"select {schema}.push_changes('{sent}', '{DEVICE}')"
        yield "insert_full_plan", asker, _plan_call(schema, world.attacker.user_id)
    for relation in RELATIONS:
        if relation.short not in TABLES:
            continue
        name = relation.parent.removesuffix("_id").removesuffix("_row")
        parent = str(getattr(own, name)) if name else world.attacker.user_id
        fields = {"new": f"'{NEW}'", "parent": f"'{parent}'"}
        yield relation.name, api, f"insert into {relation.name} {relation.insert % fields}"
        yield relation.name, api, f"update {relation.name} set {relation.column} = null"
        yield relation.name, api, f"delete from {relation.name}"
        yield relation.name, owner, f"update {relation.name} set user_id = user_id"
        if relation.parent:
            moved = f"update {relation.name} set {relation.parent} = {relation.parent}"
            yield relation.name, owner, moved
    yield "refuse", owner, "update public.exrcwiki set name = 'y'"
    done = "update public.modular_training_session set completed = true"
    yield "summarise_sessions", owner, done
    event = json.dumps({"claims": {"sub": world.attacker.user_id, "exp": 4_000_000_000}})
    hook = Asker("supabase_auth_admin", "none", None)
    yield "the hook", hook, f"select topset_private.stamp_access_token('{event}')"


def _plan_call(schema: str, user_id: str) -> str:
    slot = {"name": "x", "muscle_group": "x", "sets": 3, "reps": "8", "equipment": "x", "tier": "x"}
    session = {"day_name": "x", "date": "2026-11-16", "day_of_week": 1, "focus_area": "x"}
    plan = {
        "split_type": "x",
        "week_start": "2026-11-16",
        "sessions": [{**session, "slots": [{**slot, "order_in_session": 1}]}],
    }
    return f"select {schema}.insert_full_plan('{user_id}', '{json.dumps(plan)}')"


def hook(world: World) -> Iterator[str]:
    """Auth's hook calls the project's own first, as Auth would, and both have their say."""
    with world.undone():
        world.prepare(
            "create function public.project_hook(event jsonb) returns jsonb language sql as"
            " $$ select jsonb_set($1, '{claims,by}', to_jsonb(current_user::text)) $$"
        )
        world.prepare("grant execute on function public.project_hook(jsonb) to supabase_auth_admin")
        world.prepare(
            "insert into topset_private.hook_setting values (true, 'public.project_hook')"
        )
        event = {"claims": {"sub": world.attacker.user_id, "exp": 4_000_000_000, "aal": "aal1"}}
        answer = world.ask(
            Asker("supabase_auth_admin", "none", None),
            "select topset_private.stamp_access_token(%(event)s) -> 'claims'",
            {"event": json.dumps(event)},
        )
        claims = answer.value if isinstance(answer.value, dict) else {}
        if claims.get("by") != "supabase_auth_admin":
            yield f"the project's hook ran as {claims.get('by')} {answer.words}"
        if not claims.get("topset_stamp"):
            yield "the token has no stamp"


def rights(world: World) -> Iterator[str]:
    """The doors have the rights of who calls and no others: without any, nothing is done."""
    own = world.own
    with world.undone():
        for relation in RELATIONS:
            if relation.name.startswith("public."):
                for role in ("authenticated", "topset_rows"):
                    world.prepare(f"revoke all on {relation.name} from {role}")
        for me in world.api(world.attacker), world.direct(world.attacker):
            answers = {
                "pull_training": world.ask(me, f"select {_door(me)}.pull_training(null, 0, 40)"),
                "pull_catalogue": world.ask(me, f"select {_door(me)}.pull_catalogue(null)"),
                "insert_full_plan": world.ask(me, _plan_call(_door(me), world.attacker.user_id)),
            }
            for name, answer in answers.items():
                if answer.state != "42501":
                    yield f"{name} does more than who calls it may: {answer.outcome}"
            for change in (
                new_set(own.exercise),
                _amended(own.set),
                remove("training_set", own.set),
                _moved(own.set, own.exercise),
            ):
                if "applied" in _outcomes(_push(world, me, change)):
                    yield f"push_changes does more than who calls it may: {change['op']}"


PROBES: Final[Mapping[str, Probe]] = {
    "doors": doors,
    "guards alone": guards_alone,
    "values": values,
    "roles": roles,
    "hook": hook,
    "rights": rights,
    "temporary types": temporary_types,
    "types in public": types_in_public,
}
