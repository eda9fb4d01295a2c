"""One line in, what it did in lines out: the today screen's logic without a screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tui.app import deeds
from tui.app.session_reader import SessionGone, sets_done
from tui.app.views.finish import FormError, read_form
from tui.app.views.home import choice_view, session_to_open
from tui.app.workout import Workout
from tui.cli.plain import words
from tui.cli.plain.reading import history_lines, plates_lines, warm_up_lines
from tui.cli.plain.search import Search
from tui.logbook.workouts import KEEP
from tui.training.entry import plain_width

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.training.records import CatalogueExercise
    from tui.training.rules import TrainingRules
    from tui.training.units import Unit

_DATA: Final = re.compile(
    r"[0-9x×*@+\-−–.,]|bw|body\s*weight|r(ir)?\s*[0-9]|rpe", re.IGNORECASE | re.ASCII
)

Answer = list[str]


class PlainDesk:
    """Takes the lines of one lifter; `over` once the lifter has left."""

    def __init__(self, book: Logbook, now: Callable[[], datetime], rules: TrainingRules) -> None:
        self._book = book
        self._now = now
        self._rules = rules
        self._workout: Workout | None = None
        self._search: Search | None = None
        self._sessions: tuple[str | None, ...] = ()
        self._rest_told = True
        self.over = False

    # -- opening

    def begin(self) -> Answer:
        """Open the session to go on with, or say what could be trained."""
        agenda = self._book.workouts.agenda(self._now().date())
        session_id = session_to_open(agenda, self._book.places.draft())
        return self._choices() if session_id is None else self._open(session_id)

    def _open(self, session_id: str) -> Answer:
        try:
            self._workout = Workout(self._book, session_id, now=self._now, rules=self._rules)
        except SessionGone:
            return ["That session is gone.", *self._choices()]
        self._rest_told = self._workout.rest is None
        said = words.session_lines(self._workout.sheet, self._now().date())
        if self._workout.rest is not None and self._rest_left() > 0:
            said.append(words.rest_line(self._workout.rest))
        return [*said, *self._where()]

    def _choices(self) -> Answer:
        today = self._now().date()
        view = choice_view(self._book.workouts.agenda(today), today)
        self._sessions = tuple(option.session_id for option in view.options)
        lines = [f"{view.title}."]
        for number, option in enumerate(view.options, start=1):
            lines.append(f"{number}. {option.label}, {option.detail}.")
        return [*lines, "o and a number opens one."]

    # -- taking lines

    def take(self, line: str, *, deliberate: bool = True) -> Answer:
        """Do what a line asks; `deliberate` if it cannot be a key that bounced."""
        line = line.strip()
        if self._workout is not None and deliberate:
            self._workout.forget_bounce()
        if self._workout is not None and self._workout.asks:
            if line == "!":
                return self._log_asked(lambda workout: workout.insist())
            if line:
                self._workout.restore_guess()
        if not line or _DATA.match(plain_width(line)):
            return self._log(line)
        head, _, rest = line.partition(" ")
        named = head if len(head) == 1 else head.lower()
        todo = self._actions().get(named)
        if todo is None:
            return [f"“{head}” is not a command. ? lists them all."]
        free = named in ("?", "help", "q", "quit", "o", "other", "y", "sync")
        if self._workout is None and not free:
            return ["No session is open.", *self._choices()]
        return todo(rest.strip())

    def _actions(self) -> dict[str, Callable[[str], Answer]]:
        one: dict[str, tuple[str, Callable[[str], Answer]]] = {
            "?": ("help", lambda _: list(words.HELP)),
            "n": ("next", lambda _: self._step(1)),
            "p": ("previous", lambda _: self._step(-1)),
            "e": ("exercises", self._exercises),
            "i": ("here", lambda _: self._where()),
            "set": ("set", self._choose_set),
            "esc": ("escape", lambda _: self._leave_line()),
            "u": ("undo", lambda _: self._doing(lambda workout: workout.undo())),
            "U": ("redo", lambda _: self._doing(lambda workout: workout.redo())),
            "t": ("take", lambda _: self._doing(lambda workout: workout.take_advice())),
            "m": ("again", lambda _: self._doing(lambda workout: workout.one_more())),
            "d": ("remove", lambda _: self._doing(lambda workout: workout.remove())),
            "s": ("skip", lambda _: self._doing(deeds.skip)),
            "J": ("down", lambda _: self._doing(lambda workout: deeds.move(workout, 1))),
            "K": ("up", lambda _: self._doing(lambda workout: deeds.move(workout, -1))),
            "S": ("superset", lambda _: self._doing(deeds.pair)),
            "a": ("add", lambda name: self._named(name, deeds.add_exercise)),
            "w": ("swap", lambda name: self._named(name, self._swap)),
            "c": ("comment", lambda text: self._doing(lambda one: deeds.comment(one, text))),
            "C": ("note", self._comment_on_session),
            "h": ("history", lambda _: history_lines(self._open_workout, self._book)),
            "l": ("plates", lambda _: plates_lines(self._open_workout)),
            "g": ("warm-up", lambda _: warm_up_lines(self._open_workout)),
            "r": ("rest", lambda _: self._resting(lambda workout: workout.toggle_rest())),
            "<": ("less", lambda _: self._resting(lambda workout: workout.shift_rest(-15))),
            ">": ("more", lambda _: self._resting(lambda workout: workout.shift_rest(15))),
            "R": ("off", lambda _: self._resting(lambda workout: workout.stop_rest())),
            "f": ("finish", self._finish),
            "o": ("other", self._other),
            "y": ("sync", lambda _: [self._waiting()]),
            "q": ("quit", lambda _: self._quit()),
        }
        return {letter: do for letter, (_, do) in one.items()} | dict(one.values())

    # -- sets

    def _log(self, line: str) -> Answer:
        workout = self._workout
        if workout is None:
            return ["No session is open.", *self._choices()]
        if line:
            if workout.half_typed:
                workout.restore_guess()
            workout.edit(lambda editor: editor.insert(line))
        return self._log_asked(lambda one: one.enter())

    def _log_asked(self, answer: Callable[[Workout], None]) -> Answer:
        """Log what is in the line, or what was asked about it, and say so."""
        workout = self._open_workout
        before, chosen = sets_done(workout.sheet), workout.index
        known = self._set_ids()
        answer(workout)
        said = [] if sets_done(workout.sheet) == before else self._logged(known)
        said += self._notice()
        if said and not workout.half_typed and sets_done(workout.sheet) > before:
            said += self._rest()
        if workout.index != chosen:
            said += words.exercise_lines(workout.sheet.exercises[workout.index], self._unit)
        if workout.asks:
            return said
        if workout.half_typed:
            workout.restore_guess()
            return said
        return [*said, words.line_now(workout, self._unit)]

    def _set_ids(self) -> set[str]:
        sheets = self._open_workout.sheet.exercises
        return {one.id for sheet in sheets for one in sheet.exercise.performed}

    def _logged(self, known: set[str]) -> Answer:
        return [
            words.logged_line(sheet.exercise, one, self._unit)
            for sheet in self._open_workout.sheet.exercises
            for one in sheet.exercise.performed
            if one.id not in known
        ]

    def _choose_set(self, text: str) -> Answer:
        workout = self._open_workout
        if not text.isdigit() or not workout.sheet.exercises:
            return ["Expected the number of a set, like: set 2."]
        if not 1 <= int(text) <= workout.sheet.exercises[workout.index].done:
            return [f"Set {text} is not logged yet."]
        workout.choose_set(int(text) - 1)
        return [words.line_now(workout, self._unit)]

    def _leave_line(self) -> Answer:
        workout = self._open_workout
        workout.choose_exercise(workout.index)
        return [words.line_now(workout, self._unit)]

    # -- exercises

    def _step(self, step: int) -> Answer:
        self._open_workout.step_exercise(step)
        return self._where()

    def _exercises(self, text: str) -> Answer:
        workout = self._open_workout
        if not text:
            return words.list_lines(workout.sheet, workout.index)
        if not text.isdigit() or not 1 <= int(text) <= len(workout.sheet.exercises):
            return ["Expected the number of an exercise, like: e 2."]
        workout.choose_exercise(int(text) - 1)
        return self._where()

    def _named(self, name: str, deed: Callable[[Workout, CatalogueExercise], None]) -> Answer:
        if self._search is None:
            self._search = Search(self._book.history.catalogue())
        found = self._search.look(name)
        if isinstance(found, tuple):
            return list(found)
        return self._doing(lambda workout: deed(workout, found))

    def _swap(self, workout: Workout, to: CatalogueExercise) -> None:
        deeds.swap(workout, to, from_now_on=False, today=self._now().date())

    def _comment_on_session(self, text: str) -> Answer:
        return self._doing(lambda workout: deeds.comment_on_session(workout, text))

    # -- the rest of a session

    def _resting(self, deed: Callable[[Workout], None]) -> Answer:
        deed(self._open_workout)
        return self._rest() or ["No rest runs."]

    def _rest(self) -> Answer:
        rest = self._open_workout.rest
        self._rest_told = rest is None
        return [] if rest is None else [words.rest_line(rest)]

    def _rest_left(self) -> int:
        rest = None if self._workout is None else self._workout.rest
        return 0 if rest is None else rest.left(self._now())

    def seconds_to_event(self) -> float | None:
        """Return the seconds until the rest is over, None when nothing is due."""
        rest = None if self._workout is None else self._workout.rest
        if rest is None or self._rest_told or rest.paused_seconds is not None:
            return None
        return max(0.0, (rest.ends - self._now()).total_seconds())

    def due(self) -> Answer:
        """Return what is to be said by itself now: that the rest is over."""
        if self.seconds_to_event() != 0.0:
            return []
        self._rest_told = True
        return ["Rest over."]

    def _finish(self, text: str) -> Answer:
        workout = self._open_workout
        if workout.session.completed:
            return self._doing(deeds.reopen)
        number, _, note = text.partition(" ")
        if text and not number.isdigit():
            number, note = "", text
        view = workout.summary()
        try:
            said = read_form("", number, note)
        except FormError as error:
            return [str(error)]
        deeds.finish(
            workout,
            difficulty=KEEP if said.difficulty is None else said.difficulty,
            minutes=view.minutes,
            notes=KEEP if said.notes is None else said.notes,
        )
        return [*words.finish_lines(view), *self._notice()]

    def _other(self, text: str) -> Answer:
        if not text:
            return self._choices()
        if not self._sessions:
            self._choices()
        if not text.isdigit() or not 1 <= int(text) <= len(self._sessions):
            return [f"Expected a number from 1 to {len(self._sessions)}, like: o 1."]
        session_id = self._sessions[int(text) - 1]
        if session_id is None:
            session_id = self._book.workouts.start_free_session(self._now().date())
        return self._open(session_id)

    def _waiting(self) -> str:
        counts = self._book.changes.counts()
        parts = [f"{counts.unsent} to send" if counts.unsent else "Nothing waits to be sent"]
        parts += [f"{counts.refused} refused"] if counts.refused else []
        parts += [f"{counts.conflicts} in conflict"] if counts.conflicts else []
        return ", ".join(parts) + "."

    def _quit(self) -> Answer:
        self.over = True
        return ["Everything is kept."]

    # -- answers

    def use(self, rules: TrainingRules) -> None:
        """Train by other rules from now on."""
        self._rules = rules
        if self._workout is not None:
            self._workout.use(rules)

    def reread(self) -> Answer:
        """Read again after something came from the database."""
        if self._workout is None:
            return self.begin()
        try:
            self._workout.refresh()
        except SessionGone:
            self._workout = None
            return ["This session was removed elsewhere.", *self._choices()]
        return []

    def _doing(self, deed: Callable[[Workout], object]) -> Answer:
        workout = self._open_workout
        before = workout.exercise
        deed(workout)
        said = self._notice()
        if workout.exercise != before and workout.sheet.exercises:
            return [*said, *self._where()]
        return [*said, words.line_now(workout, self._unit)]

    def _notice(self) -> Answer:
        notice = self._open_workout.notice
        if notice is None:
            return []
        told = f"{notice.words[:1].upper()}{notice.words[1:]}"
        end = "" if told.endswith(("?", ".")) else "."
        where = "" if notice.column is None else f" See character {notice.column + 1}."
        return [f"{told}{end}{where}"]

    def _where(self) -> Answer:
        workout = self._open_workout
        if not workout.sheet.exercises:
            return [words.line_now(workout, self._unit)]
        sheet = workout.sheet.exercises[workout.index]
        place = f"{workout.index + 1} of {len(workout.sheet.exercises)}: "
        first, *others = words.exercise_lines(sheet, self._unit)
        return [place + first, *others, words.line_now(workout, self._unit)]

    @property
    def _open_workout(self) -> Workout:
        if self._workout is None:
            raise RuntimeError("no session is open")
        return self._workout

    @property
    def _unit(self) -> Unit:
        return self._rules.gym.unit
