"""What the chosen exercise is, what is planned, what to load next and why."""

from __future__ import annotations

from tui.app.text import Line, Part, cell_width, clip, fit, spread, wrap
from tui.app.views.today import HeadView
from tui.app.widgets.painted import Painted


def name_lines(view: HeadView, cells: int) -> list[Line]:
    """Return the name with its facts at the far end, or on a line below when they do not fit."""
    facts = Part(f"{view.facts} ", "muted")
    if cell_width(view.name) + cell_width(view.facts) + 4 <= cells:
        return [spread((Part(f" {view.name}", "strong"),), (facts,), cells)]
    return [
        (Part(f" {clip(view.name, cells - 2)}", "strong"),),
        (Part(f" {clip(view.facts, cells - 2)}", "muted"),),
    ]


class ExerciseHead(Painted[HeadView]):
    """Name and facts, the plan, the next target with its reason, notes."""

    @staticmethod
    def draw(view: HeadView, width: int, height: int) -> list[Line]:
        """Return what fits, the most needed first; notes give way to the target."""
        room = width - 2
        lines = name_lines(view, width)
        if len(lines) > 1:  # facts share the plan's line, where there is more room
            plan = f"Plan {view.plan}"
            if cell_width(plan) + cell_width(view.facts) + 3 <= width:
                lines = [
                    lines[0],
                    spread((Part(f" {plan}"),), (Part(f"{view.facts} ", "muted"),), width),
                ]
            else:
                lines.append((Part(f" {clip(plan, room)}"),))
        else:
            lines.append((Part(f" Plan {clip(view.plan, room - 5)}"),))
        if view.target or view.reason:
            lines += _target_lines(view, room, 2 if height > 4 or not view.notes else 1)
        for title, text in view.notes:
            left = height - len(lines)
            if left <= 0:
                break
            wrapped = wrap(f"{title}: {text}", room, min(left, 2))
            lines += [(Part(f" {fit(row, room)}", "muted"),) for row in wrapped]
        return lines[:height]


def _target_lines(view: HeadView, room: int, lines: int) -> list[Line]:
    target = f"Next {view.target}" if view.target else "Next"
    wrapped = wrap(f"{target}: {view.reason}" if view.reason else target, room, lines)
    rows: list[Line] = []
    for index, row in enumerate(wrapped):
        if index == 0 and row.startswith(target):
            rows.append((Part(" "), Part(target, "accent"), Part(row[len(target) :])))
        else:
            rows.append((Part(f" {row}"),))
    return rows
