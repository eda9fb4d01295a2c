"""On which line of a TOML file a name is set: tomllib keeps no positions."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

from tui.late_pattern import late_pattern

_HEADER = late_pattern(r"\s*\[{1,2}(?P<name>[^\[\]]+)\]{1,2}\s*(#.*)?$")


def line_of(path: Sequence[str], text: str) -> int:
    """Return the line that sets `path`, or the line of the nearest table around it, from 1."""
    wanted = tuple(path)
    table: tuple[str, ...] = ()
    best, best_depth = 1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = here = _parts(header["name"])
        elif "=" in line and not line.lstrip().startswith("#"):
            here = (*table, *_parts(line.partition("=")[0]))
        else:
            continue
        depth = len(here)
        if here and wanted[:depth] == here and depth > best_depth:
            best, best_depth = number, depth
    return best


def _parts(name: str) -> tuple[str, ...]:
    """Return the parts of a dotted TOML key; nothing for what is none."""
    try:
        found: object = tomllib.loads(f"{name.strip()} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts: list[str] = []
    while isinstance(found, dict):
        [(part, found)] = found.items()
        parts.append(part)
    return tuple(parts)
