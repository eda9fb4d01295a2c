"""Small cards over the today screen: the plates for a weight, and the warm-up for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.lazy_dataclass import dataclass
from tui.training.entry import format_weight
from tui.training.equipment import is_bodyweight
from tui.training.gym import Gym
from tui.training.loading import Barbell, Loading, WarmUpSet, warm_up_ramp
from tui.training.records import Exercise
from tui.training.units import Unit, plain_number
from tui.workout.styled import Line, Part

if TYPE_CHECKING:
    from tui.workout.pasted import PastedLine

_MOST_PASTED = 12
MARK = "▸ "  # stands before the line that is meant
_DRAWN = frozenset("━▐▌┫█")  # a line with one of these is a drawing


@dataclass(frozen=True, slots=True)
class CardView:
    """A title, lines, and the keys that close the card with the word it then gives."""

    title: str
    lines: tuple[Line, ...]
    keys: str
    answers: tuple[tuple[str, str], ...] = ()  # (Textual's name of the key, what it answers)
    marked: str = ""  # what the mark before a line shows, for those who hear it


def read_out(card: CardView) -> list[str]:
    """Return a card by lines, without its drawings."""
    lines = [f"{card.title}."]
    for line in card.lines:
        told = " ".join("".join(part.text for part in line if part.text != MARK).split())
        if told and not _DRAWN & set(told):
            lines.append(told + (card.marked if any(part.text == MARK for part in line) else ""))
    return lines


def ramp_to(weight_kg: float, exercise: Exercise, gym: Gym) -> tuple[WarmUpSet, ...]:
    """Return the sets that lead up to a weight."""
    return warm_up_ramp(weight_kg, gym.loading(exercise))


def pasted_card(exercise: Exercise, read: Sequence[PastedLine], completed: str = "") -> CardView:
    """Return several pasted lines as the sets that they would be logged as.

    `completed` is the name of the session if it was completed already.
    """
    lines: list[Line] = [
        (Part(f"{number:>2}  ", "muted"), Part(one.words))
        if one.entry is not None
        else (Part(f"{number:>2}  ", "muted"), Part(f"{one.line}: ", "bad"), Part(one.words, "bad"))
        for number, one in enumerate(read[:_MOST_PASTED], start=1)
    ]
    wrong = sum(one.entry is None for one in read)
    if len(read) > _MOST_PASTED:
        lines.append((Part(f"    and {len(read) - _MOST_PASTED} more", "muted"),))
    title = f"{len(read)} lines for {exercise.exercise_name}"
    if wrong:
        which = (
            "one of the lines is not clearly a set"
            if wrong == 1
            else f"{wrong} are not clearly sets"
        )
        return CardView(title, tuple(lines), f"Nothing can be logged: {which} · any key goes back")
    hint = (
        f"{completed} is completed: Enter adds them all to it"
        if completed
        else "Enter logs them all"
    )
    return CardView(title, tuple(lines), f"{hint} · Esc none", (("enter", "log"),))


def plates_card(
    exercise: Exercise, weight_kg: float, gym: Gym, *, on_the_bar_kg: float | None = None
) -> CardView:
    """Return what to load for a weight, the nearest loads around it, and what to change."""
    loading, unit = gym.loading(exercise), gym.unit
    nearest = loading.nearest(weight_kg)
    exact = abs(nearest - weight_kg) < 0.005
    lines: list[Line] = []
    if isinstance(loading, Barbell):
        lines += _bar_drawn(loading, nearest, unit)
    if not exact:
        amount = _amount(weight_kg, unit, exercise)
        lines += [(Part(f"{amount} cannot be loaded here.", "warn"),), ()]
    loads = [
        ("below", loading.below(weight_kg)),
        *([("this", nearest)] if exact else []),
        ("above", loading.above(weight_kg)),
    ]
    width = max(len(_amount(load, unit, exercise)) for _, load in loads if load is not None)
    for name, load in loads:
        if load is None:
            continue
        style = "strong" if load == nearest else ""
        amount = _amount(load, unit, exercise).rjust(width)
        plates = _format_plates(loading, load)
        lines.append(
            (
                Part(MARK if load == nearest else "  ", "accent"),
                Part(f"{name:<7}", "muted"),
                Part(amount, style),
                Part(f"   {plates}".rstrip(), style),
            )
        )
    change = _change(loading, on_the_bar_kg, nearest)
    if change:
        lines += [(), (Part("from the last set: ", "muted"), Part(change))]
    return CardView(
        title=f"{exercise.exercise_name}: {_amount(weight_kg, unit, exercise)}",
        lines=tuple(lines),
        keys="any key goes back",
        marked="" if exact else ", the nearest",
    )


def warm_up_card(
    exercise: Exercise, work_kg: float, ramp: Sequence[WarmUpSet], gym: Gym
) -> CardView:
    """Return the steps up to the work weight, each with its plates."""
    loading, unit = gym.loading(exercise), gym.unit
    work = _amount(work_kg, unit, exercise)
    title = f"Warm-up for {work}"
    if not ramp:
        words = "Light enough to begin with: no warm-up needed."
        return CardView(title, ((Part(words),),), "any key goes back")
    steps = [*((step.weight_kg, str(step.reps)) for step in ramp), (work_kg, exercise.reps)]
    width = max(len(_amount(weight, unit, exercise)) for weight, _ in steps)
    reps_width = max(len(reps) for _, reps in steps)
    lines: list[Line] = []
    for place, (weight, reps) in enumerate(steps):
        is_work = place == len(steps) - 1
        shown = f"{_amount(weight, unit, exercise):>{width}} × {reps:<{reps_width}}"
        plates = _format_plates(loading, weight)
        lines.append(
            (
                Part(MARK if is_work else "  ", "accent"),
                Part(shown, "strong" if is_work else ""),
                Part(f"   {plates}".rstrip(), "" if not is_work else "muted"),
            )
        )
    return CardView(
        title,
        tuple(lines),
        "l logs the warm-up · any other key goes back",
        (("l", "log"),),
        marked=", the work itself",
    )


def _amount(weight_kg: float, unit: Unit, exercise: Exercise) -> str:
    text = format_weight(weight_kg, unit=unit, bodyweight=is_bodyweight(exercise))
    return text if text == "bw" else f"{text} {unit}"


def _format_plates(loading: Loading, weight_kg: float) -> str:
    if not isinstance(loading, Barbell):
        return ""
    plates = loading.plates_each_side(weight_kg)
    if plates is None:
        return ""
    return "each side " + " · ".join(map(plain_number, plates)) if plates else "the empty bar"


def _bar_drawn(loading: Barbell, weight_kg: float, unit: Unit) -> list[Line]:
    """Draw one end of the bar with its plates, the heaviest inside."""
    plates = loading.plates_each_side(weight_kg) or ()
    collars = f"+ {plain_number(loading.collars)} collars " if loading.collars else ""
    bar = f"{plain_number(loading.bar)} {unit} bar {collars}"
    drawn = [Part(f"{bar}━━━━┫", "muted")]
    for plate in plates:
        drawn += [Part("▐", "accent"), Part(plain_number(plate), "strong"), Part("▌", "accent")]
    return [(*drawn, Part("━━", "muted")), ()]


def _change(loading: Loading, before_kg: float | None, after_kg: float) -> str:
    """Say which plates come off and which go on each side."""
    if not isinstance(loading, Barbell) or before_kg is None or before_kg == after_kg:
        return ""
    before, after = loading.plates_each_side(before_kg), loading.plates_each_side(after_kg)
    if before is None or after is None:
        return ""
    off, on = list(before), []
    for plate in after:
        if plate in off:
            off.remove(plate)
        else:
            on.append(plate)
    said = [
        f"{words} {' · '.join(map(plain_number, plates))}"
        for words, plates in (("take off", off), ("put on", on))
        if plates
    ]
    return ", ".join(said)
