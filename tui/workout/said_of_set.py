"""What is said of a set that was just logged."""

from __future__ import annotations

from collections.abc import Sequence

from tui.training.personal_records import Bests
from tui.training.records import LastTime, TrainingSet
from tui.training.rules import TrainingRules
from tui.training.sheet import SessionSheet
from tui.training.signals import advised, signals
from tui.workout.notice import Notice, Tone
from tui.workout.session_reader import following


def said_of_set(
    sheet: SessionSheet,
    index: int,
    performed: TrainingSet,
    *,
    earlier: Sequence[LastTime],
    bests: Bests,
    rules: TrainingRules,
) -> Notice | None:
    """Return the records and advice that a set of an exercise gives, else what is done now."""
    slot = sheet.exercises[index]
    name, gym = slot.exercise.exercise_name, rules.gym
    said = signals(slot, performed, earlier, bests, gym=gym, formula=rules.formula)
    all_done = all(one.finished or one.exercise.skipped for one in sheet.exercises)
    if said:
        tone: Tone = "warn" if said[0].is_warning else "good"
        stays = following(sheet, index) == index and not all_done
        words = [*(signal.words for signal in said), *(["f finishes"] if all_done else [])]
        if not stays:
            words[0] = f"{name}, {words[0]}"
        if stays and advised(slot, gym=gym) is not None:
            words.insert(1, "t takes it")
        return Notice(" · ".join(words), tone)
    if all_done:
        return Notice("everything planned is done: f finishes the session", "good")
    return Notice(f"{name} done · m repeats its last set", "good") if slot.finished else None
