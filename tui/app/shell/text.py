"""Text on its way to the screen: measured, shortened, wrapped.

Everything drawn goes through `clean`, either here or in the painting widget.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from tui.plain_text import clean
from tui.workout.styled import Line, Part


def cell_width(text: str) -> int:
    """Return the number of cells that the text takes."""
    return cell_len(clean(text))


def clip(text: str, cells: int) -> str:
    """Return the text in at most so many cells, ending in … when shortened."""
    text = clean(text)
    if cells <= 0:
        return ""
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + "…"


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """Return the text in exactly so many cells, padded, or shortened with …"""
    text = clip(text, cells)
    gap = " " * (cells - cell_len(text))
    return gap + text if right else text + gap


def wrap(text: str, cells: int, lines: int) -> list[str]:
    """Return the text in at most so many lines of so many cells; the last may end in …"""
    words = clean(text).split()
    wrapped: list[str] = []
    while words and len(wrapped) < lines:
        if len(wrapped) == lines - 1:
            wrapped.append(clip(" ".join(words), cells))
            break
        taken = 1
        while taken < len(words) and cell_len(" ".join(words[: taken + 1])) <= cells:
            taken += 1
        wrapped.append(clip(" ".join(words[:taken]), cells))
        words = words[taken:]
    return wrapped


def wrap_phrases(text: str, cells: int, lines: int) -> list[str]:
    """Return the text wrapped where its phrases, which ` · ` joins, come apart; else as `wrap`."""
    rows: list[str] = []
    for phrase in text.split(" · "):
        longer = f"{rows[-1]} · {phrase}" if rows else phrase
        if rows and cell_width(longer) <= cells:
            rows[-1] = longer
        else:
            rows.append(phrase)
    fits = len(rows) <= lines and all(cell_width(row) <= cells for row in rows)
    return [clean(row) for row in rows] if fits else wrap(text, cells, lines)


def line_width(line: Line) -> int:
    """Return the number of cells that a line takes."""
    return sum(cell_width(part.text) for part in line)


def spread(left: Line, right: Line, cells: int) -> Line:
    """Return one line with its two ends apart; the left end gives way when they do not fit."""
    room = cells - line_width(right)
    kept: list[Part] = []
    for part in left:
        if room <= 0:
            break
        text = clip(part.text, room)
        kept.append(Part(text, part.style))
        room -= cell_width(text)
    return (*kept, Part(" " * max(room, 0)), *right)
