"""The entry line in words: what Enter will do, and what can be typed."""

from __future__ import annotations

from tui.training.sheet import ExerciseSheet
from tui.workout.entry_view import EntryView, Purpose
from tui.workout.formats import load_hint
from tui.workout.inputs import TodayInputs
from tui.workout.notice import Notice


def entry_view(now: TodayInputs) -> EntryView:
    """Return the entry line as it stands."""
    if not now.sheet.exercises:
        return EntryView(Purpose("set", 1), "", 0, True, placeholder="add an exercise first")
    sheet = now.sheet.exercises[now.index]
    if now.chosen_set is not None:
        purpose = Purpose("amend", now.chosen_set.set_no)
    elif sheet.planned and sheet.done >= sheet.planned:
        purpose = Purpose("extra", sheet.done + 1)
    else:
        purpose = Purpose("set", sheet.done + 1)
    return EntryView(
        purpose=purpose,
        text=now.editor.text,
        caret=now.editor.caret,
        pristine=now.editor.pristine,
        hint=load_hint(now.editor.text, now.basis, sheet.exercise, now.gym, now.unit)
        if now.editor.text
        else "",
        placeholder=_placeholder(now, sheet),
        notice=now.notice or _about_chosen(now, sheet),
    )


def _about_chosen(now: TodayInputs, sheet: ExerciseSheet) -> Notice | None:
    """Say of a chosen set why no maximum stands beside it."""
    for row in sheet.rows:
        if row.logged is not None and row.logged == now.chosen_set and row.no_estimate:
            return Notice(row.no_estimate)
    return None


def _placeholder(now: TodayInputs, sheet: ExerciseSheet) -> str:
    if now.sheet.session.completed and now.chosen_set is None:
        return f"completed: {now.line_words.reopens}"
    if not sheet.planned or sheet.done < sheet.planned or now.chosen_set is not None:
        return "weight x reps @RPE"
    open_ones = any(not one.finished and not one.exercise.skipped for one in now.sheet.exercises)
    key = now.line_words.key
    finishes = "" if open_ones else f", {key('today.finish')} finishes"
    return f"{key('today.extra')} repeats the last set{finishes}"
