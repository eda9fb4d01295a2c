"""What the sync screen does, on a real logbook, without a screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.app_ports import ME, AccountInMemory, Clock
from tests.support.unsettled import GONE, leave_unsettled
from tui.logbook import Logbook
from tui.logbook.resolution import EditError
from tui.sync.protocol import Counts
from tui.sync.status import SyncState, SyncStatus
from tui.training.entry import Entry
from tui.workout.ports import Ports
from tui.workout.signed_in import SignedIn
from tui.workout.sync.lines import farewell, format_when
from tui.workout.sync.review import SyncReview

SINCE = datetime(2026, 11, 24, 17, 40, tzinfo=UTC)


@pytest.fixture
def lifter(book: Logbook, clock: Clock, door: AccountInMemory) -> SignedIn:
    """A lifter whose log has something of every kind waiting."""
    leave_unsettled(book, clock.moment.date())
    return SignedIn(
        ME,
        Ports(
            account=door,
            open_logbook=lambda _: book,
            start_sync=None,
            now=clock,
            door="Data API",
        ),
    )


@pytest.fixture
def review(lifter: SignedIn) -> SyncReview:
    """The sync screen's desk, with its first line chosen."""
    return SyncReview(lifter)


def listed(review: SyncReview) -> list[str]:
    return [line.words for line in review.view().list.lines]


def choose(review: SyncReview, words: str) -> None:
    review.choose(
        next(number for number, one in enumerate(listed(review)) if one.startswith(words))
    )


def test_what_needs_the_lifter_stands_before_what_waits_oldest_first(review: SyncReview) -> None:
    assert listed(review) == [
        "In conflict, 1",
        "Bench Press set 1: 80 × 8 @7 amended",
        "Refused, 3, and 1 that waits for one of them",
        "Bench Press set 1: 82.5 × 7 @9",
        "Bench Press set 2: 82.5 × 6 @9",
        "Curl added",
        "To send, 5, oldest first",
        *(f"Incline DB Press set {number}: {29 + number} × 10" for number in range(1, 6)),
        "Latest syncs",
        "stopped: gym.example cannot be reached: is there a network?",
        "sent 3, fetched 1 week",
    ]


def test_a_conflict_shows_both_sides_and_mine_is_sent_from_theirs(
    review: SyncReview, book: Logbook
) -> None:
    assert review.view().detail.sides == (
        ("weight", "82.5 kg", "77.5 kg"),
        ("reps", "7", "8"),
        ("RPE", "9", "8"),
    )
    assert review.can() == {"mine", "theirs", "save"}
    assert review.use_mine()
    assert book.changes.conflicts() == []
    mine = book.changes.unsent()[-1]
    assert mine.fields is not None
    assert (mine.fields["weight_kg"].before, mine.fields["weight_kg"].after) == (77.5, 82.5)


def test_theirs_is_kept_and_nothing_is_sent(review: SyncReview, book: Logbook) -> None:
    assert review.keep_theirs()
    assert (book.changes.counts().conflicts, book.changes.counts().unsent) == (0, 5)


def test_a_refusal_tells_why_and_what_helps(review: SyncReview) -> None:
    choose(review, "Bench Press set 1: 82.5")
    reason, help_, *_ = (words for words, _ in review.view().detail.sentences)
    assert reason.startswith(f"Refused: {GONE}")
    assert help_ == "Move it to another exercise, or save it to a file."


def test_what_waits_for_a_refusal_goes_with_it(review: SyncReview, book: Logbook) -> None:
    choose(review, "Curl")
    assert "Goes with it: Curl set 1: 20 × 12." in [w for w, _ in review.view().detail.sentences]
    assert review.retry()
    assert [one.op for one in book.changes.unsent()][-2:] == ["insert", "insert"]


def test_an_edit_keeps_only_what_can_be(review: SyncReview, book: Logbook) -> None:
    choose(review, "Bench Press set 1: 82.5")
    fields = {one.column: one.text for one in review.fields()}
    with pytest.raises(EditError):
        review.edit(fields)
    with pytest.raises(EditError):
        review.edit(fields | {"rpe": "12"})
    assert review.edit(fields | {"weight_kg": "80"})
    row = book.changes.unsent()[-1].row
    assert row is not None
    assert row["weight_kg"] == 80.0


def test_sets_of_a_gone_exercise_move_together(review: SyncReview, book: Logbook) -> None:
    choose(review, "Bench Press set 1: 82.5")
    dips = next(place for place in review.targets() if place.words == "Dips")
    assert review.move(dips)
    assert "2 together" in (review.notice or pytest.fail()).words
    assert [one.weight_kg for one in book.workouts.exercise(dips.row_id).performed] == [82.5, 82.5]


def test_a_discard_asks_once_more(review: SyncReview, book: Logbook) -> None:
    choose(review, "Curl")
    assert not review.discard()
    assert "and 1 with it" in (review.notice or pytest.fail()).words
    assert book.changes.counts().refused == 4
    assert review.discard()
    assert book.changes.counts().refused == 2


