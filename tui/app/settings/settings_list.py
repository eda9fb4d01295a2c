"""The settings in groups, and below them what the chosen one takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from textual.events import Click
from textual.message import Message

from tui.app.shell.long_list import LEAST_ROWS, more_line
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, fit, wrap
from tui.workout.settings.rows import EditView, SettingFootView, SettingRow, SettingsView
from tui.workout.styled import Line, Part

_LABEL = 22


Entry: TypeAlias = "str | tuple[int, SettingRow] | None"


def _entries(view: SettingsView) -> list[Entry]:
    """Return titles, rows with their number, and None for the gaps between groups."""
    entries: list[Entry] = []
    number = 0
    for section in view.sections:
        if entries:
            entries.append(None)
        entries.append(section.title)
        for row in section.rows:
            entries.append((number, row))
            number += 1
    return entries


def _first(entries: Sequence[Entry], chosen: int, height: int) -> int:
    """Return the first entry in sight: the chosen row away from the edges, titles with it."""
    place = next(
        index
        for index, entry in enumerate(entries)
        if isinstance(entry, tuple) and entry[0] == chosen
    )
    return max(0, min(place - height // 2, len(entries) - height))


def _rows_in(entries: Sequence[Entry]) -> int:
    return sum(isinstance(entry, tuple) for entry in entries)


class SettingsList(Painted[SettingsView]):
    """Every setting on a line of its own, the chosen one marked."""

    DEFAULT_CSS = """
    SettingsList { height: 1fr; }
    """

    @dataclass
    class Chosen(Message):
        """A setting was clicked; `again` if it was the chosen one already."""

        index: int
        again: bool

    @staticmethod
    def draw(view: SettingsView, width: int, height: int) -> list[Line]:
        """Return the lines in sight."""
        entries = _entries(view)
        first = _first(entries, view.chosen, height)
        last = first + height
        lines: list[Line] = []
        for entry in entries[first:last]:
            if entry is None:
                lines.append(())
            elif isinstance(entry, str):
                lines.append((Part(f" {entry}", "muted"),))
            else:
                lines.append(_row(entry[1], width, chosen=entry[0] == view.chosen))
        if first and height >= LEAST_ROWS:
            lines[0] = more_line("↑", _rows_in(entries[: first + 1]), width)
        if last < len(entries) and height >= LEAST_ROWS:
            lines[-1] = more_line("↓", _rows_in(entries[last - 1 :]), width)
        return lines

    def spots(self) -> list[tuple[int, Message]]:
        """Return every setting in sight."""
        if self.view is None:
            return []
        entries = _entries(self.view)
        first = _first(entries, self.view.chosen, self.size.height)
        return [
            (y, self.Chosen(entry[0], False))
            for y, entry in enumerate(entries[first : first + self.size.height])
            if isinstance(entry, tuple)
        ]

    def on_click(self, event: Click) -> None:
        """Choose the clicked setting, or change it if it is chosen."""
        if self.view is None:
            return
        entries = _entries(self.view)
        place = _first(entries, self.view.chosen, self.size.height) + event.y
        entry = entries[place] if place < len(entries) else None
        if isinstance(entry, tuple):
            self.post_message(self.Chosen(entry[0], entry[0] == self.view.chosen))


def _row(row: SettingRow, width: int, *, chosen: bool) -> Line:
    mark = " chosen" if chosen else ""
    label = f"{'  ' if row.indent else ''}{'+ ' if row.kind == 'named' else ''}{row.title}"
    value = row.value
    if row.kind == "choice" and chosen and len(row.choices) > 1:
        value = f"‹ {value} ›"
    room = width - 3 - _LABEL - 1
    text = clip(value, room)
    return (
        Part(" ▸ " if chosen else "   ", f"accent{mark}"),
        Part(fit(label, _LABEL), mark if row.kind != "named" else f"muted{mark}"),
        Part(f" {text}", f"strong{mark}"),
        Part(" " * max(0, room - cell_width(text)), mark),
    )


class SettingFoot(Painted[SettingFootView]):
    """What the chosen setting takes; the line in which it is typed; what was said of it."""

    DEFAULT_CSS = """
    SettingFoot { height: 3; }
    """

    @staticmethod
    def draw(view: SettingFootView, width: int, height: int) -> list[Line]:
        """Return the words, and below them the line or the answer."""
        room = height - (view.edit is not None) - 2 * bool(view.notice)
        words = wrap(view.about, width - 2, room)
        lines: list[Line] = [(Part(f" {words_line}", "muted"),) for words_line in words]
        if view.edit is not None:
            lines.append(_edit(view.edit))
        if view.notice:
            tone = "bad" if view.bad else "good"
            lines += [(Part(f" {row}", tone),) for row in wrap(view.notice, width - 2, 2)]
        return lines[:height]


def _edit(view: EditView) -> Line:
    prompt = Part(f" {view.prompt} › ", "muted")
    if view.awaits_key:
        return (prompt, Part("press the key · esc leaves it", "accent"))
    before, after = view.text[: view.caret], view.text[view.caret :]
    if not after:
        return (prompt, Part(before, "strong"), Part("_", "accent"))
    return (
        prompt,
        Part(before, "strong"),
        Part(after[0], "strong caret"),
        Part(after[1:], "strong"),
    )
