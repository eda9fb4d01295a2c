"""Pulled pages: what replaces what, what stays, and a server that went back in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.logbook.conftest import BENCH, SESSION, TODAY, Clock, two_weeks
from tests.support.pages import EPOCH, ident, page, week
from tui.logbook import Logbook
from tui.sync.protocol import Change, Cursor, Outcome, PulledCatalogue, PulledPage, SyncRun
from tui.training.entry import Entry

OTHER_EPOCH = "00000000-0000-4000-8000-000000000bad"


def test_a_page_moves_the_cursor(trained: Logbook) -> None:
    assert trained.base.cursor() == Cursor(epoch=EPOCH, revision=5)


def test_a_week_that_is_gone_leaves_the_logbook(trained: Logbook) -> None:
    trained.base.apply(page([], revision=6, alive=[ident("w", 1)]))
    assert trained.workouts.session(SESSION) is None
    assert trained.workouts.session(ident("s", 1)) is not None


def test_changes_to_a_week_that_is_gone_stay_in_the_queue(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    trained.base.apply(page([], revision=6, alive=[ident("w", 1)]))
    assert trained.changes.counts().unsent == 1


def test_a_week_made_here_and_not_sent_yet_outlives_a_pull(logbook: Logbook) -> None:
    free = logbook.workouts.start_free_session(TODAY)
    logbook.base.apply(two_weeks())
    assert logbook.workouts.session(free) is not None
    assert logbook.changes.counts().unsent == 3


def test_weeks_of_one_revision_are_written_together(logbook: Logbook) -> None:
    weeks = [week(number, 7 if number > 6 else number, []) for number in range(1, 13)]
    logbook.base.apply(page(weeks, revision=7))
    assert logbook.base.cursor().revision == 7
    (head,) = logbook.weeks.heads(TODAY)
    assert len(head.plans) == 12


def test_nothing_new_changes_nothing(trained: Logbook) -> None:
    applied = trained.base.apply(PulledPage(epoch=EPOCH, revision=5, more=False))
    assert (applied.more, applied.requeued) == (False, 0)
    assert trained.workouts.session(SESSION) is not None


def restored(trained: Logbook, *pages: PulledPage) -> int:
    """Feed the answers of a restored server; return how many rows are offered again."""
    requeued = 0
    for one in pages:
        requeued += trained.base.apply(one).requeued
    return requeued


def test_rows_that_a_restored_server_lost_are_offered_again(trained: Logbook) -> None:
    (logged,) = trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    trained.changes.settle(*_all_applied(trained))
    behind = replace(two_weeks(revision=2), epoch=OTHER_EPOCH)
    nothing = PulledPage(epoch=OTHER_EPOCH, revision=2, more=False)
    assert restored(trained, nothing, behind) == 1
    (change,) = trained.changes.unsent()
    assert (change.op, change.row_id) == ("insert", logged.id)
    assert trained.base.cursor() == Cursor(epoch=OTHER_EPOCH, revision=0)  # to be read afresh
    found = trained.workouts.session(SESSION)
    assert found is not None
    assert len(found.exercises[0].performed) == 1


def test_a_server_restored_to_nothing_is_given_everything_parents_first(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    nothing = PulledPage(epoch=OTHER_EPOCH, revision=0, more=False)
    restored(trained, nothing, nothing)
    tables = [change.table for change in trained.changes.unsent()]
    assert tables == (
        ["modular_training_plan"]
        + ["modular_training_week"] * 2
        + ["modular_training_session"] * 2
        + ["modular_training_exercise"] * 3
        + ["training_set"] * 4
    )


def test_an_amendment_that_a_restored_server_lost_is_offered_again(trained: Logbook) -> None:
    trained.workouts.finish(SESSION, difficulty=7, duration_minutes=50, notes=None)
    trained.changes.settle(*_all_applied(trained))
    behind = two_weeks(revision=4)
    assert restored(trained, replace(behind, weeks=(), week_ids=None, plans=None), behind) == 1
    (change,) = trained.changes.unsent()
    assert change.fields is not None
    assert (change.fields["completed"].before, change.fields["completed"].after) == (False, True)


def test_the_catalogue_joins_names_and_aliases(trained: Logbook) -> None:
    trained.base.replace_catalogue(
        PulledCatalogue(
            digest="d1",
            exercises=(
                {
                    "exercise_id": "cable-fly",
                    "name": "Cable Fly",
                    "body_part": "chest",
                    "target": "chest",
                    "aliases": ["Bench Press"],
                },
            ),
        )
    )
    assert trained.base.catalogue_digest() == "d1"
    found = trained.workouts.session(SESSION)
    assert found is not None
    (last,) = trained.workouts.last_times(found.exercises[1], TODAY)
    assert len(last.sets) == 3


def test_past_rounds_are_kept_newest_first_and_not_for_ever(logbook: Logbook) -> None:
    for number in range(60):
        logbook.base.note_round(SyncRun(sent=number))
    rounds = [one.sent for _, one in logbook.base.rounds()]
    assert rounds == list(range(59, 9, -1))


def _all_applied(logbook: Logbook) -> tuple[list[Change], list[Outcome]]:
    changes = logbook.changes.unsent()
    return changes, [Outcome(id=change.id, outcome="applied") for change in changes]


def test_quiet_rounds_in_a_row_are_one_and_tell_the_last_contact(
    logbook: Logbook, clock: Clock
) -> None:
    logbook.base.note_round(SyncRun(problem="no network"))
    logbook.base.note_round(SyncRun())
    clock.moment += timedelta(minutes=1)
    logbook.base.note_round(SyncRun())
    assert [one.problem for _, one in logbook.base.rounds()] == [None, "no network"]
    assert logbook.base.last_times_of_contact() == (None, clock.moment)
