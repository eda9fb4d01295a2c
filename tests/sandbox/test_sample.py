"""The sample lifter: believable, the same every time, and with a session today on any weekday."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import psycopg
import pytest

from tests.support.cluster import Database, Templates
from tui.sandbox.sample import fill, sample_log
from tui.sandbox.sample_lifter import SampleLog
from tui.training.gym import DEFAULT_GYM
from tui.training.progression import Target, as_last_time, next_target
from tui.training.records import Exercise, LastTime, Session

LIFTER = "11111111-2222-4333-8444-555555555555"
MONDAY = date(2026, 11, 23)
SEVEN_DAYS = [MONDAY + timedelta(days=n) for n in range(7)]


@pytest.fixture(params=SEVEN_DAYS, ids=lambda day: f"{day:%a}", scope="module")
def today(request: pytest.FixtureRequest) -> date:
    day = request.param
    assert isinstance(day, date)
    return day


@pytest.fixture(scope="module")
def log(today: date) -> SampleLog:
    return sample_log(LIFTER, today=today)


def test_todays_session_is_there_on_any_weekday_and_not_begun(log: SampleLog, today: date) -> None:
    (session,) = [session for session in log.sessions if session.session_date == today]
    assert session.day_label == "Push-H"
    assert not session.completed
    assert all(not exercise.performed for exercise in session.exercises)


def test_nothing_from_today_on_is_done(log: SampleLog, today: date) -> None:
    for session in log.sessions:
        if session.session_date >= today:
            assert not session.completed
            assert session.notes is None
            assert not any(exercise.performed for exercise in session.exercises)


def test_a_done_session_is_completed_with_duration_and_difficulty(log: SampleLog) -> None:
    for session in log.sessions:
        began = any(exercise.performed for exercise in session.exercises)
        assert session.completed == began
        assert (session.duration_minutes is not None) == began
        if began:
            assert 25 <= (session.duration_minutes or 0) <= 90
            assert 1 <= (session.overall_difficulty or 0) <= 10


def test_it_reaches_26_weeks_back_and_6_ahead(log: SampleLog, today: date) -> None:
    monday = today - timedelta(days=today.weekday())
    assert [week.week_start for week in log.weeks] == [
        monday + timedelta(weeks=n) for n in range(-26, 7)
    ]
    assert max(session.session_date for session in log.sessions) >= monday + timedelta(weeks=6)


def test_a_whole_week_has_four_sessions_numbered_by_date(log: SampleLog) -> None:
    for week in log.weeks:
        sessions = sessions_of(log, week.id)
        assert [session.session_number for session in sessions] == [1, 2, 3, 4]
        dates = [session.session_date for session in sessions]
        assert dates == sorted(set(dates))
        for session in sessions:
            assert 0 <= (session.session_date - week.week_start).days < 7
            assert session.day_of_week == session.session_date.isoweekday()


def test_one_plan_is_active_and_holds_today(log: SampleLog, today: date) -> None:
    assert [plan.status for plan in log.plans] == ["archived", "archived", "active"]
    of_week = {week.id: week.plan_id for week in log.weeks}
    (session,) = [session for session in log.sessions if session.session_date == today]
    assert of_week[session.week_id] == log.plans[-1].id
    for plan in log.plans:
        weeks = [week for week in log.weeks if week.plan_id == plan.id]
        assert weeks[0].week_start == plan.week_start
        assert [week.week_number for week in weeks] == list(range(1, len(weeks) + 1))


def test_one_week_was_lost_to_illness(log: SampleLog, today: date) -> None:
    empty = [
        week
        for week in log.weeks
        if week.week_start + timedelta(weeks=1) <= today
        and not any(session.completed for session in sessions_of(log, week.id))
    ]
    assert [week.notes for week in empty] == ["Flu. Nothing this week."]


def test_some_days_were_missed_one_of_them_lately(log: SampleLog, today: date) -> None:
    missed = [
        today - session.session_date
        for session in log.sessions
        if session.session_date < today and not session.completed
    ]
    assert 9 <= len(missed) <= 16
    assert len([ago for ago in missed if ago <= timedelta(days=14)]) == 1


def test_every_weight_can_be_loaded(log: SampleLog) -> None:
    for exercise in done_exercises(log):
        loading = DEFAULT_GYM.loading(exercise)
        for performed in exercise.performed:
            assert loading.nearest(performed.weight_kg) == performed.weight_kg, exercise


def test_reps_and_effort_are_believable(log: SampleLog) -> None:
    for exercise in done_exercises(log):
        assert [performed.set_no for performed in exercise.performed] == list(
            range(1, len(exercise.performed) + 1)
        )
        for performed in exercise.performed:
            assert 1 <= performed.reps_done <= 20
            assert performed.rpe is None or 6 <= performed.rpe <= 10


def test_sets_follow_each_other_through_one_evening(log: SampleLog) -> None:
    for session in log.sessions:
        times = [one.recorded_at for exercise in session.exercises for one in exercise.performed]
        assert all(time.date() == session.session_date for time in times)
        assert all(17 <= time.hour <= 20 for time in times)
        for earlier, later in pairwise(times):
            assert timedelta(minutes=1) < later - earlier < timedelta(minutes=7)


def test_the_lifter_got_stronger(log: SampleLog, today: date) -> None:
    for name in ("Bench Press", "Back Squat", "Deadlift", "Pull-Up"):
        tops = [
            max(performed.weight_kg for performed in exercise.performed)
            for exercise in done_exercises(log)
            if exercise.exercise_name == name
        ]
        assert 1.03 * max(tops[:4]) <= max(tops[-4:]) <= 1.25 * max(tops[:4]) + 7.5


def test_comments_were_left_on_sessions_and_exercises(log: SampleLog) -> None:
    assert len([session for session in log.sessions if session.notes]) >= 8
    assert len([exercise for exercise in done_exercises(log) if exercise.notes]) >= 12


def test_todays_bench_press_is_due_for_more_weight(log: SampleLog, today: date) -> None:
    target, last = todays_target(log, today, "Bench Press")
    assert last is not None
    assert [(one.weight_kg, one.reps_done) for one in last.sets] == [(80, 8)] * 3
    assert last.session_date == today - timedelta(weeks=1)
    assert last.note == "elbows in, pause on the chest"
    assert target.weight_kg == 82.5


@pytest.mark.parametrize(
    ("name", "weight", "reason"),
    [
        ("Incline DB Press", 30, "one more rep"),
        ("Dips", 10, "one more rep"),
        ("Cable Fly", 17.5, "reached 15"),
        ("Triceps Pushdown", 35, "below 10"),
        ("Lateral Raise", 10, "harder than planned"),
        ("Face Pull", None, "first time"),
    ],
)
def test_todays_exercises_stand_differently(name: str, weight: float | None, reason: str) -> None:
    target, _ = todays_target(sample_log(LIFTER, today=MONDAY), MONDAY, name)
    assert target.weight_kg == weight
    assert reason in target.reason


def test_the_same_seed_gives_the_same_log_and_another_seed_another() -> None:
    first = sample_log(LIFTER, today=MONDAY)
    assert sample_log(LIFTER, today=MONDAY) == first
    assert sample_log(LIFTER, today=MONDAY, seed=1) != first


def test_two_lifters_share_no_ids() -> None:
    one = sample_log(LIFTER, today=MONDAY)
    other = sample_log(LIFTER.replace("1", "9"), today=MONDAY)
    assert not {session.id for session in one.sessions} & {session.id for session in other.sessions}


def test_no_session_has_an_exercise_twice() -> None:
    for session in sample_log(LIFTER, today=MONDAY).sessions:
        ids = Counter(exercise.exercise_id for exercise in session.exercises)
        assert set(ids.values()) == {1}


@pytest.fixture
def another_database(templates: Templates) -> Iterator[Database]:
    with templates.clone(templates.migrated) as database:
        yield database


def test_two_databases_are_filled_alike(database: Database, another_database: Database) -> None:
    assert filled_rows(database) == filled_rows(another_database)


def test_a_pull_delivers_everything_that_was_filled(database: Database) -> None:
    log = sample_log(LIFTER, today=MONDAY)
    filled_rows(database)
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(
            "select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{LIFTER}"}}']
        )
        weeks = []
        revision, more = 0, True
        while more:
            row = connection.execute(
                "select public.pull_training(null, %s, 10)", [revision]
            ).fetchone()
            assert row is not None
            page = row[0]
            revision, more = page["revision"], page["more"]
            weeks += page["weeks"]
            assert len(page["plans"]) == len(log.plans)
    assert len(weeks) == len(log.weeks)
    sessions = [session for week in weeks for session in week["sessions"]]
    exercises = [exercise for session in sessions for exercise in session["exercises"]]
    assert len(sessions) == len(log.sessions)
    assert len(exercises) == sum(len(session.exercises) for session in log.sessions)
    assert sum(len(exercise["performed"]) for exercise in exercises) == sum(
        len(exercise.performed) for exercise in done_exercises(log)
    )


def test_a_finished_exercise_carries_the_summary_that_old_services_read(database: Database) -> None:
    filled_rows(database)
    with psycopg.connect(database.owner_url) as connection:
        row = connection.execute(
            """
            select e.actual_reps, e.weight
            from public.modular_training_exercise e
            join public.modular_training_session s on s.id = e.session_id
            where e.exercise_name = 'Bench Press' and s.session_date = %s
            """,
            [MONDAY - timedelta(weeks=1)],
        ).fetchone()
    assert row == ([8, 8, 8], 80.0)


def filled_rows(database: Database) -> dict[str, list[object]]:
    """Fill a database and return its rows without what the server's clock wrote."""
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute(
            "insert into auth.users (id, email) values (%s, 'sample@topset.example')", [LIFTER]
        )
    with psycopg.connect(database.owner_url) as connection:
        fill(connection, LIFTER, today=MONDAY)
        connection.commit()
        return {
            table: [
                row[0]
                for row in connection.execute(
                    psycopg.sql.SQL(
                        "select to_jsonb(t) - 'created_at' - 'updated_at' from public.{} t"
                        " order by t.id"
                    ).format(psycopg.sql.Identifier(table))
                )
            ]
            for table in (
                "modular_training_plan",
                "modular_training_week",
                "modular_training_session",
                "modular_training_exercise",
                "training_set",
            )
        }


def sessions_of(log: SampleLog, week_id: str) -> list[Session]:
    """Return a week's sessions in their order."""
    return [session for session in log.sessions if session.week_id == week_id]


def done_exercises(log: SampleLog) -> list[Exercise]:
    """Return the exercises that have sets, oldest first."""
    return [
        exercise for session in log.sessions for exercise in session.exercises if exercise.performed
    ]


def todays_target(log: SampleLog, today: date, name: str) -> tuple[Target, LastTime | None]:
    """Return today's target for an exercise, and how it went last time."""
    (exercise,) = [
        exercise
        for session in log.sessions
        for exercise in session.exercises
        if session.session_date == today and exercise.exercise_name == name
    ]
    times = [
        as_last_time(earlier, session.session_date)
        for session in reversed(log.sessions)
        for earlier in session.exercises
        if earlier.performed and earlier.exercise_name == name
    ]
    return next_target(exercise, times, today=today), times[0] if times else None
