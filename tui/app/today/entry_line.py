"""The live line in which sets are typed, the plates beside it, and what is said about it below."""

from __future__ import annotations

from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, wrap, wrap_phrases
from tui.workout.entry_view import EntryView
from tui.workout.notice import Notice
from tui.workout.styled import Line, Part


class EntryLine(Painted[EntryView]):
    """The prompt says what Enter will do; the caret shows where typing goes."""

    DEFAULT_CSS = """
    EntryLine { height: 3; }
    """

    @staticmethod
    def draw(view: EntryView, width: int, height: int) -> list[Line]:
        """Return the line itself and up to two lines about it."""
        prompt = f" {view.prompt} › "
        parts = [Part(prompt, "muted"), *_typed(view)]
        taken = sum(cell_width(part.text) for part in parts)
        if view.hint:
            column = max(cell_width(prompt) + 18, taken + 2)
            room = width - column - 1
            hint = clip(view.hint, room)
            if room >= 8:
                parts += [Part(" " * (column - taken)), Part(hint, "muted")]
        lines: list[Line] = [tuple(parts)]
        if view.notice is not None:
            lines += _notice(view.notice, cell_width(prompt), width, height - 1)
        return lines


def _typed(view: EntryView) -> list[Part]:
    if not view.text:
        return [Part("_", "accent"), Part(f" {view.placeholder}", "muted")]
    style = "guess" if view.pristine else "strong"
    if view.caret >= len(view.text):
        return [Part(view.text, style), Part("_", "accent")]
    return [
        Part(view.text[: view.caret], style),
        Part(view.text[view.caret], f"{style} caret"),
        Part(view.text[view.caret + 1 :], style),
    ]


def _notice(notice: Notice, indent: int, cells: int, lines: int) -> list[Line]:
    if notice.column is None:
        rows = wrap_phrases(notice.words, cells - indent - 1, lines)
        return [(Part(" " * indent + row, notice.tone),) for row in rows]
    start = indent + notice.column
    room = cells - start - 3
    if cell_width(notice.words) <= room:
        return [(Part(" " * start), Part(f"^ {notice.words}", notice.tone))]
    room, remedy = cells - indent - 1, notice.words.rpartition(": ")[2]
    short = next((one for one in (notice.words, remedy) if cell_width(one) <= room), None)
    if short is not None and lines > 1:
        pointer: Line = (Part(" " * start), Part("^", notice.tone))
        return [pointer, (Part(" " * indent + short, notice.tone),)]
    # What to type instead comes before where and why.
    whole = wrap(notice.words, room, lines + 1)
    rows = whole if len(whole) <= lines else wrap(remedy, room, lines)
    return [(Part(" " * indent + row, notice.tone),) for row in rows]
