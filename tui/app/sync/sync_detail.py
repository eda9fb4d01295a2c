"""How the exchange stands, and all about the chosen change."""

from __future__ import annotations

from collections.abc import Iterator

from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, fit, wrap
from tui.workout.notice import Notice, Tone
from tui.workout.styled import Line, Part
from tui.workout.sync.view import DetailView

SENTENCE_LINES = 4


class SyncState(Painted[tuple[tuple[str, Tone], ...]]):
    """A few sentences, each in its own line; the first may take a second one."""

    DEFAULT_CSS = """
    SyncState { height: 3; }
    """

    @staticmethod
    def draw(view: tuple[tuple[str, Tone], ...], width: int, height: int) -> list[Line]:
        """Return the lines."""
        room = max(1, height - len(view) + 1)
        return [
            (Part(f" {text}", tone),)
            for number, (words, tone) in enumerate(view)
            for text in wrap(words, width - 2, room if number == 0 else 1)
        ]


class SyncDetail(Painted[DetailView]):
    """What was done, why it waits, and what helps; both sides of a conflict."""

    DEFAULT_CSS = """
    SyncDetail { height: 7; }
    """

    @staticmethod
    def draw(view: DetailView, width: int, height: int) -> list[Line]:
        """Return title, both sides, and sentences; what does not fit is said."""
        lines: list[Line] = [
            (Part(f" {text}", "strong"),) for text in wrap(view.title, width - 2, 2)
        ]
        lines += _sides(view, width, max(0, height - len(lines) - 1))
        for words, tone in view.sentences:
            for text in wrap(words, width - 2, SENTENCE_LINES):
                lines.append((Part(f" {text}", tone),))
        return lines


def _sides(view: DetailView, width: int, height: int) -> Iterator[Line]:
    """Yield a table of what it is, mine, theirs."""
    if not view.sides or height < 2:
        return
    name_width = min(max(cell_width(name) for name, _, _ in view.sides) + 2, 20)
    side_width = min(
        (width - name_width - 4) // 2,
        max(cell_width(text) for _, *sides in view.sides for text in sides) + 10,
    )

    def row(name: str, mine: str, theirs: str, tone: str = "") -> Line:
        return (
            Part(f" {fit(name, name_width)}", "muted"),
            Part(fit(mine, side_width), tone),
            Part("  "),
            Part(clip(theirs, side_width), tone),
        )

    yield row("", "mine", "theirs", "muted")
    shown = view.sides if len(view.sides) < height else view.sides[: height - 2]
    for side in shown:
        yield row(*side)
    if len(shown) < len(view.sides):
        yield (Part(f" and {len(view.sides) - len(shown)} more", "muted"),)


class SyncNotice(Painted[Notice]):
    """What the last key did."""

    @staticmethod
    def draw(view: Notice, width: int, height: int) -> list[Line]:
        """Return the one line."""
        return [(Part(f" {clip(view.words, width - 2)}", view.tone),)]
