"""What the screens say, asked of their view models."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tui.logbook import Draft, Logbook
from tui.logbook.workouts import Agenda
from tui.sync.protocol import Counts
from tui.sync.status import SyncState, SyncStatus
from tui.training.records import CatalogueExercise, Session
from tui.workout.choice import choice_view, session_to_open
from tui.workout.finish import FormError, finish_view, read_form
from tui.workout.formats import format_plates, format_split
from tui.workout.rest import Rest
from tui.workout.search import Finder
from tui.workout.sync.mark import sync_mark

TODAY = date(2026, 11, 24)
SIX = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def session(number: int, day: date = TODAY, *, completed: bool = False) -> Session:
    return Session(
        id=str(number),
        week_id="w",
        day_label=f"Day-{number}",
        session_date=day,
        day_of_week=day.isoweekday(),
        focus_area="chest,triceps",
        completed=completed,
    )


def agenda(*today: Session, begun: tuple[Session, ...] = ()) -> Agenda:
    ahead, missed = session(8, TODAY + timedelta(days=1)), session(9, TODAY - timedelta(days=3))
    return Agenda(day=TODAY, today=today, open=begun, missed=(missed,), next=ahead)


def test_the_only_session_of_today_opens_by_itself() -> None:
    assert session_to_open(agenda(session(1)), None) == "1"


def test_two_sessions_today_are_a_choice() -> None:
    assert session_to_open(agenda(session(1), session(2)), None) is None
    labels = [option.label for option in choice_view(agenda(session(1), session(2)), TODAY).options]
    assert labels == ["Day-1", "Day-2", "Day-8", "Day-9", "Free session"]


def test_the_session_being_trained_comes_before_all_others() -> None:
    draft = Draft(session_id="2")
    assert session_to_open(agenda(session(1), session(2)), draft) == "2"
    assert session_to_open(agenda(begun=(session(2),)), draft) == "2"


def test_a_completed_session_is_shown_when_it_is_the_only_one() -> None:
    assert session_to_open(agenda(session(1, completed=True)), None) == "1"


def test_no_session_today_offers_the_next_a_missed_and_a_free_one() -> None:
    view = choice_view(agenda(), TODAY)
    assert view.title == "No session today, Tue 24 Nov"
    assert [option.detail for option in view.options] == [
        "next, Wed 25 Nov, tomorrow",
        "missed Sat 21 Nov, 3 days ago",
        "add exercises as you go",
    ]


@pytest.mark.parametrize(
    ("state", "unsent", "words"),
    [
        ("idle", 0, "sent 18:00"),
        ("idle", 2, "2 to send ↑"),
        ("syncing", 1, "1 to send ↑"),
        ("offline", 2, "offline since 18:00, 2 to send"),
        ("signed_out", 3, "signed out, 3 to send"),
        ("wrong_database", 0, "database needs migrations"),
        ("local", 5, "on this laptop"),
    ],
)
def test_the_sync_mark_says_in_words_how_it_stands(
    state: SyncState, unsent: int, words: str
) -> None:
    now = SIX.astimezone()
    status = SyncStatus(state=state, offline_since=now, last_sent=now, last_fetched=now)
    shown = sync_mark(status, Counts(unsent=unsent)).words
    assert shown == words.replace("18:00", f"{now:%H:%M}")


def test_the_sync_mark_tells_an_ended_session_as_ended() -> None:
    status = SyncStatus(state="signed_out", ended=True, offline_since=SIX)
    assert sync_mark(status, Counts(unsent=2)).words == "session ended, 2 to send"


def test_what_was_refused_comes_first_in_the_sync_mark() -> None:
    assert sync_mark(None, Counts(unsent=1, refused=2)).words == "2 refused !, 1 to send"


def test_a_rest_runs_from_its_end_whatever_happened_between() -> None:
    rest = Rest.begin(SIX, 180)
    assert rest.left(SIX + timedelta(seconds=88)) == 92
    assert rest.left(SIX + timedelta(hours=1)) == 0


def test_a_rest_is_made_longer_and_shorter() -> None:
    rest = Rest.begin(SIX, 90)
    assert rest.shifted(SIX, 15).left(SIX) == 105
    assert rest.shifted(SIX, -15).shifted(SIX, -600).left(SIX) == 0
    assert rest.toggled(SIX).shifted(SIX, 15).toggled(SIX).left(SIX) == 105


def test_the_finish_form_starts_from_the_first_and_last_set(book: Logbook) -> None:
    todays = book.workouts.agenda(TODAY).today[0]
    full = book.workouts.session(todays.id)
    assert full is not None
    view = finish_view(full, {}, unit="kg")
    assert (view.summary, view.minutes) == ("Nothing logged yet", None)


@pytest.mark.parametrize(
    ("field", "minutes", "difficulty"), [("minutes", "x", ""), ("difficulty", "", "11")]
)
def test_a_field_that_cannot_be_kept_is_named(field: str, minutes: str, difficulty: str) -> None:
    with pytest.raises(FormError) as caught:
        read_form(minutes, difficulty, "")
    assert caught.value.field == field


def test_empty_fields_stay_open() -> None:
    finished = read_form("", " 7 ", "  ")
    assert (finished.minutes, finished.difficulty, finished.notes) == (None, 7, None)


def test_the_catalogue_is_searched_by_name_alias_and_muscle() -> None:
    def entry(name: str, target: str, *aliases: str) -> CatalogueExercise:
        return CatalogueExercise(
            exercise_id=name, name=name, body_part="", target=target, aliases=aliases
        )

    catalogue = [
        entry("Incline Bench Press", "chest"),
        entry("Bench Press", "chest", "flat bench"),
        entry("Romanian Deadlift", "hamstrings", "RDL"),
    ]
    finder = Finder(catalogue)
    assert [one.name for one in finder.found("bench", 5)] == ["Bench Press", "Incline Bench Press"]
    assert [one.name for one in finder.found("rdl", 5)] == ["Romanian Deadlift"]
    assert finder.found("press chest", 5)[0].name == "Bench Press"


def test_a_split_is_a_title() -> None:
    assert [format_split(text) for text in ("upper_lower", "push_pull_legs", "full_body")] == [
        "Upper/Lower",
        "Push/Pull/Legs",
        "Full body",
    ]


@pytest.mark.parametrize(
    ("each_side", "words"),
    [
        ((20, 20, 10, 10, 5, 2.5), "20×2 · 10×2 · 5 · 2.5"),
        ((25, 25, 25), "25×3"),
        ((1.25,), "1.25"),
        ((), ""),
    ],
)
def test_plates_are_named_as_often_as_they_hang(each_side: tuple[float, ...], words: str) -> None:
    assert format_plates(each_side) == words
