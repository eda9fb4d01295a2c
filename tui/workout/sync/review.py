"""What the sync screen does, without a screen: reads what is not settled, and mends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.logbook.descriptions import describe_change
from tui.logbook.errors import DamagedLogbook, LogbookError
from tui.logbook.moving import MoveTarget, belonging, move, move_targets
from tui.logbook.resolution import (
    EditError,
    EditField,
    edit_fields,
    edited,
    save_to_file,
    what_can_be_done,
)
from tui.workout.notice import Notice
from tui.workout.sync.lines import SyncInputs, Ways, sync_lines, sync_view
from tui.workout.sync.view import SyncLine, SyncView

if TYPE_CHECKING:
    from tui.logbook.changes import SettledChange
    from tui.training.units import Unit
    from tui.workout.signed_in import SignedIn

PAGE = 200
ROUNDS = 20
GONE = "that is already settled"


class SyncReview:
    """The chosen line and what was said; everything else is read from the logbook."""

    def __init__(self, lifter: SignedIn, ways: Ways | None = None) -> None:
        """`ways` are how this front end leads to signing in."""
        self._lifter = lifter
        self._ways = ways or Ways()
        self._limit = PAGE
        self._index = 0
        self._discarding: str | None = None
        self.notice: Notice | None = None
        self._inputs = self._read()
        self._lines = sync_lines(self._inputs)
        self._index = self._nearest(0, 1)

    # -- what is shown

    def view(self) -> SyncView:
        """Return what the screen shows."""
        view = sync_view(self._inputs, self._lines, self._index, self._lifter.mark())
        return replace(view, notice=self.notice)

    @property
    def chosen(self) -> SettledChange | None:
        """The chosen change, where it waits for the lifter."""
        key = self._line.key if self._line is not None else ""
        waiting = (*self._inputs.conflicts, *self._inputs.refused)
        return next((one for one in waiting if one.change.id == key), None)

    def can(self) -> frozenset[str]:
        """Return what can be done about the chosen line."""
        chosen = self.chosen
        if chosen is None:
            return frozenset()
        if chosen.state == "conflict":
            return frozenset({"mine", "theirs", "save"})
        return frozenset(what_can_be_done(chosen))

    @property
    def words(self) -> str:
        """What the chosen change does."""
        chosen = self.chosen
        return "" if chosen is None else describe_change(chosen, self._unit)

    @property
    def refused(self) -> int:
        """How many refusals can be tried again."""
        return sum(one.parked_with is None for one in self._inputs.refused)

    # -- choosing

    def step(self, lines: int) -> None:
        """Choose the line so many below, or above; at the end of a part, more is read."""
        wanted = max(0, self._index + lines)
        while (end := self._end_of_part()) is not None and wanted >= end:
            self._limit += PAGE
            self.refresh()
        self._index = self._nearest(wanted, 1 if lines > 0 else -1)
        self.leave_be()

    def _end_of_part(self) -> int | None:
        """Return the line that stands for changes not read yet, if there is one."""
        return next(
            (number for number, line in enumerate(self._lines) if line.kind == "more"), None
        )

    def choose(self, index: int) -> None:
        """Choose a line by its number."""
        self._index = self._nearest(index, 1)
        self.leave_be()

    def refresh(self) -> None:
        """Read everything again; the same change stays chosen, else the line in its place."""
        key = self._line.key if self._line is not None else ""
        self._inputs = self._read()
        self._lines = sync_lines(self._inputs)
        same = [number for number, line in enumerate(self._lines) if key and line.key == key]
        self._index = same[0] if same else self._nearest(self._index, 1)

    def status_changed(self) -> None:
        """Take in how the exchange stands; the changes are not read again."""
        inputs, book = self._inputs, self._lifter.book
        last_sent, last_fetched = book.base.last_times_of_contact()
        self._inputs = replace(
            inputs,
            status=self._lifter.status,
            status_at=self._lifter.status_at,
            last_sent=last_sent,
            last_fetched=last_fetched,
            now=self._lifter.now(),
        )

    def leave_be(self) -> None:
        """Forget what was said, and a discarding that was begun."""
        self.notice = None
        self._discarding = None

    # -- mending

    def retry(self) -> bool:
        """Send the chosen refusal again as it is."""
        return self._do(
            "retry", lambda one: self._lifter.book.changes.retry(one.change.id), "queued again"
        )

    def retry_all(self) -> bool:
        """Send everything refused again."""
        groups = [one for one in self._inputs.refused if one.parked_with is None]
        if not groups:
            self.notice = Notice("nothing was refused", "muted")
            return False

        def action() -> None:
            self._lifter.book.changes.retry(*(one.change.id for one in groups))

        return self._carry_out(action, f"{len(groups)} queued again")

    def fields(self) -> tuple[EditField, ...]:
        """Return the values of the chosen refusal that can be edited."""
        chosen = self.chosen
        return () if chosen is None else edit_fields(chosen.change, self._unit)

    def edit(self, typed: Mapping[str, str]) -> bool:
        """Send the chosen refusal again with other values. Raises MendError."""
        chosen = self.chosen
        if chosen is None:
            return False
        columns = edited(chosen.change, typed, self._unit)
        if not columns:
            raise EditError(next(iter(typed), ""), "that is what it already says")
        return self._do(
            "edit",
            lambda one: self._lifter.book.changes.edit(one.change.id, columns),
            "fixed and queued again",
        )

    def targets(self) -> tuple[MoveTarget, ...]:
        """Return where the chosen refusal could go."""
        chosen = self.chosen
        if chosen is None:
            return ()
        today = self._lifter.now().date()
        return move_targets(self._lifter.book, chosen, today)

    @property
    def moving_together(self) -> Sequence[SettledChange]:
        """The refusals that move with the chosen one, itself included."""
        chosen = self.chosen
        return [] if chosen is None else belonging(chosen, self._inputs.refused)

    def move(self, place: MoveTarget) -> bool:
        """Send the chosen refusal, and those that belong to it, again in another place."""
        together = self.moving_together
        more = f", {len(together)} together" if len(together) > 1 else ""
        return self._do(
            "move",
            lambda _: move(self._lifter.book, together, place.row_id),
            f"moved to {place.words}, {place.detail}{more}",
        )

    @property
    def discarding(self) -> str:
        """What discarding the chosen refusal means."""
        chosen = self.chosen
        key = "" if chosen is None else chosen.change.id
        waiting = sum(one.parked_with == key for one in self._inputs.refused)
        return f"discards it for good{f' and {waiting} with it' if waiting else ''}"

    def discard(self) -> bool:
        """Give the chosen refusal up; the first time only say what would go."""
        chosen = self.chosen
        if chosen is None or "discard" not in self.can():
            return False
        if self._discarding != chosen.change.id:
            self._discarding = chosen.change.id
            self.notice = Notice(f"d once more {self.discarding}", "warn")
            return False
        return self._do(
            "discard", lambda one: self._lifter.book.changes.discard(one.change.id), "discarded"
        )

    def use_mine(self) -> bool:
        """Answer the chosen conflict with the lifter's values."""
        return self._do(
            "mine", lambda one: self._lifter.book.changes.use_mine(one.change.id), "mine is sent"
        )

    def keep_theirs(self) -> bool:
        """Answer the chosen conflict with the server's values."""
        return self._do(
            "theirs", lambda one: self._lifter.book.changes.discard(one.change.id), "theirs is kept"
        )

    def save(self, file: str) -> bool:
        """Write every refusal and conflict into a new file."""
        path = Path(file).expanduser()
        waiting = (*self._inputs.conflicts, *self._inputs.refused)
        many = f"{len(waiting)} change{'' if len(waiting) == 1 else 's'}"
        return self._carry_out(
            lambda: save_to_file(waiting, path, self._unit), f"{many} kept in {path}"
        )

    # -- reading

    def _read(self) -> SyncInputs:
        lifter, book = self._lifter, self._lifter.book
        last_sent, last_fetched = book.base.last_times_of_contact()
        return SyncInputs(
            who=lifter.identity.email,
            where="" if lifter.is_local else lifter.identity.project,
            door="" if lifter.is_local else lifter.door,
            status=lifter.status,
            status_at=lifter.status_at,
            last_sent=last_sent,
            last_fetched=last_fetched,
            counts=book.changes.counts(),
            conflicts=book.changes.conflicts(),
            refused=book.changes.refused(),
            unsent=book.changes.queued(self._limit),
            unreadable=book.base.unreadable(),
            rounds=book.base.rounds(ROUNDS),
            now=lifter.now(),
            unit=self._unit,
            ways=self._ways,
        )

    def _do(self, what: str, action: Callable[[SettledChange], object], said: str) -> bool:
        chosen = self.chosen
        if chosen is None or what not in self.can():
            return False
        return self._carry_out(lambda: action(chosen), f"{self.words}: {said}")

    def _carry_out(self, action: Callable[[], object], said: str) -> bool:
        try:
            action()
        except DamagedLogbook:
            raise
        except (LogbookError, KeyError) as error:
            self.notice = Notice(GONE if isinstance(error, KeyError) else str(error), "bad")
            self.refresh()
            return False
        self._discarding = None
        self.refresh()
        self.notice = Notice(said, "good")
        return True

    @property
    def _unit(self) -> Unit:
        return self._lifter.rules.gym.unit

    @property
    def _line(self) -> SyncLine | None:
        return self._lines[self._index] if self._lines else None

    def _nearest(self, index: int, step: int) -> int:
        """Return the line to choose at or after an index in a direction, headings aside."""
        last = len(self._lines) - 1
        index = max(0, min(index, last))
        for direction in (step, -step):
            place = index
            while 0 <= place <= last:
                if self._lines[place].key:
                    return place
                place += direction
        return max(0, index)
