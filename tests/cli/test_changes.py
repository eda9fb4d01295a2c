"""`topset changes` on a real logbook in which something of every kind waits."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.sample_book import write_sample_book
from tests.support.unsettled import GONE, leave_unsettled
from tui.cli.root import topset
from tui.logbook import Logbook
from tui.settings.paths import Paths
from tui.sync.protocol import LOCAL_LIFTER


@pytest.fixture(autouse=True)
def log_file(topset_home: Path) -> Path:
    """The log of this laptop, with something of every kind waiting."""
    paths = Paths.under(topset_home)
    file = paths.logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)
    today = date.today()
    with Logbook.open(write_sample_book(file, today)) as book:
        leave_unsettled(book, _trained_on(book, today))
    return file


def _trained_on(book: Logbook, today: date) -> date:
    agenda = book.workouts.agenda(today)
    if agenda.today:
        return today
    assert agenda.next is not None
    return agenda.next.session_date


def run(*arguments: str) -> Result:
    return CliRunner().invoke(topset, ["changes", *arguments])


def told(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def the(kind: str, about: str = "") -> Any:
    return next(one for one in told()[kind] if one["about"].startswith(about))


def test_everything_that_waits_is_one_document() -> None:
    document = told("list")
    assert {kind: len(found) for kind, found in document.items()} == {
        "conflicts": 1,
        "refused": 4,
        "unsent": 5,
        "rounds": 2,
    }
    (conflict,) = document["conflicts"]
    assert {"column": "weight_kg", "mine": 82.5, "theirs": 77.5} in conflict["differences"]
    refused = document["refused"][0]
    assert (refused["code"], refused["message"], refused["row"]["reps_done"]) == ("23503", GONE, 7)
    assert refused["can"] == ["retry", "edit", "move", "discard", "save"]


def test_for_a_reader_it_says_what_can_be_done_with_an_id_to_type() -> None:
    result = run()
    assert result.exit_code == 0
    conflict = the("conflicts")["id"][:8]
    for words in (
        "1 in conflict",
        "weight: mine 82.5 kg, theirs 77.5 kg",
        f"topset changes use-mine {conflict}",
        GONE,
        "1 more wait for it",
        "5 to send",
        "Latest syncs",
        "sent 3, fetched 1 week",
    ):
        assert words in result.stdout


def test_a_refusal_is_retried_by_the_beginning_of_its_id() -> None:
    curl = the("refused", "Curl added")
    assert told("retry", curl["id"][:8]) == {
        "changed": [curl["id"]],
        "unsent": 7,
        "refused": 2,
        "conflicts": 1,
    }


def test_everything_refused_is_retried_at_once() -> None:
    assert told("retry", "--all")["refused"] == 0


def test_a_set_is_mended_by_an_entry_line_or_by_names() -> None:
    sets = [one["id"] for one in told()["refused"] if one["table"] == "training_set"]
    told("edit", sets[0], "80,5x6@8")
    told("edit", sets[1], "weight=77.5", "RPE=")
    rows = [one["row"] for one in told()["unsent"][-2:]]
    assert [(row["weight_kg"], row["reps_done"], row["rpe"]) for row in rows] == [
        (80.5, 6, 8),
        (77.5, 6, None),
    ]


def test_sets_move_to_another_exercise_by_the_beginning_of_its_id() -> None:
    refused = the("refused", "Bench Press set 1")
    paths = told("move", refused["id"])["places"]
    dips = next(place for place in paths if place["name"] != "Bench Press")
    assert len(told("move", refused["id"], dips["id"])["changed"]) == 2
    assert the("unsent", dips["name"])["row"]["exercise_row_id"] == dips["id"]


def test_a_conflict_is_answered_with_mine_or_theirs() -> None:
    conflict = the("conflicts")["id"]
    assert told("use-mine", conflict)["conflicts"] == 0
    assert the("unsent", "Bench Press set 1: 80")["fields"]["weight_kg"] == [77.5, 82.5]


def test_what_is_discarded_takes_along_what_waits_for_it() -> None:
    assert told("discard", the("refused", "Curl added")["id"])["refused"] == 2


def test_what_is_stuck_is_kept_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    assert len(told("save", str(file))["changed"]) == 5
    assert len(json.loads(file.read_text())["changes"]) == 5
    again = run("save", str(file))
    assert (again.exit_code, again.stdout) == (1, "")
    assert "exists already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("retry", "ffffffff"), "No change"),
        (("discard", ""), "more than one"),
        (("use-mine", "REFUSED"), "is refused"),
        (("retry", "CONFLICT"), "in conflict"),
        (("retry", "UNSENT"), "waits to be sent"),
        (("retry", "PARKED"), "correct that one"),
        (("edit", "REFUSED", "rpe=11"), "whole number from 6 to 10"),
        (("edit", "REFUSED", "heavy"), "weight"),
        (("edit", "REFUSED", "tempo=3"), "not part of this change"),
        (("edit", "REFUSED", "reps=7"), "already says"),
        (("move", "REFUSED", "ffffffff"), "No places begin"),
    ],
)
def test_what_cannot_be_done_is_1_and_changes_nothing(
    arguments: tuple[str, ...], words: str
) -> None:
    before = told()
    named = {
        "REFUSED": the("refused", "Bench Press set 1")["id"],
        "CONFLICT": the("conflicts")["id"],
        "UNSENT": the("unsent")["id"],
        "PARKED": the("refused", "Curl set")["id"],
    }
    result = run(*(named.get(one, one) for one in arguments))
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert told() == before


@pytest.mark.parametrize("arguments", [("retry",), ("retry", "x", "--all"), ("edit", "x")])
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_text_of_the_server_cannot_steer_the_terminal(log_file: Path) -> None:
    from tui.sync.protocol import Outcome

    with Logbook.open(log_file) as book:
        change = book.changes.unsent()[0]
        evil = Outcome(id=change.id, outcome="refused", code="x", message="\x1b]0;owned\x07")
        book.changes.settle([change], [evil])
    assert "\x1b" not in run().stdout
