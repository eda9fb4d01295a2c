"""Reads weeks for their screen: pages of totals, whole sessions, records bit by bit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from tui.training.record_count import RecordCount
from tui.training.records import Session
from tui.training.wording import matching

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.logbook import Logbook
    from tui.logbook.weeks import SetDone, WeekHead, WeekTotals
    from tui.training.strength import Formula

PAGE: Final = 40
AT_ONCE: Final = timedelta(weeks=4)  # how much training is counted for records in one go
ON_THE_MAP: Final = timedelta(weeks=26)


class WeeksReader:
    """All weeks by their heads, the rest as it comes into sight; `typed` filters by exercise.

    Another `formula` holds from the next `read` on.
    """

    def __init__(self, book: Logbook, today: date, *, formula: Formula = "default") -> None:
        self._book = book
        self.formula = formula
        self.typed = ""
        self._names: frozenset[str] | None = None
        self._counted: RecordCount | None = None
        self.read(today)

    def read(self, today: date) -> None:
        """Read everything anew; records go on being those of before until they are counted."""
        self._today = today
        self._all_names: tuple[str, ...] | None = None
        self._known_as: Mapping[tuple[str, str | None], str] | None = None
        self._counting = RecordCount(self.formula)
        self._counted_to: date | None = None
        self.filter(self.typed)

    def filter(self, typed: str) -> None:
        """Keep the weeks with an exercise whose name holds every typed word; none typed, all."""
        self.typed = typed
        weeks = self._book.weeks
        if typed.strip() and self._all_names is None:
            self._all_names = weeks.exercise_names()
        self._names = matching(self._all_names or (), typed) if typed.strip() else None
        self.heads = weeks.heads(self._today, names=self._names)
        self._pages: dict[int, tuple[WeekTotals, ...]] = {}
        self._sessions: dict[str, tuple[Session, ...]] = {}
        monday = self._today - timedelta(days=self._today.weekday())
        self.map_begins = monday + timedelta(weeks=1) - ON_THE_MAP
        self.days = weeks.sets_by_day(self.map_begins, self._today, names=self._names)

    @property
    def names(self) -> frozenset[str] | None:
        """The case-folded names of the exercises that are shown; None for all."""
        return None if self._names is None else frozenset(one.casefold() for one in self._names)

    def around(self, index: int) -> tuple[int, tuple[WeekTotals, ...]]:
        """Return the totals of the weeks around one, and the index of the first of them."""
        page = index // PAGE
        first = max(0, page - 1)
        pages = range(first, min(page + 2, (len(self.heads) + PAGE - 1) // PAGE))
        return first * PAGE, tuple(totals for one in pages for totals in self._page(one))

    def _page(self, page: int) -> tuple[WeekTotals, ...]:
        if page not in self._pages:
            heads = self.heads[page * PAGE : (page + 1) * PAGE]
            self._pages[page] = self._book.weeks.totals(heads, names=self._names)
        return self._pages[page]

    def sessions(self, head: WeekHead) -> tuple[Session, ...]:
        """Return a week's sessions with their sets; filtered, those that have the exercise."""
        if head.id not in self._sessions:
            found = (
                self._book.workouts.session(one.id)
                for one in self._book.history.sessions_of_week(head.week_start)
            )
            self._sessions[head.id] = tuple(
                one for one in found if one is not None and self._shows(one)
            )
        return self._sessions[head.id]

    def _shows(self, session: Session) -> bool:
        names = self.names
        return names is None or any(
            one.exercise_name.casefold() in names and one.performed for one in session.exercises
        )

    def records(self, head: WeekHead) -> int | None:
        """Return how many records a week brought; None while they are being counted."""
        return None if self._counted is None else self._counted.of_week(head.id, self._names)

    def count_on(self) -> bool:
        """Count the records of some more weeks, oldest first; tell whether there are more."""
        weeks = self._book.weeks
        if self._known_as is None:
            self._known_as = weeks.known_as()
            self._counted_to = weeks.first_day()
        since = self._counted_to
        if since is not None:
            until = since + AT_ONCE
            of_session: dict[tuple[str, str], list[SetDone]] = {}
            for done in weeks.sets_between(since, until, self._known_as):
                of_session.setdefault((done.session_id, done.known_as), []).append(done)
            for sets in of_session.values():
                self._counting.take_in(
                    [done.set for done in sets],
                    week=sets[0].week,
                    name=sets[0].name,
                    known_as=sets[0].known_as,
                    bodyweight=sets[0].bodyweight,
                    counts_reps=sets[0].counts_reps,
                )
            self._counted_to = until
            if until <= self._today:
                return True
        self._counted = self._counting
        return False
