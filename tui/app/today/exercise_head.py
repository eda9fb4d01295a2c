"""What the chosen exercise is, what is planned, what to load next and why."""

from __future__ import annotations

from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, spread, wrap
from tui.app.today.view import HeadView
from tui.workout.styled import Line, Part


class ExerciseHead(Painted[HeadView]):
    """Name and facts, the plan, the next target with its reason, notes."""

    @staticmethod
    def draw(view: HeadView, width: int, height: int) -> list[Line]:
        """Return what fits, the most needed first; notes give way to the target."""
        lines = _name_and_plan(view, width)
        room = width - 1
        if view.reason or view.target:
            lines += _target(view, room, 2 if height > 4 or not view.notes else 1)
        for title, text in view.notes:
            left = height - len(lines)
            if left > 0:
                rows = wrap(f"{title}: {text}", room, min(left, 2))
                lines += [(Part(f" {row}", "muted"),) for row in rows]
        return lines[:height]


def _name_and_plan(view: HeadView, width: int) -> list[Line]:
    """Return name and plan; the facts stand at the far end of the first line with room for them."""
    facts = Part(f"{view.facts} ", "muted")
    lines: list[Line] = [(Part(f" {clip(view.name, width - 2)}", "strong"),)]
    if view.plan:
        lines.append((Part(f" Plan {clip(view.plan, width - 7)}"),))
    for index, line in enumerate(lines):
        if sum(cell_width(part.text) for part in (*line, facts)) + 3 <= width:
            return [*lines[:index], spread(line, (facts,), width), *lines[index + 1 :]]
    return [lines[0], (Part(f" {clip(view.facts, width - 2)}", "muted"),), *lines[1:]]


def _target(view: HeadView, room: int, lines: int) -> list[Line]:
    """Return the target with its reason, or the reason alone while no weight is known."""
    target = f"Next {view.target}" if view.target else "Next"
    if not view.target and not view.plan:
        return [(Part(f" {row}"),) for row in wrap(view.reason, room, lines)]
    first, *others = wrap(f"{target}: {view.reason}" if view.reason else target, room, lines)
    head: Line = (Part(" "), Part(first[: len(target)], "accent"), Part(first[len(target) :]))
    return [head, *((Part(f" {row}"),) for row in others)]
