"""Looking back by lines: the weeks, the sessions of one, and one of them opened."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tui.plain.talk import Answer, Asked, Opens, Talk, choose
from tui.training.review import set_count
from tui.training.units import from_kg
from tui.training.wording import counted, sets_word
from tui.workout.notice import SyncMark
from tui.workout.weeks.build import WeeksInputs, weeks_view
from tui.workout.weeks.reader import WeeksReader

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.logbook.weeks import WeekTotals
    from tui.training.records import Session
    from tui.training.rules import TrainingRules
    from tui.training.units import Unit
    from tui.workout.weeks.view import SessionCard, WeeksView

AT_ONCE: Final = 8  # weeks that are read out before more are asked for
_WEEKS: Final = "A number opens a week. / and a name shows only weeks with that exercise. q back."
_MORE: Final = "more goes on. "
_SESSIONS: Final = "A number reads a session out. q goes back to the weeks."
_SESSION: Final = "o opens it, to amend or add sets. q goes back to the week."


class _Weeks:
    """The weeks as they are read; `names` of the filter and totals come from the reader."""

    def __init__(
        self, book: Logbook, now: Callable[[], datetime], rules: Callable[[], TrainingRules]
    ) -> None:
        self._now = now
        self._rules = rules
        self.reader = WeeksReader(book, now().date(), formula=rules().formula)

    @property
    def unit(self) -> Unit:
        """The unit of the gym."""
        return self._rules().gym.unit

    def read(self) -> None:
        """Read everything anew, for a session may have been changed meanwhile."""
        self.reader.read(self._now().date())

    def count_records(self) -> None:
        """Count all records, which takes a moment on years of history."""
        while self.reader.count_on():
            pass

    def sessions(self, index: int) -> tuple[Session, ...]:
        """Return the sessions of a week."""
        return self.reader.sessions(self.reader.heads[index]) if self.reader.heads else ()

    def totals(self, index: int) -> WeekTotals:
        """Return the sums of a week."""
        first, around = self.reader.around(index)
        return around[index - first]

    def view(self, index: int) -> WeeksView:
        """Return what the weeks screen shows with a week chosen."""
        reader, rules = self.reader, self._rules()
        first, around = reader.around(index)
        return weeks_view(
            WeeksInputs(
                heads=reader.heads,
                chosen=index,
                first=first,
                around=around,
                records={totals.week.id: reader.records(totals.week) for totals in around},
                sessions=self.sessions(index),
                chosen_session=0,
                typed=reader.typed.strip(),
                names=reader.names,
                days=reader.days,
                map_begins=reader.map_begins,
                today=self._now().date(),
                sync=SyncMark(""),
                unit=rules.gym.unit,
                landmarks=rules.landmarks,
            )
        )


def weeks_talk(
    book: Logbook, now: Callable[[], datetime], rules: Callable[[], TrainingRules]
) -> Talk:
    """Read out the weeks, newest first, and go into one that is chosen."""
    weeks, shown = _Weeks(book, now, rules), 0
    begun: Answer = []
    while True:
        heads = weeks.reader.heads
        if not begun:
            begun = _page(weeks, shown)
        more = _MORE if shown + AT_ONCE < len(heads) else ""
        answer = yield from choose(
            begun, len(heads), f"{more}{_WEEKS}", {"more": "more", "m": "more", "/": "filter"}
        )
        begun = []
        if answer is None:
            if not weeks.reader.typed:
                return []
            weeks.reader.filter("")
            shown = 0
        elif answer[0] == "more":
            shown = shown + AT_ONCE if more else shown
            begun = [] if more else ["These are the oldest weeks."]
        elif answer[0] == "filter":
            weeks.reader.filter(answer[1])
            shown = 0
        else:
            yield from _week(weeks, int(answer[0]) - 1)


def _page(weeks: _Weeks, first: int) -> Answer:
    """Return the next few weeks, each with the number that opens it."""
    if not weeks.reader.heads:
        return list(weeks.view(0).weeks.empty)
    view = weeks.view(first)
    lines = [f"{view.header.facts[0]}."] if not first else []
    last = min(first + AT_ONCE, len(weeks.reader.heads))
    return [*lines, *(_week_line(weeks, index) for index in range(first, last))]


def _week_line(weeks: _Weeks, index: int) -> str:
    totals, view = weeks.totals(index), weeks.view(index).weeks
    line = view.lines[view.chosen]
    facts = [f"{totals.done_sessions} of {counted(totals.planned_sessions, 'session')}"]
    facts += [sets_word(totals.sets)]
    if totals.tonnage_kg:
        facts.append(f"{from_kg(totals.tonnage_kg, weeks.unit):,.0f} {weeks.unit}")
    return f"{index + 1}. {line.label}, {line.title}: {', '.join(facts)}."


def _week(weeks: _Weeks, index: int) -> Generator[Asked | Opens, str, None]:
    """Read a week out, and go into a session that is chosen."""
    weeks.count_records()
    while True:
        view = weeks.view(index).week
        said = [f"{view.title}: {', '.join(view.facts)}."]
        said += [
            _session_line(number, card, session)
            for number, (card, session) in enumerate(
                zip(view.cards, weeks.sessions(index), strict=True), start=1
            )
        ]
        said += [f"{line}." for line in view.muscles[:1] if line]
        answer = yield from choose(said, len(view.cards), _SESSIONS)
        if answer is None:
            return
        if (yield from _session(weeks, index, int(answer[0]) - 1)):
            return


def _session_line(number: int, card: SessionCard, session: Session) -> str:
    facts = f", {card.facts}" if card.facts else ""
    sets = set_count(session.exercises).words()
    return f"{number}. {card.label}, {card.date}, {card.state}, {sets}{facts}."


def _session(weeks: _Weeks, index: int, place: int) -> Generator[Asked | Opens, str, bool]:
    """Read a session out, and open it if that is asked; tell whether it is no longer there."""
    session_id = weeks.sessions(index)[place].id
    while True:
        sessions = weeks.sessions(index)
        found = [number for number, one in enumerate(sessions) if one.id == session_id]
        if not found:
            return True
        card = weeks.view(index).week.cards[found[0]]
        answer = yield from choose(_session_lines(card), 0, _SESSION, {"o": "open"})
        if answer is None:
            return False
        yield Opens(sessions[found[0]])
        week = weeks.reader.heads[index].id
        weeks.read()
        weeks.count_records()
        if [head.id for head in weeks.reader.heads][index : index + 1] != [week]:
            return True


def _session_lines(card: SessionCard) -> Answer:
    facts = f"; {card.facts}" if card.facts else ""
    lines = [f"{card.label}, {card.date}, {card.state}{facts}."]
    for one in card.exercises:
        if one.plan:
            done = f"{one.count.replace('/', ' of ')} of plan {one.plan}"
        else:
            done = counted(int(one.count), "set")
        lines.append(f"{one.name}, {done}: {one.sets}.")
    return lines
