"""A whole session at the prompt, through each door; the database's owner is asked what arrived."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.acceptance.laptop import Laptop, Sandbox, data_api_first

SETS = """
    select id::text, set_no, weight_kg, reps_done, rpe, recorded_at
    from training_set where exercise_row_id = %s order by set_no
"""


def signed_in(laptop: Laptop, sandbox: Sandbox) -> None:
    password = sandbox.info["password"]
    assert laptop.topset("sign-in", "--password-stdin", stdin=password).code == 0
    assert laptop.topset("sync").code == 0


@data_api_first
def test_a_session_is_recorded_and_completed_exactly_as_entered(
    laptop: Laptop, sandbox: Sandbox
) -> None:
    signed_in(laptop, sandbox)
    before = laptop.topset("today", "--json").document
    session, exercise = before["session"], before["session"]["exercises"][0]
    weight, reps = exercise["target"]["weight_kg"], exercise["target"]["reps"].partition("-")[0]

    logged = [
        laptop.topset("log", line, "--json").document["set"]
        for line in (f"{weight}x{reps}@8", "82,5x7@9", "x6")
    ]
    assert [(one["set_no"], one["reps_done"], one["rpe"]) for one in logged] == [
        (1, int(reps), 8),
        (2, 7, 9),
        (3, 6, None),
    ]
    assert laptop.topset("status", "--json").document["unsent"] == 3

    finished = laptop.topset("finish", "--difficulty", "8", "--note", "heavy", "--json")
    assert finished.document["session_id"] == session["id"]
    sent = laptop.topset("sync", "--json")
    assert (sent.code, sent.document["sent"], sent.document["refused"]) == (0, 4, 0)

    assert sandbox.ask(SETS, exercise["id"]) == [
        (
            one["id"],
            one["set_no"],
            one["weight_kg"],
            one["reps_done"],
            one["rpe"],
            datetime.fromisoformat(one["recorded_at"]),
        )
        for one in logged
    ]
    assert sandbox.ask(
        "select completed, overall_difficulty, notes from modular_training_session where id = %s",
        session["id"],
    ) == [(True, 8, "heavy")]
    assert sandbox.ask("select status from workout_sessions where id = %s", session["id"]) == [
        ("completed",)
    ]
    assert sandbox.ask(
        "select actual_reps, weight from modular_training_exercise where id = %s", exercise["id"]
    ) == [([int(reps), 7, 6], max(one["weight_kg"] for one in logged))]


@pytest.mark.soak  # without a network: test_workouts.py, tests/cli/test_root.py, tests/sync
def test_sets_logged_offline_arrive_once_and_in_order(laptop: Laptop, sandbox: Sandbox) -> None:
    signed_in(laptop, sandbox)
    exercise = laptop.topset("today", "--json").document["session"]["exercises"][0]
    sandbox.stop()

    logged = [
        laptop.topset("log", f"80x{reps}", "--exercise", exercise["name"], "--json").document
        for reps in (9, 8, 7, 6, 5)
    ]
    offline = laptop.topset("sync", "--json")
    assert (offline.code, offline.document["offline"], offline.document["sent"]) == (4, True, 0)
    assert offline.document["reason"]
    assert laptop.topset("status", "--json").document["offline_since"]
    seen = laptop.topset("today", "--json").document
    assert seen["unsent"] == 5
    assert [one["reps_done"] for one in seen["session"]["exercises"][0]["sets"]] == [9, 8, 7, 6, 5]

    sandbox.start()
    assert laptop.topset("sync", "--json").document["sent"] == 5
    assert laptop.topset("sync", "--json").document["sent"] == 0
    assert [row[:4] for row in sandbox.ask(SETS, exercise["id"])] == [
        (one["set_id"], number, 80.0, reps)
        for number, (one, reps) in enumerate(zip(logged, (9, 8, 7, 6, 5), strict=True), start=1)
    ]
