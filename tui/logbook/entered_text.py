"""What lifters type, on its way into the logbook: only text that the server takes goes in.

A change that the server cannot read would be refused, and would hold up those made after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui.logbook.errors import TextTooLong
from tui.plain_text import storable
from tui.sync.protocol import Json, Row

LONGEST: Final = 10_000
LONGEST_NAME: Final = 200  # an index holds the names, and an index entry has little room
_LONGEST: Final = {"exercise_name": LONGEST_NAME, "day_label": LONGEST_NAME, "notes": LONGEST}


def storable_columns(columns: Mapping[str, Json]) -> Row:
    """Return the columns with every text as the server can hold it."""
    return {name: _storable(value) for name, value in columns.items()}


def refuse_long(columns: Mapping[str, Json]) -> None:
    """Raise TextTooLong for a name or a comment that is longer than the database should hold."""
    for name, longest in _LONGEST.items():
        text = columns.get(name)
        if isinstance(text, str) and len(text) > longest:
            what = "a comment" if name == "notes" else "a name"
            raise TextTooLong(f"{what} has up to {longest:,} characters: nothing was kept")


def _storable(value: Json) -> Json:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): _storable(item) for key, item in value.items()}
    return value
