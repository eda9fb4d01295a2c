"""The few keys worth knowing now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.events import Click

from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, line_width, spread
from tui.workout.footer import FooterKey, FooterView
from tui.workout.styled import Line, Part


def _parts(key: FooterKey) -> Line:
    style = "" if key.enabled else "muted"
    return (
        Part(" "),
        Part(key.key, "key" if key.enabled else "muted"),
        Part(f" {key.label} ", style),
    )


def shown_keys(view: FooterView, cells: int) -> tuple[FooterKey, ...]:
    """Return the keys that fit, from the first."""
    room = cells - sum(line_width(_parts(key)) for key in view.right)
    shown: list[FooterKey] = []
    for key in view.keys:
        room -= line_width(_parts(key))
        if room < 0:
            break
        shown.append(key)
    return tuple(shown)


class KeyFooter(Painted[FooterView]):
    """The last line; a key that would do nothing is dimmed, and each can be clicked."""

    @staticmethod
    def draw(view: FooterView, width: int, height: int) -> list[Line]:
        """Return the one line."""
        left = [part for key in shown_keys(view, width) for part in _parts(key)]
        right = [part for key in view.right for part in _parts(key)]
        return [spread(tuple(left), tuple(right), width)]

    def show(self, view: FooterView) -> None:
        """Show the keys under the names that the lifter gave them."""
        given: Mapping[str, str] = getattr(self.app, "shown_keys", {})
        if given:
            view = FooterView(
                tuple(replace(key, key=given.get(key.action, key.key)) for key in view.keys),
                tuple(replace(key, key=given.get(key.action, key.key)) for key in view.right),
            )
        super().show(view)

    async def on_click(self, event: Click) -> None:
        """Do what the clicked key does."""
        if self.view is None:
            return
        start = 0
        for key in shown_keys(self.view, self.size.width):
            end = start + cell_width(key.key) + cell_width(key.label) + 3
            if start <= event.x < end and key.enabled:
                await self.screen.run_action(key.action)
                return
            start = end
        start = self.size.width
        for key in reversed(self.view.right):
            start -= cell_width(key.key) + cell_width(key.label) + 3
            if event.x >= start:
                await self.screen.run_action(key.action)
                return
