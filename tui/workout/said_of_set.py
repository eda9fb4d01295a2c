"""What is said of a set that was just logged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    key: Callable[[str], str],
) -> Notice | None:
    """Return the records and advice that a set of an exercise gives, else what is done now.

    `key` writes the key of a command.
    """
    slot = sheet.exercises[index]
    name, gym = slot.exercise.exercise_name, rules.gym
    said = signals(slot, performed, earlier, bests, gym=gym, formula=rules.formula)
    all_done = all(one.finished or one.exercise.skipped for one in sheet.exercises)
    finish = key("today.finish")
    if said:
        tone: Tone = "warn" if said[0].is_warning else "good"
        stays = following(sheet, index) == index and not all_done
        words = [*(signal.words for signal in said), *([f"{finish} finishes"] if all_done else [])]
        if not stays:
            words[0] = f"{name}, {words[0]}"
        if stays and advised(slot, gym=gym) is not None:
            words.insert(1, f"{key('today.take')} takes it")
        return Notice(" · ".join(words), tone)
    if all_done:
        return Notice(f"everything planned is done: {finish} finishes the session", "good")
    if not slot.finished:
        return None
    return Notice(f"{name} done · {key('today.extra')} repeats its last set", "good")
