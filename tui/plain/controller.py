"""One line in, what it did in lines out: the today screen's logic without a screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from tui.logbook.workouts import KEEP
from tui.plain import words
from tui.plain.names import Names
from tui.plain.reading import history_lines, plates_lines, ramp_of, warm_up_lines
from tui.plain.search import Search
from tui.plain.talk import Answer, Asked, How, Opens, Quits, Talk
from tui.plain.weeks import weeks_talk
from tui.plain_text import sentence
from tui.training.entry import plain_width
from tui.workout import actions
from tui.workout.choice import choice_view, session_to_open
from tui.workout.day_entry import DayError
from tui.workout.finish import Finished, FormError, read_form
from tui.workout.search import own_exercise
from tui.workout.session_reader import SessionGone, sets_done
from tui.workout.undo_steps import BOUNCE
from tui.workout.workout import Workout, is_past

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.training.records import CatalogueExercise, Session
    from tui.training.rules import TrainingRules
    from tui.training.units import Unit

_DATA: Final = re.compile(
    r"[0-9x×*@+\-−–.,]|bw|body\s*weight|r(ir)?\s*[0-9]|rpe", re.IGNORECASE | re.ASCII
)
_HOW_HARD: Final = re.compile(r"^([0-9]+)(?:/10)?(?:\s+|$)", re.ASCII)
_FROM_NOW_ON: Final = re.compile(r"[\s,]+from now on\.?$", re.IGNORECASE)
_AS_WRITTEN: Final = re.compile(r"[\s,]+as written\.?$", re.IGNORECASE)
_TAKES_AWAY: Final = "-"
_YES: Final = frozenset({"y", "yes"})
_NO: Final = frozenset({"", "n", "no"})

# The commands that need no session.
_WITHOUT_SESSION: Final = frozenset(
    {"app.help", "app.weeks", "app.quit", "past.back", "line.exit", "today.choose"}
)

# What a command does with the words after it; those that take none are given none.
_Doing: TypeAlias = Callable[[str], Answer]
# What there is besides training, each under its letter and its word.
Rooms: TypeAlias = "Sequence[tuple[tuple[str, ...], Callable[[], Talk]]]"


class PlainController:
    """Takes the lines of one lifter; `over` once the lifter has left.

    `how` says how the next line is to be taken: a password unseen, a link however long.
    """

    def __init__(
        self,
        book: Logbook,
        now: Callable[[], datetime],
        rules: TrainingRules,
        rooms: Rooms = (),
        waits_for_plan: Callable[[], str] = lambda: "",
        *,
        names: Names | None = None,
    ) -> None:
        """`rooms` are the talks that need more than the logbook, by the commands that open them.

        `waits_for_plan` says why the log may still be empty.
        """
        self._names = names or Names()
        self._waits_for_plan = waits_for_plan
        self._book = book
        self._now = now
        self._rules = rules
        self._rooms = {one: room for command_ids, room in rooms for one in command_ids}
        self._workout: Workout | None = None
        self._search: Search | None = None
        self._sessions: tuple[str | None, ...] = ()
        self._rest_told = True
        self._finishing: Finished | None = None
        self._finished_at: datetime | None = None
        self._in_vain = False  # whether the next empty line would be an answer to something else
        self._talk: Talk | None = None
        self._below: tuple[Talk, Workout | None] | None = None  # what a past session lies on
        self.how: How = "seen"
        self.over = False

    # -- opening

    def begin(self) -> Answer:
        """Open the session to go on with, or say what could be trained."""
        agenda = self._book.workouts.agenda(self._now().date())
        session_id = session_to_open(agenda, self._book.drafts.draft())
        return self._choices() if session_id is None else self._open(session_id)

    def _open(self, session_id: str) -> Answer:
        self._below = self._finishing = None
        try:
            self._workout = Workout(
                self._book,
                session_id,
                now=self._now,
                rules=self._rules,
                line_words=words.line_words(self._names.key),
            )
        except SessionGone:
            return ["That session is gone.", *self._choices()]
        rest = self._workout.rest
        self._rest_told = rest is None or self._rest_left() == 0
        said = words.session_lines(self._workout.sheet, self._now().date())
        if rest is not None and self._rest_left() > 0:
            said.append(words.rest_line(rest))
        if self._workout.touched:
            said += [f"Left half typed: {self._workout.typed}.", *self._notice()]
            self._workout.restore_guess()
        return [*said, *self._where()]

    def _open_past(self, talk: Talk, session: Session) -> Answer:
        """Open a session out of a talk, which goes on once it is left; train it if it is not past.

        The one that is being trained is not looked back at.
        """
        trained = self._workout
        if not is_past(session, self._now().date()):
            return self._open(session.id)
        if trained is not None and trained.session.id == session.id:
            return self._where()
        try:
            workout = Workout(
                self._book,
                session.id,
                now=self._now,
                rules=self._rules,
                looking_back=True,
                line_words=words.line_words(self._names.key),
            )
        except SessionGone:
            return ["That session is gone.", *self._go_on(talk, "")]
        self._below, self._workout = (talk, trained), workout
        today = self._now().date()
        return [
            *words.session_lines(workout.sheet, today),
            words.looking_back(self._names.key),
            *self._where(),
        ]

    def _choices(self) -> Answer:
        today = self._now().date()
        agenda, history = self._book.workouts.agenda(today), self._book.history
        upcoming = () if agenda.next is None else (agenda.next,)
        offered = (*agenda.today, *agenda.open, *agenda.missed, *upcoming)
        view = choice_view(
            agenda,
            today,
            waiting=self._waits_for_plan(),
            planned_until=history.planned_until(),
            plans=history.plans_of([one.id for one in offered]),
        )
        self._sessions = tuple(option.session_id for option in view.options)
        lines = [f"{view.title}.", *view.lines]
        for number, option in enumerate(view.options, start=1):
            lines.append(f"{number}. {option.label}, {option.detail}.")
        how = (
            "A number"
            if self._workout is None
            else f"{self._names.key('today.choose')} and a number"
        )
        return [*lines, f"{how} opens one."]

    # -- taking lines

    def take(self, line: str, *, deliberate: bool = True) -> Answer:
        """Do what a line asks; `deliberate` if it cannot be a key that bounced."""
        if self._talk is not None:
            return self._go_on(self._talk, line)
        line = line.strip()
        answered = self._answer_before(line, deliberate=deliberate)
        if answered is not None:
            return answered
        if self._workout is not None and deliberate:
            self._workout.forget_bounce()
            self._finished_at = None
        if self._workout is not None and self._workout.asks:
            if line == "!":
                return self._log_asked(lambda workout: workout.insist())
            if line:
                self._workout.restore_guess()
        if self._workout is None and line.isdecimal():
            return self._other(line)
        if not line or _DATA.match(plain_width(line)):
            return self._log(line)
        return self._run_command(line)

    def _answer_before(self, line: str, *, deliberate: bool) -> Answer | None:
        """Take a line for the answer to what was said last; None where it begins something new.

        After a line that was not understood, or news, an empty one is an Enter too many.
        """
        in_vain, self._in_vain = self._in_vain, False
        if not line and in_vain and self._workout is not None and not self._workout.asks:
            return ["Nothing was logged.", words.line_now(self._workout, self._unit)]
        if self._finishing is None:
            return None
        return self._answer_finishing(line, deliberate=deliberate)

    def _run_command(self, line: str) -> Answer:
        """Do what a command says, if the words after it are any that it takes."""
        head, _, rest = line.partition(" ")
        rest = rest.strip()
        command_id = self._names.id_of(head if len(head) == 1 else head.lower()) or ""
        room = self._rooms.get(command_id)
        with_words, alone = self.with_words().get(command_id), self.alone().get(command_id)
        if room is None and with_words is None and alone is None:
            self._in_vain = True
            help_key = self._names.key("app.help")
            return [f"“{head}” is not a command, and nothing was done. {help_key} lists them all."]
        if rest and with_words is None:
            self._in_vain = True
            return [f"{head} takes no words after it: “{line}” did nothing."]
        if room is not None:
            return self._start(room())
        if self._workout is None and command_id not in _WITHOUT_SESSION:
            return ["No session is open.", *self._choices()]
        if with_words is not None:
            return with_words(rest)
        return alone("") if alone is not None else []

    def with_words(self) -> dict[str, _Doing]:
        """Return what each command does with the words after it, for those that take any."""
        return {
            "line.exercises": self._exercises,
            "today.up": self._choose_set,
            "today.remove": self._remove,
            "today.add": lambda name: self._named(name, actions.add_exercise),
            "today.swap": self._swap,
            "today.warm_up": self._warm_up,
            "today.comment": self._comment,
            "today.session_comment": self._comment_on_session,
            "today.day": self._move_to_day,
            "today.finish": self._finish,
            "today.choose": self._other,
        }

    def alone(self) -> dict[str, _Doing]:
        """Return what each command does that takes no words after it."""
        return {
            "app.help": lambda _: words.help_lines(self._names.key),
            "today.next": lambda _: self._step(1),
            "today.previous": lambda _: self._step(-1),
            "line.here": lambda _: self._where(),
            "today.guess": lambda _: self._leave_line(),
            "today.undo": lambda _: self._doing(lambda workout: workout.undo()),
            "today.redo": lambda _: self._doing(lambda workout: workout.redo()),
            "today.take": lambda _: self._doing(lambda workout: workout.take_advice()),
            "today.extra": lambda _: self._doing(lambda workout: workout.one_more()),
            "today.skip": lambda _: self._doing(actions.skip),
            "today.move_down": lambda _: self._doing(lambda one: actions.move(one, 1)),
            "today.move_up": lambda _: self._doing(lambda one: actions.move(one, -1)),
            "today.superset": lambda _: self._doing(actions.pair),
            "today.history": lambda _: history_lines(self._open_workout, self._book),
            "today.plates": lambda _: plates_lines(self._open_workout),
            "today.rest": lambda _: self._resting(lambda one: one.toggle_rest()),
            "today.rest_less": lambda _: self._resting(lambda one: one.shift_rest(-15)),
            "today.rest_more": lambda _: self._resting(lambda one: one.shift_rest(15)),
            "today.rest_off": lambda _: self._rest_off(),
            "app.weeks": lambda _: self._look_back(),
            "past.back": lambda _: self._leave(),
            "app.quit": lambda _: self._quit(),
            "line.exit": lambda _: self._quit(),
        }

    # -- talks

    def _look_back(self) -> Answer:
        """Begin to look back; from a past session, go back to where it was opened."""
        if self._below is not None:
            return self._leave()
        return self._start(weeks_talk(self._book, self._now, lambda: self._rules))

    def _leave(self) -> Answer:
        """Go back to what a past session was opened from; from training, leave topset."""
        if self._below is None:
            return self._quit()
        (talk, self._workout), self._below = self._below, None
        return self._go_on(talk, "")

    def _start(self, talk: Talk) -> Answer:
        return self._hear(talk, lambda: next(talk))

    def _go_on(self, talk: Talk, line: str) -> Answer:
        return self._hear(talk, lambda: talk.send(line))

    def _hear(self, talk: Talk, step: Callable[[], Asked | Opens]) -> Answer:
        """Go a step on in a talk, and say what it says."""
        self._talk, self.how = None, "seen"
        try:
            asked = step()
        except StopIteration as end:
            said: Answer = end.value
            return said if self.over else [*said, *self._back_in_training()]
        except Quits:
            return self._quit()
        if isinstance(asked, Opens):
            return self._open_past(talk, asked.session)
        self._talk, self.how = talk, asked.how
        return asked.lines

    def _back_in_training(self) -> Answer:
        if self._workout is None:
            return self.begin()
        try:
            self._workout.refresh()
        except SessionGone:
            return self._gone()
        return [words.line_now(self._workout, self._unit)]

    # -- sets

    def _log(self, line: str) -> Answer:
        workout = self._workout
        if workout is None:
            return ["No session is open.", *self._choices()]
        if line:
            if workout.half_typed:
                workout.restore_guess()
            workout.edit(lambda editor: editor.insert(line))
        elif not workout.asks and not words.has_offer(workout):
            return ["Nothing was logged.", words.line_now(workout, self._unit)]
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
            said += self._exercise_lines()
        if workout.asks:
            return said
        if workout.half_typed:
            workout.restore_guess()
            self._in_vain = True
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
        refusal = self._refuse_number(text, "set 2")
        if refusal:
            return refusal
        workout.choose_set(int(text) - 1)
        return [words.line_now(workout, self._unit)]

    def _refuse_number(self, text: str, example: str) -> Answer:
        """Say why this is not the number of a logged set here; nothing if it is one."""
        sheets = self._open_workout.sheet.exercises
        if not (text.isascii() and text.isdecimal()) or not sheets:
            return [f"Expected the number of a set, like: {example}."]
        if not 1 <= int(text) <= sheets[self._open_workout.index].done:
            return [f"Set {text} is not logged yet."]
        return []

    def _remove(self, text: str) -> Answer:
        """Remove the set of a number, else the chosen one."""
        workout = self._open_workout
        if text:
            refusal = self._refuse_number(text, f"{self._names.key('today.remove')} 2")
            if refusal:
                return refusal
            workout.choose_set(int(text) - 1)
        elif workout.chosen_set is None:
            key = self._names.key("today.remove")
            return [f"No set is chosen: {key} and the number of a set removes it, like {key} 2."]
        return self._doing(lambda one: one.remove())

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
            return [
                f"Expected the number of an exercise, like: {self._names.key('line.exercises')} 2."
            ]
        workout.choose_exercise(int(text) - 1)
        return self._where()

    def _named(self, name: str, action: Callable[[Workout, CatalogueExercise], None]) -> Answer:
        own = own_exercise(_AS_WRITTEN.sub("", name))
        if own.name and _AS_WRITTEN.search(name):
            return self._doing(lambda workout: action(workout, own))
        if self._search is None:
            self._search = Search(self._book.history.catalogue())
        found = self._search.look(name)
        if isinstance(found, tuple):
            return list(found)
        return self._doing(lambda workout: action(workout, found))

    def _swap(self, text: str) -> Answer:
        """Do another exercise in place of this one, today or in the sessions to come as well."""
        name = _FROM_NOW_ON.sub("", text)

        def swap(workout: Workout, to: CatalogueExercise) -> None:
            actions.swap(workout, to, from_now_on=name != text, today=self._now().date())

        return self._named(name, swap)

    def _warm_up(self, text: str) -> Answer:
        """Say the warm-up, or log it beside the exercise."""
        workout = self._open_workout
        ramp = ramp_of(workout)
        if not text:
            return warm_up_lines(workout, ramp, self._names.key("today.warm_up"))
        if text.casefold() != "log":
            key = self._names.key("today.warm_up")
            return [f"{key} takes “log” after it or nothing: “{key} {text}” did nothing."]
        if not ramp:
            return warm_up_lines(workout, ramp, self._names.key("today.warm_up"))
        return self._doing(lambda one: actions.record_warm_up(one, ramp))

    def _comment(self, text: str) -> Answer:
        exercise = self._open_workout.exercise
        if exercise is None:
            return ["No exercise yet."]
        if not text:
            return words.comment_lines(
                exercise.exercise_name, exercise.notes, self._names.key("today.comment")
            )
        kept = "" if text == _TAKES_AWAY else text
        return self._doing(lambda workout: actions.comment(workout, kept))

    def _comment_on_session(self, text: str) -> Answer:
        session = self._open_workout.session
        if not text:
            return words.comment_lines(
                session.day_label, session.notes, self._names.key("today.session_comment")
            )
        kept = "" if text == _TAKES_AWAY else text
        return self._doing(lambda workout: actions.comment_on_session(workout, kept))

    def _move_to_day(self, text: str) -> Answer:
        """Change the day that the session is done on."""
        session = self._open_workout.session
        try:
            day = actions.read_day_of(session, text, self._now().date())
        except DayError as error:
            return [sentence(str(error))]
        return self._doing(lambda workout: actions.move_to_day(workout, day))

    # -- the rest of a session

    def _resting(self, action: Callable[[Workout], None]) -> Answer:
        """Do something to the rest and say how it stands; one that is over does not ring again."""
        action(self._open_workout)
        rest = self._open_workout.rest
        if rest is None:
            return ["No rest runs."]
        if rest.paused_seconds is None and self._rest_left() == 0:
            self._rest_told = True
            return ["The rest is over."]
        return self._rest()

    def _rest_off(self) -> Answer:
        ran = self._rest_left() > 0
        self._open_workout.stop_rest()
        return ["Rest off." if ran else "No rest runs."]

    def _rest(self) -> Answer:
        rest = self._open_workout.rest
        self._rest_told = rest is None
        return [] if rest is None else [words.rest_line(rest)]

    def _rest_left(self) -> int:
        rest = None if self._workout is None else self._workout.rest
        return 0 if rest is None else rest.left(self._now())

    def seconds_to_event(self) -> float | None:
        """Return the seconds until the rest is over, None when nothing is due."""
        if self._workout is not None:
            self._workout.keep_up_with_clock()
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
        """Complete the session, and ask first where the plan is not done; a finished one reopens.

        With words, a finished one stays finished: they are what was still to be said of it.
        """
        workout = self._open_workout
        if not text and workout.session.completed:
            at = self._finished_at
            if at is not None and self._now() - at < BOUNCE:
                return [f"{self._names.key('today.finish')} twice at once: once was enough."]
            return self._doing(actions.reopen)
        try:
            said = _said_of_session(text)
        except FormError as error:
            return [str(error)]
        if workout.session.completed:
            return self._doing(lambda one: actions.say_how_it_was(one, said))
        question = words.unfinished(workout.session)
        if question:
            self._finishing, self._finished_at = said, self._now()
            return [question]
        return self._complete(said)

    def _answer_finishing(self, line: str, *, deliberate: bool) -> Answer | None:
        """Take a line for the answer to whether to finish; None where it is about something else.

        An empty line is a no that logs nothing.
        """
        said, self._finishing = self._finishing, None
        workout = self._workout
        if said is None or workout is None:
            return None
        head, _, rest = line.partition(" ")
        at = self._finished_at
        if not deliberate and at is not None and self._now() - at < BOUNCE:
            self._finishing, self._finished_at = said, self._now()
            return [words.unfinished(workout.session)]
        if line.lower() in _NO:
            return ["Not completed.", words.line_now(workout, self._unit)]
        if head in self._names.of("today.finish") and rest:
            try:
                said = _said_of_session(rest.strip())
            except FormError as error:
                self._finishing = said
                return [str(error)]
        elif line.lower() not in (*_YES, *self._names.of("today.finish")):
            return None
        return self._complete(said)

    def _complete(self, said: Finished) -> Answer:
        workout = self._open_workout
        view = workout.summary()
        done = actions.finish(
            workout,
            difficulty=KEEP if said.difficulty is None else said.difficulty,
            minutes=view.minutes,
            notes=KEEP if said.notes is None else said.notes,
        )
        self._finished_at = self._now()
        return [*(words.finish_lines(view) if done else []), *self._notice()]

    def _other(self, text: str) -> Answer:
        if not text:
            return self._choices()
        if not self._sessions:
            self._choices()
        if not text.isdigit() or not 1 <= int(text) <= len(self._sessions):
            key = self._names.key("today.choose")
            return [f"Expected a number from 1 to {len(self._sessions)}, like: {key} 1."]
        session_id = self._sessions[int(text) - 1]
        if session_id is None:
            session_id = self._book.workouts.start_free_session(self._now().date())
        return self._open(session_id)

    def _quit(self) -> Answer:
        self.over = True
        return ["Everything is kept."]

    # -- answers

    def use(self, rules: TrainingRules) -> None:
        """Train by other rules from now on."""
        self._rules = rules
        trained = None if self._below is None else self._below[1]
        for workout in (self._workout, trained):
            if workout is not None:
                with suppress(SessionGone):  # said when something is asked of it
                    workout.use(rules)

    def reread(self) -> Answer:
        """Read again after something came from the database.

        Where an empty line would log something else from now on, that is said, and the next one
        logs nothing: it may be an answer to what was said before.
        """
        if self._talk is not None:
            return []
        if self._workout is None:
            return self.begin()
        before = words.line_now(self._workout, self._unit)
        try:
            self._workout.refresh()
        except SessionGone:
            return self._gone()
        if before == words.line_now(self._workout, self._unit):
            return []
        self._in_vain = True
        return ["Changed elsewhere.", *self._where()]

    def _gone(self) -> Answer:
        self._in_vain = True
        self._workout = self._below = self._finishing = None
        return ["This session was removed elsewhere.", *self._choices()]

    def _doing(self, action: Callable[[Workout], object]) -> Answer:
        workout = self._open_workout
        before = workout.exercise
        action(workout)
        said = self._notice()
        if workout.gone:
            self._workout = self._finishing = None
            return [*said, *self._choices()]
        if workout.exercise != before and workout.sheet.exercises:
            return [*said, *self._where()]
        return [*said, words.line_now(workout, self._unit)]

    def _notice(self) -> Answer:
        notice = self._open_workout.notice
        if notice is None:
            return []
        told = f"{notice.words[:1].upper()}{notice.words[1:]}"
        end = "" if told.endswith(("?", ".")) else "."
        typed = self._open_workout.half_typed and notice.column is not None
        where = f" See character {(notice.column or 0) + 1}." if typed else ""
        return [f"{told}{end}{where}"]

    def _where(self) -> Answer:
        workout = self._open_workout
        if not workout.sheet.exercises:
            return [words.line_now(workout, self._unit)]
        place = f"{workout.index + 1} of {len(workout.sheet.exercises)}: "
        first, *others = self._exercise_lines()
        return [place + first, *others, words.line_now(workout, self._unit)]

    def _exercise_lines(self) -> Answer:
        workout = self._open_workout
        sheet = workout.sheet.exercises[workout.index]
        return words.exercise_lines(sheet, self._unit, looking_back=workout.looking_back)

    @property
    def _open_workout(self) -> Workout:
        if self._workout is None:
            raise RuntimeError("no session is open")
        return self._workout

    @property
    def _unit(self) -> Unit:
        return self._rules.gym.unit


def _said_of_session(text: str) -> Finished:
    """Read what is said of a session: how hard it was if that comes first, and a comment.

    Raises FormError.
    """
    found = _HOW_HARD.match(text)
    return read_form("", found[1], text[found.end() :]) if found else read_form("", "", text)
