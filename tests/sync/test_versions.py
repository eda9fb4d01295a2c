"""Laptops and databases of different ages over the Data API: each works with the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.support.box import SandboxUnderTest
from tests.support.laptops import Laptops, switched_off_after
from tests.support.plans import PlantedPlan, plant_plan
from tui.supabase import schema
from tui.sync.protocol import Json, Row
from tui.training.entry import Entry

# What a database had before lifters had logins of their own.
FIRST = tuple(one for one in schema.migrations() if one.version < "20261125")


def test_a_newer_laptop_works_with_an_older_database(
    make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> None:
    box = make_box(migrated=False)
    with psycopg.connect(box.owner_database_url, autocommit=True) as owner:
        schema.apply(owner, wanted=FIRST)
    lifter = box.add_lifter()
    plan = plant_plan(box.database.superuser_url, lifter.user_id)
    with switched_off_after(Laptops(tmp_path, box, "data_api")) as laptops:
        laptop, other = laptops.new(lifter), laptops.new(lifter)
        laptop.sync()
        entries = [Entry(weight_kg=80, reps=8, rpe=8), Entry(weight_kg=82.5, reps=6)]
        first, _ = laptop.book.workouts.record_sets(plan.exercise_ids[0], entries)
        sent = laptop.sync()
        assert (sent.problem, sent.sent) == (None, 2)
        other.sync()
        assert other.weights(plan.session_ids[0]) == [80, 82.5]
        other.book.workouts.delete_set(first.id)
        assert other.sync().problem is None
        laptop.sync()
        assert laptop.weights(plan.session_ids[0]) == [82.5]


class OlderLaptop:
    """Sends, word for word, what topset sent before lifters had logins of their own."""

    def __init__(self, box: SandboxUnderTest, token: str) -> None:
        self._box = box
        self._token = token
        self._device = str(uuid4())

    def _call(self, function: str, arguments: Row) -> Json:
        answer = self._box.ask("POST", f"/rest/v1/rpc/{function}", arguments, token=self._token)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def pull(self) -> Row:
        """One page of everything."""
        page = self._call("pull_training", {"epoch": None, "since": 0, "page": 40})
        assert isinstance(page, dict)
        return page

    def push(self, *changes: Row) -> list[Json]:
        """The word for each change."""
        told = self._call("push_changes", {"changes": list(changes), "device": self._device})
        assert isinstance(told, list)
        return [one["outcome"] for one in told if isinstance(one, dict)]

    def catalogue(self) -> Json:
        """The exercises to choose from."""
        return self._call("pull_catalogue", {"known": None})


def an_older_set(plan: PlantedPlan, number: int) -> Row:
    """A set as an older laptop offers it, with the number that it gave it."""
    made = f"2026-11-25T14:19:{number:02}.193035+00:00"
    row: Row = {
        "id": str(uuid4()),
        "exercise_row_id": plan.exercise_ids[0],
        "set_no": number,
        "reps_done": 5,
        "weight_kg": 60.0,
        "rpe": None,
        "recorded_at": made,
    }
    return {
        "id": str(uuid4()),
        "table": "training_set",
        "op": "insert",
        "row_id": row["id"],
        "made_at": made,
        "row": row,
    }


def test_an_older_laptop_works_with_this_database(box: SandboxUnderTest) -> None:
    lifter = box.add_lifter()
    plan = plant_plan(box.database.superuser_url, lifter.user_id)
    laptop = OlderLaptop(box, box.sign_in(lifter)["access_token"])
    assert {"epoch", "revision", "more", "plans", "week_ids", "week_revisions", "weeks"} <= set(
        laptop.pull()
    )
    assert laptop.catalogue() is not None
    changes = [an_older_set(plan, 1), an_older_set(plan, 2)]
    assert laptop.push(*changes) == ["applied", "applied"]
    assert laptop.push(*changes) == ["applied", "applied"]
    corrected: Row = {
        "id": str(uuid4()),
        "table": "training_set",
        "op": "amend",
        "row_id": changes[1]["row_id"],
        "made_at": "2026-11-25T14:20:00+00:00",
        "fields": {"reps_done": {"from": 5, "to": 6}},
    }
    removed: Row = {
        "id": str(uuid4()),
        "table": "training_set",
        "op": "remove",
        "row_id": changes[0]["row_id"],
        "made_at": "2026-11-25T14:21:00+00:00",
    }
    assert laptop.push(corrected, removed) == ["applied", "applied"]
    with psycopg.connect(box.database.superuser_url) as server:
        left = server.execute(
            "select set_no, reps_done, weight_kg from training_set where user_id = %s",
            [lifter.user_id],
        )
        assert left.fetchall() == [(1, 6, 60.0)]
