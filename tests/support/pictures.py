"""A screen as text: the words on it, and the whole as a picture that holds its styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tests.support.palette import colour_names
from tui.app.shell.painted import Painted


def words_on(screen: Screen[object]) -> str:
    """Return what the parts of a screen say, each on its own lines; may be asked at any time."""
    said: list[str] = []
    for part in screen.query("*"):
        if isinstance(part, Painted):
            said += [part.render_line(y).text for y in range(part.size.height)]
        elif isinstance(part, Static):
            said.append(str(part.content))
    return "\n".join(said)


def screen_strips(screen: Screen[object]) -> list[list[Segment]]:
    """Return the lines of a screen that has settled.

    The one place that reaches into Textual's compositor. Asking it while a layout is due would
    disturb that layout, so wait for `words_on` first.
    """
    return [list(strip) for strip in screen._compositor.render_strips(screen.size)]


def screen_text(screen: Screen[object]) -> str:
    """Return the words of a screen that has settled, where they stand."""
    lines = ("".join(part.text for part in strip) for strip in screen_strips(screen))
    return "\n".join(line.rstrip() for line in lines) + "\n"


class Cell(NamedTuple):
    """A character, its style, and the style that a blank in its place would have."""

    text: str
    style: str
    blank: str


NOTHING = Cell(" ", "", "")


def picture(screen: Screen[object]) -> str:
    """Return the picture of a screen that has settled: its text, what has the focus, its styles.

    A style is told by the names that the theme has for its colours, from column to column of a
    line; text in the usual colours is not mentioned. Of what lies below a dialog nothing is kept:
    it has a picture of its own.
    """
    names = colour_names(screen.app.get_css_variables())
    rows = [list(_cells(strip, names)) for strip in screen_strips(screen)]
    if isinstance(screen, ModalScreen):
        rows = _only(rows, [part.region for part in screen.children])
    lines = ["".join(cell.text for cell in row).rstrip() for row in rows]
    focused = screen.focused
    name = f"{type(focused).__name__}#{focused.id}" if focused is not None else "nothing"
    styles = [
        f"{number}: {', '.join(spans)}"
        for number, row in enumerate(rows, start=1)
        if (spans := list(_spans(row)))
    ]
    return "\n".join([*lines, f"focus: {name}", *styles]) + "\n"


def _cells(strip: Iterable[Segment], names: Mapping[str, str]) -> Iterator[Cell]:
    """Return a cell for each column; a wide character leaves the one after it empty."""
    for text, style, _ in strip:
        told = _told(style or Style(), names)
        blank = _told(style or Style(), names, blank=True)
        for character in text:
            yield Cell(character, blank if character == " " else told, blank)
            if cell_len(character) > 1:
                yield Cell("", told, blank)


def _told(style: Style, names: Mapping[str, str], *, blank: bool = False) -> str:
    """Return the words for a style; of a blank only what can be seen without a letter."""
    ink, ground = _hex(style.color), _hex(style.bgcolor)
    marks = {"underline": style.underline, "reverse": style.reverse}
    inked = not blank or style.underline or style.reverse
    if not blank:
        marks |= {"bold": style.bold, "dim": style.dim, "italic": style.italic}
    told = [word for word, has in marks.items() if has]
    if inked and names.get(ink) != "foreground":
        told.append(names.get(ink, ink))
    if names.get(ground) != "background":
        told.append(f"on {names.get(ground, ground)}")
    return " ".join(told)


def _hex(colour: Color | None) -> str:
    return "nothing" if colour is None else colour.get_truecolor().hex.lower()


def _only(rows: list[list[Cell]], regions: Sequence[Region]) -> list[list[Cell]]:
    return [
        [
            cell if any(region.contains(x, y) for region in regions) else NOTHING
            for x, cell in enumerate(row)
        ]
        for y, row in enumerate(rows)
    ]


def _spans(row: Sequence[Cell]) -> Iterator[str]:
    """Return the styled stretches of a line."""
    column = 0
    for style, cells in groupby(_styles(row)):
        width = len(list(cells))
        if style:
            yield f"{column + 1}-{column + width} {style}"
        column += width


def _styles(row: Sequence[Cell]) -> list[str]:
    """Return the style of each column; blanks between two words of one style have it too."""
    styles = [cell.style for cell in row]
    end = 0
    for (is_blank, style), cells in groupby(row, key=lambda cell: (cell.text == " ", cell.style)):
        start, end = end, end + len(list(cells))
        if is_blank and start > 0 and end < len(row):
            before, after = row[start - 1], row[end]
            if before.style == after.style and before.blank == style:
                styles[start:end] = [before.style] * (end - start)
    return styles
