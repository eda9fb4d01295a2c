"""What is known of the session that is being trained, for whoever shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tui.lazy_dataclass import dataclass
from tui.logbook.history import PlanPosition
from tui.training.entry import Entry
from tui.training.gym import Gym
from tui.training.records import LastTime, TrainingSet
from tui.training.sheet import SessionSheet
from tui.training.units import Unit
from tui.workout.half_typed import AT_THE_KEYS, LineWords
from tui.workout.line_editor import LineEditor
from tui.workout.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayInputs:
    """The session, and where the lifter is in it: everything that is shown of one being trained."""

    sheet: SessionSheet
    last_times: Mapping[str, Sequence[LastTime]]
    original_times: Mapping[str, Sequence[LastTime]]
    place: PlanPosition | None
    now: datetime
    index: int
    chosen_set: TrainingSet | None
    editor: LineEditor
    basis: Entry | None
    notice: Notice | None
    can_undo: bool
    resting: bool
    gym: Gym
    unit: Unit
    looking_back: bool = False
    line_words: LineWords = AT_THE_KEYS

    @property
    def today(self) -> date:
        """The day that it is."""
        return self.now.date()
