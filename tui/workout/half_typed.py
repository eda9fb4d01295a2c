"""What a half-typed line was typed for, and what has become of that before Enter is pressed."""

from __future__ import annotations

from collections.abc import Callable

from tui.lazy_dataclass import dataclass
from tui.training.entry import Entry, EntryError, parse_entry
from tui.training.units import Unit
from tui.workout.commands.today import usual_key


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """What a front end calls its acts: `key` a command by its id; `drop` is a whole clause."""

    enter: str = "enter"
    again: str = "enter again"
    drop: str = "esc drops it"
    key: Callable[[str], str] = usual_key

    @property
    def undoes(self) -> str:
        """How what was just done is taken back."""
        return f"{self.key('today.undo')} undoes"

    @property
    def reopens(self) -> str:
        """How a completed session is opened again."""
        return f"{self.key('today.finish')} reopens it"


AT_THE_KEYS = LineWords()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFor:
    """The place of a line when its first character was typed, and what a relative one refers to.

    `set_id` is the set that it amends, None for a new one.
    """

    row_id: str
    exercise: str
    set_id: str | None
    set_no: int | None
    basis: Entry | None
    unit: Unit
    bodyweight: bool
    session: str
    completed: bool

    def read(self, line: str) -> Entry | None:
        """Return what the line says here; None where it says nothing."""
        try:
            return parse_entry(line, basis=self.basis, unit=self.unit, bodyweight=self.bodyweight)
        except EntryError:
            return None


def what_changed(line: str, before: TypedFor, now: TypedFor | None) -> str:
    """Say what has become of the place that a line was typed for, or nothing.

    `now` is the place that Enter would log it in; None in a session without exercises.
    """
    if now is None or now.row_id != before.row_id:
        return f"{before.exercise} was removed elsewhere: “{line}” was typed for it"
    if now.exercise != before.exercise:
        return f"{before.exercise} was swapped for {now.exercise} elsewhere"
    if now.set_id != before.set_id:
        return f"set {before.set_no} was removed elsewhere: “{line}” was to amend it"
    if now.completed and not before.completed:
        return f"{now.session} was completed elsewhere"
    return _says_otherwise(line, before, now)


def _says_otherwise(line: str, before: TypedFor, now: TypedFor) -> str:
    if before.read(line) == now.read(line):
        return ""
    if now.unit != before.unit:
        return f"bare numbers are {now.unit} now, “{line}” was typed in {before.unit}"
    return f"the set before has changed: “{line}” says something else now"
