"""One contract, passed by both doors against the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast
from uuid import uuid4

import psycopg
import pytest

from tests.supabase.conftest import DoorOf, make_jwt
from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.plans import PlantedPlan, plant_plan
from tui.supabase import schema
from tui.supabase.credentials import StoredCredentials
from tui.supabase.data_api import DataApiGateway
from tui.supabase.direct import DirectGateway
from tui.supabase.project import jwt_claims
from tui.supabase.rpc_gateway import RpcGateway
from tui.sync.protocol import Bug, Change, Cursor, Json, Row, SignedOut, Step, WrongDatabase

DEVICE = str(uuid4())
NOW = datetime(2026, 11, 24, 18, 3, tzinfo=UTC)


@pytest.fixture
def plan(box: SandboxUnderTest, lifter: TestLifter) -> PlantedPlan:
    return plant_plan(box.database.superuser_url, lifter.user_id, weeks=3)


def new_set(plan: PlantedPlan, n: int = 1, **changed: Json) -> Change:
    given: Row = {
        "id": str(uuid4()),
        "exercise_row_id": plan.exercise_ids[0],
        "set_no": n,
        "reps_done": 8,
        "weight_kg": 82.5,
        "rpe": 8,
        "recorded_at": NOW.isoformat(),
    }
    row = {**given, **changed}
    return Change(
        id=str(uuid4()),
        table="training_set",
        op="insert",
        row_id=str(row["id"]),
        made_at=NOW,
        row=row,
    )


def amended(row_id: str, **fields: tuple[Json, Json]) -> Change:
    return Change(
        id=str(uuid4()),
        table="training_set",
        op="amend",
        row_id=row_id,
        made_at=NOW,
        fields={name: Step(before=was, after=now) for name, (was, now) in fields.items()},
    )


def removed(row_id: str) -> Change:
    return Change(id=str(uuid4()), table="training_set", op="remove", row_id=row_id, made_at=NOW)


def kinds(door: RpcGateway, *changes: Change) -> list[str]:
    outcomes = door.push(changes, DEVICE)
    assert [outcome.id for outcome in outcomes] == [change.id for change in changes]
    return [outcome.outcome for outcome in outcomes]


def rows_of(row: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    """What wire.py has checked to be a list of rows."""
    return cast("list[dict[str, Json]]", row[name])


def sets_in(door: RpcGateway) -> list[Json]:
    """What a pull from the beginning shows of the sets of the first week."""
    found: list[Json] = []
    for week in door.pull(Cursor()).weeks:
        for session in rows_of(week, "sessions"):
            for exercise in rows_of(session, "exercises"):
                found += rows_of(exercise, "performed")
    return found


def test_nothing_is_there_for_a_fresh_lifter(door: RpcGateway) -> None:
    page = door.pull(Cursor())
    assert (page.revision, page.more, page.weeks) == (0, False, ())


def test_a_plan_is_pulled_whole_and_the_second_time_nothing_is_new(
    door: RpcGateway, plan: PlantedPlan
) -> None:
    page = door.pull(Cursor())
    assert page.plans is not None and [one["id"] for one in page.plans] == [plan.plan_id]
    assert page.week_ids == plan.week_ids
    assert [week["id"] for week in page.weeks] == list(plan.week_ids)
    again = door.pull(Cursor(epoch=page.epoch, revision=page.revision))
    assert (again.revision, again.more, again.plans, again.weeks) == (
        page.revision,
        False,
        None,
        (),
    )


def test_weeks_come_in_pages_in_the_order_of_their_revisions(
    door_of: DoorOf, lifter: TestLifter, plan: PlantedPlan
) -> None:
    door = door_of(lifter, weeks_a_page=2)
    first = door.pull(Cursor())
    assert first.more and len(first.weeks) == 2
    second = door.pull(Cursor(epoch=first.epoch, revision=first.revision))
    assert not second.more and len(second.weeks) == 1
    seen = [week["id"] for week in (*first.weeks, *second.weeks)]
    assert sorted(map(str, seen)) == sorted(plan.week_ids)
    assert first.week_ids == second.week_ids == plan.week_ids


def test_a_set_arrives_as_it_was_entered(door: RpcGateway, plan: PlantedPlan) -> None:
    change = new_set(plan, weight_kg=61.235)
    assert kinds(door, change) == ["applied"]
    [stored] = sets_in(door)
    assert isinstance(stored, dict) and change.row is not None
    assert {**stored, "recorded_at": ""} == {**change.row, "recorded_at": ""}
    assert datetime.fromisoformat(str(stored["recorded_at"])) == NOW


def test_a_change_sent_twice_is_done_once(door: RpcGateway, plan: PlantedPlan) -> None:
    change = new_set(plan)
    first = door.push([change], DEVICE)
    (resent,) = door.push([change], DEVICE)
    assert replace(resent, again=False) == first[0]
    assert resent.again
    assert len(sets_in(door)) == 1


def test_a_set_that_was_removed_does_not_rise_again(door: RpcGateway, plan: PlantedPlan) -> None:
    change = new_set(plan)
    kinds(door, change)
    assert kinds(door, removed(change.row_id)) == ["applied"]
    assert kinds(door, change) == ["applied"]  # as its receipt says
    assert sets_in(door) == []


def test_an_amendment_from_the_value_that_stands_is_written(
    door: RpcGateway, plan: PlantedPlan
) -> None:
    change = new_set(plan)
    kinds(door, change)
    assert kinds(door, amended(change.row_id, weight_kg=(82.5, 85), rpe=(8, None))) == ["applied"]
    [stored] = sets_in(door)
    assert isinstance(stored, dict)
    assert (stored["weight_kg"], stored["rpe"], stored["reps_done"]) == (85, None, 8)


def test_an_amendment_from_another_value_is_a_conflict_and_tells_what_stands(
    door: RpcGateway, plan: PlantedPlan
) -> None:
    change = new_set(plan)
    kinds(door, change)
    [outcome] = door.push([amended(change.row_id, weight_kg=(80, 85))], DEVICE)
    assert outcome.outcome == "conflict"
    assert outcome.current is not None and outcome.current["weight_kg"] == 82.5


def test_a_refused_change_does_not_hold_up_the_others(door: RpcGateway, plan: PlantedPlan) -> None:
    good, bad, also_good = new_set(plan, 1), new_set(plan, 2, rpe=3), new_set(plan, 3)
    outcomes = door.push([good, bad, also_good], DEVICE)
    assert [outcome.outcome for outcome in outcomes] == ["applied", "refused", "applied"]
    assert outcomes[1].code == "23514"
    assert outcomes[1].message
    assert len(sets_in(door)) == 2


@pytest.mark.parametrize("note", ["a\0b", "\ud800", float("nan")])
def test_a_change_that_no_database_could_read_is_refused_alone(
    door: RpcGateway, plan: PlantedPlan, note: Json
) -> None:
    unreadable = Change(
        id=str(uuid4()),
        table="modular_training_session",
        op="amend",
        row_id=plan.session_ids[0],
        made_at=NOW,
        fields={"notes": Step(before=None, after=note)},
    )
    assert kinds(door, new_set(plan), unreadable, new_set(plan, 2)) == [
        "applied",
        "refused",
        "applied",
    ]


def test_text_arrives_letter_by_letter(door: RpcGateway, plan: PlantedPlan) -> None:
    text = "Züge × 3 – “langsam” \x1b[31m \\u0000 🏋 \u202e שלום"
    change = Change(
        id=str(uuid4()),
        table="modular_training_session",
        op="amend",
        row_id=plan.session_ids[0],
        made_at=NOW,
        fields={"notes": Step(before=None, after=text)},
    )
    assert kinds(door, change) == ["applied"]
    [session] = [
        session
        for week in door.pull(Cursor()).weeks
        for session in week["sessions"]  # type: ignore[union-attr]  # a list, by wire.py
        if session["id"] == plan.session_ids[0]  # type: ignore[index,call-overload]  # so too
    ]
    assert session["notes"] == text  # type: ignore[index,call-overload]  # so too


def test_no_changes_are_no_call(door: RpcGateway) -> None:
    assert door.push([], DEVICE) == []


def test_a_laptop_without_a_valid_id_is_a_bug_not_a_refusal_of_every_change(
    door: RpcGateway, plan: PlantedPlan
) -> None:
    with pytest.raises(Bug):
        door.push([new_set(plan)], "laptop")


def test_the_catalogue_comes_once(box: SandboxUnderTest, door: RpcGateway) -> None:
    with psycopg.connect(box.database.superuser_url) as connection:
        connection.execute(
            "insert into exrcwiki (exercise_id, name, body_part, target)"
            " values ('bench-press', 'Bench Press', 'chest', 'pectorals') on conflict do nothing"
        )
    catalogue = door.pull_catalogue(None)
    assert catalogue is not None
    assert "bench-press" in [one["exercise_id"] for one in catalogue.exercises]
    assert door.pull_catalogue(catalogue.digest) is None
    assert door.pull_catalogue("an older state") == catalogue


def test_the_databases_version_is_the_last_migration(door: RpcGateway) -> None:
    assert door.schema_version() == schema.LATEST


def test_another_lifter_sees_and_changes_nothing(
    box: SandboxUnderTest, door: RpcGateway, door_of: DoorOf, plan: PlantedPlan
) -> None:
    mine = new_set(plan)
    kinds(door, mine)
    stranger = door_of(box.add_lifter())
    assert stranger.pull(Cursor()).weeks == ()
    outcomes = stranger.push(
        [
            new_set(plan, 2),
            amended(mine.row_id, weight_kg=(82.5, 1)),
            removed(mine.row_id),
            new_set(plan, 3, id=mine.row_id),
        ],
        DEVICE,
    )
    assert "applied" not in {outcomes[0].outcome, outcomes[1].outcome, outcomes[3].outcome}
    [stored] = sets_in(door)
    assert isinstance(stored, dict)
    assert stored["weight_kg"] == 82.5


class HandedToken:
    """Credentials that hand out what they are told to, and count the renewals."""

    def __init__(self, token: str, *, renewed: str | None = None) -> None:
        self._token = token
        self._renewed = renewed
        self.renewals = 0

    def token(self, *, renew: bool = False) -> str:
        if renew:
            self.renewals += 1
            if self._renewed is not None:
                self._token = self._renewed
        return self._token


def open_with(
    box: SandboxUnderTest, kind: str, lifter: TestLifter, credentials: HandedToken
) -> RpcGateway:
    if kind == "direct":
        return DirectGateway(box.database_url_of(lifter), credentials)
    return DataApiGateway(box.url, box.publishable_key, credentials)


def forged(token: str) -> str:
    """Return the token with another lifter in it."""
    return make_jwt({**jwt_claims(token), "sub": str(uuid4())})


@pytest.mark.parametrize("token", ["", "no token", "a.b.c"])
def test_no_token_is_signed_out(
    box: SandboxUnderTest, kind_of_door: str, lifter: TestLifter, token: str
) -> None:
    credentials = HandedToken(token)
    door = open_with(box, kind_of_door, lifter, credentials)
    try:
        with pytest.raises(SignedOut):
            door.pull(Cursor())
    finally:
        door.close()
    assert credentials.renewals == 1


def test_a_token_with_another_name_in_it_is_not_let_in(
    box: SandboxUnderTest,
    kind_of_door: str,
    lifter: TestLifter,
    signed_in: Callable[[TestLifter], StoredCredentials],
) -> None:
    door = open_with(box, kind_of_door, lifter, HandedToken(forged(signed_in(lifter).token())))
    try:
        refusal = WrongDatabase if kind_of_door == "direct" else SignedOut
        for ask in (lambda: door.pull(Cursor()), lambda: door.pull_catalogue(None)):
            with pytest.raises(refusal):
                ask()
    finally:
        door.close()


def test_a_token_without_a_stamp_says_that_the_hook_is_off(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    claims = jwt_claims(box.sign_in(lifter)["access_token"])
    unstamped = {name: value for name, value in claims.items() if name != "topset_stamp"}
    door = DirectGateway(box.database_url_of(lifter), HandedToken(make_jwt(unstamped)))
    try:
        with pytest.raises(WrongDatabase, match="hook"):
            door.pull(Cursor())
    finally:
        door.close()


def test_an_expired_token_is_renewed_once_and_the_call_goes_on(
    make_box: Callable[..., SandboxUnderTest],
    kind_of_door: str,
) -> None:
    box = make_box()
    lifter = box.add_lifter()
    box.clock.forward(-7200)
    old = box.sign_in(lifter)["access_token"]
    box.clock.forward(7200)
    new = box.sign_in(lifter)["access_token"]
    credentials = HandedToken(old, renewed=new)
    door = open_with(box, kind_of_door, lifter, credentials)
    try:
        assert door.pull(Cursor()).revision == 0
    finally:
        door.close()
    assert credentials.renewals == 1
