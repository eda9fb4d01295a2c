"""The first line of a training screen."""

from __future__ import annotations

from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, line_width, spread
from tui.workout.header import HeaderView
from tui.workout.notice import SyncMark
from tui.workout.styled import Line, Part


def mark_parts(mark: SyncMark) -> Line:
    """Return the sync mark; every screen shows it in the same words."""
    return (Part(mark.words, mark.tone),) if mark.words else ()


class Header(Painted[HeaderView]):
    """Label, date and place in the plan to the left; since when and the sync mark to the right."""

    @staticmethod
    def draw(view: HeaderView, width: int, height: int) -> list[Line]:
        """Return the one line, with the longest wording of the facts that fits."""
        right: list[Part] = []
        if view.completed:
            right.append(Part("completed", "good"))
        elif view.since:
            right.append(Part(f"since {view.since}", "muted"))
        mark = mark_parts(view.sync)
        if mark:
            right += [Part("   " if right else ""), *mark]
        right.append(Part(" "))
        room = width - line_width(tuple(right)) - 2
        left = [Part(f" {view.label}", "strong")]
        taken = cell_width(view.label) + 4
        fact = next((fact for fact in view.facts if taken + cell_width(fact) <= room), None)
        if fact is None and view.facts:
            fact = view.facts[-1]
        if fact:
            left.append(Part(f"   {fact}"))
        return [spread(tuple(left), tuple(right), width)]
