"""What stands for a character on a terminal without Unicode: ASCII that looks or reads alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

# One character for one, so that what is drawn in cells keeps its places.
_CELLS: Final[Mapping[str, str]] = (
    dict.fromkeys("–—−─━‐‑‒―╌┄", "-")
    | dict.fromkeys("│┃┆┊║", "|")
    | dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛┣┳┻╋┫", "+")
    | dict.fromkeys("·•∙", ".")
    | dict.fromkeys("▸▶›»→", ">")
    | dict.fromkeys("◂◀‹«←", "<")
    | dict.fromkeys("↑▴▲", "^")
    | dict.fromkeys("↓▾▼", "v")
    | dict.fromkeys("“”„″", '"')
    | dict.fromkeys("‘’‚′", "'")
    | dict.fromkeys("×✖✕✗✘", "x")
    | dict.fromkeys("✓✔", "v")
    | dict.fromkeys("★☆◆◇●■▪", "*")
    | dict.fromkeys("○◌□", "o")
    | dict.fromkeys("▁▂░", ".")
    | dict.fromkeys("▃▄▒", ":")
    | dict.fromkeys("▅▆▓", "=")
    | dict.fromkeys("▇█▀", "#")
    | {"▐": "[", "▌": "]", "…": ".", "≥": ">", "≤": "<", "≠": "#", "½": "/", "\u2800": " "}
)
# In running text a stand-in may be longer.
_WORDS: Final[Mapping[str, str]] = {
    "…": "...", "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "≠": "!=", "½": "1/2", "·": "-"
}  # fmt: skip


def in_words(text: str) -> str:
    """Return running text in ASCII."""
    return "".join(_WORDS.get(char) or _cell(char) for char in text)


def in_cells(text: str) -> str:
    """Return drawn text in ASCII; each character fills the cells that it filled before."""
    return "".join(_of_width(char) for char in text)


def _cell(char: str) -> str:
    """Return one ASCII character, or none for a mark that stands on the one before."""
    if char.isascii():
        return char
    if char in _CELLS:
        return _CELLS[char]
    if 0x2800 < ord(char) <= 0x28FF:  # the dots of a chart
        return "*"
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return ""
    plain = unicodedata.normalize("NFKD", char)[0]
    return plain if plain.isascii() else "?"


def _of_width(char: str) -> str:
    wide = unicodedata.east_asian_width(char) in "WF"
    return _cell(char).ljust(2) if wide else _cell(char)
