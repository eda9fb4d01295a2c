"""The settings by lines: each with its value, changed by its number, kept at once."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.plain.talk import Answer, Asked, Talk, choose
from tui.workout.ports import SettingRefused
from tui.workout.settings.changes import add_gym, read_named
from tui.workout.settings.rows import SettingRow, settings_sections

if TYPE_CHECKING:
    from tui.workout.ports import SettingsPort
    from tui.workout.settings import Settings

_HOW_TO: Final = (
    "A number changes one. d and a number brings the usual value back or forgets it."
    " a and a name describes another gym. l lists them again. q goes back."
)
_OF_THE_SCREEN: Final = frozenset({"keys", "theme", "rest_notice"})  # of no use without a screen

Apply = Callable[["Settings"], None]


def settings_talk(port: SettingsPort, now: Callable[[], Settings], apply: Apply) -> Talk:
    """Read the settings out and change those that are chosen; `apply` is told of each change."""
    said: Answer = []
    whole = True
    while True:
        rows = _rows(now())
        lines = [*said, *(_listed(now(), port) if whole else [])]
        words = {"d": "usual", "a": "gym", "l": "all"}
        answer = yield from choose(lines, len(rows), _HOW_TO, words)
        said, whole = [], True
        if answer is None:
            return []
        what, text = answer
        if what == "usual":
            said, whole = _usual(port, rows, text, apply), False
        elif what == "gym":
            describe = partial(add_gym, port, now(), text)
            said = _kept(describe, f"{text} is where you train now", apply)
        elif what != "all":
            said, whole = (yield from _change(port, rows[int(what) - 1], apply)), False


def _rows(now: Settings) -> list[SettingRow]:
    return [
        row
        for section in settings_sections(now, notifies=False)
        for row in section.rows
        if row.path[0] not in _OF_THE_SCREEN
    ]


def _listed(now: Settings, port: SettingsPort) -> Answer:
    lines, number = [f"Settings, kept in {port.place}."], 0
    for section in settings_sections(now, notifies=False):
        shown = [row for row in section.rows if row.path[0] not in _OF_THE_SCREEN]
        if shown:
            lines.append(f"{section.title}.")
        for row in shown:
            number += 1
            value = f", {row.value}" if row.value else ""
            lines.append(f"{number}. {_name(row)}{value}.")
    return lines


def _name(row: SettingRow) -> str:
    return f"another {row.label}" if row.kind == "named" else row.label


def _change(port: SettingsPort, row: SettingRow, apply: Apply) -> Generator[Asked, str, Answer]:
    """Ask for a value until one is kept, or nothing is typed."""
    if row.kind == "choice":
        return (yield from _choose(port, row, apply))
    value = f" Now {row.value}." if row.value else ""
    said = [f"{_name(row)}. {row.about}{value}", "Type it; an empty line leaves it as it is."]
    while True:
        line = (yield Asked(said)).strip()
        if not line or line == "q":
            return ["Nothing was changed."]
        try:
            path, text = read_named(row, line) if row.kind == "named" else (row.path, line)
            apply(port.change(path, text))
        except SettingRefused as refused:
            said = [str(refused), "Type it again; an empty line leaves it as it is."]
        else:
            return [f"Kept: {path[-1] if row.kind == 'named' else row.label}, {text}."]


def _choose(port: SettingsPort, row: SettingRow, apply: Apply) -> Generator[Asked, str, Answer]:
    shown = [
        f"{number}. {written if written == words else f'{written}, {words}'}."
        for number, (written, words) in enumerate(row.choices, start=1)
    ]
    said = [f"{row.label}. {row.about} Now {row.value}.", *shown]
    answer = yield from choose(said, len(shown), "A number takes that. q leaves it as it is.")
    if answer is None:
        return ["Nothing was changed."]
    written = row.choices[int(answer[0]) - 1][0]
    return _kept(lambda: port.change(row.path, written), f"Kept: {row.label}, {written}", apply)


def _usual(port: SettingsPort, rows: list[SettingRow], text: str, apply: Apply) -> Answer:
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= len(rows):
        return [f"Expected a number from 1 to {len(rows)}, like: d 2."]
    row = rows[int(text) - 1]
    if row.kind == "named":
        return ["There is nothing to forget."]
    return _kept(lambda: port.change(row.path, ""), f"Kept: {row.label} as usual", apply)


def _kept(change: Callable[[], Settings], said: str, apply: Apply) -> Answer:
    try:
        apply(change())
    except SettingRefused as refused:
        return [str(refused)]
    return [f"{said}."]