def test_another_line_chosen_between_takes_the_first_d_back(
    review: SyncReview, book: Logbook
) -> None:
    choose(review, "Curl")
    review.discard()
    review.step(-1)
    review.step(1)
    assert not review.discard()
    assert book.changes.counts().refused == 4


def test_everything_refused_is_retried_at_once(review: SyncReview, book: Logbook) -> None:
    assert review.retry_all()
    assert (book.changes.counts().refused, book.changes.counts().unsent) == (0, 9)


def test_everything_stuck_is_saved_and_a_file_is_never_overwritten(
    review: SyncReview, tmp_path: Path
) -> None:
    file = tmp_path / "kept.json"
    assert review.save(str(file))
    assert not review.save(str(file))
    assert "exists already" in (review.notice or pytest.fail()).words
    assert not review.save(str(tmp_path / "nowhere" / "kept.json"))


def test_what_was_settled_meanwhile_is_said(review: SyncReview, book: Logbook) -> None:
    choose(review, "Curl")
    chosen = review.chosen
    assert chosen is not None
    book.changes.discard(chosen.change.id)
    assert not review.retry()
    assert "already settled" in (review.notice or pytest.fail()).words


def test_the_chosen_change_stays_chosen_when_others_leave(
    review: SyncReview, book: Logbook
) -> None:
    choose(review, "Curl")
    book.changes.discard(book.changes.conflicts()[0].change.id)
    review.refresh()
    assert review.words == "Curl added"


def test_a_long_list_is_read_in_parts(lifter: SignedIn, book: Logbook, clock: Clock) -> None:
    session = book.workouts.session(book.workouts.agenda(clock.moment.date()).today[0].id)
    assert session is not None
    for _ in range(15):
        book.workouts.record_sets(session.exercises[3].id, [Entry(20, 10, count=20)])
    review = SyncReview(lifter)
    assert "and 105 more" in listed(review)
    for _ in range(30):
        review.step(20)
    assert "and 105 more" not in listed(review)
    assert len(listed(review)) > 300


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (SyncStatus(state="idle"), "Connected to the database."),
        (SyncStatus(state="syncing"), "Talking to the database."),
        (SyncStatus(state="trouble", detail="Not understood."), "Sync error. Not understood."),
        (SyncStatus(state="signed_out"), "Signed out: keep logging"),
        (
            SyncStatus(
                state="signed_out",
                ended=True,
                offline_since=datetime(2026, 11, 24, 17, 40, tzinfo=UTC),
            ),
            "Your session has ended: keep logging",
        ),
        (SyncStatus(state="wrong_database"), "The database lacks migrations."),
        (SyncStatus(state="wrong_database", detail="It lacks two."), "It lacks two."),
        (SyncStatus(state="local"), "nothing is sent"),
        (SyncStatus(state="damaged"), "The logbook is damaged."),
    ],
)
def test_how_it_stands_is_said(
    review: SyncReview, lifter: SignedIn, status: SyncStatus, words: str
) -> None:
    lifter.take(status)
    review.status_changed()
    assert words in review.view().state[0][0]


def test_offline_says_since_when_why_and_when_it_tries_again(
    review: SyncReview, lifter: SignedIn, clock: Clock
) -> None:
    since = clock.moment - timedelta(minutes=20)
    lifter.take(
        SyncStatus(
            state="offline", offline_since=since, detail="No network.", next_try_seconds=40.0
        )
    )
    review.status_changed()
    (state, _), (times, _), (who, _) = review.view().state
    assert state == "Offline since 17:40. No network."
    assert times == "Last sent 18:00 · last fetched 18:00 · next try at 18:00:40"
    assert who == "lifter@topset.example at gym by the Data API"


def test_a_time_of_another_day_has_its_date(clock: Clock) -> None:
    yesterday = clock.moment - timedelta(days=1)
    assert format_when(yesterday, clock.moment) == "Mon 23 Nov 18:00"


@pytest.mark.parametrize(
    ("counts", "sets", "state", "words"),
    [
        (Counts(), 0, "idle", ""),
        (Counts(unsent=3), 3, "offline", "3 sets still to send; they are sent next time."),
        (Counts(unsent=1), 1, None, "1 set still to send; it is sent next time."),
        (Counts(unsent=4), 3, "idle", "4 changes still to send; they are sent next time."),
        (
            Counts(unsent=2),
            2,
            "signed_out",
            "2 sets still to send; sign in again to send it all.",
        ),
        (Counts(unsent=9), 9, "local", ""),
        (
            Counts(refused=2, conflicts=1),
            0,
            "idle",
            "2 refused and 1 in conflict: `topset changes` says why.",
        ),
    ],
)
def test_closing_says_what_remains(
    counts: Counts, sets: int, state: SyncState | None, words: str
) -> None:
    assert farewell(counts, sets, state) == words


def test_an_empty_queue_is_said(book: Logbook, clock: Clock, door: AccountInMemory) -> None:
    ports = Ports(account=door, open_logbook=lambda _: book, start_sync=None, now=clock)
    review = SyncReview(SignedIn(ME, ports))
    assert listed(review)[0] == "Nothing to send: everything entered is in the database"
    review.step(1)
    assert review.can() == frozenset()
