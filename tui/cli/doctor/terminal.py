"""What the terminal can show."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping

from tui.cli.doctor.check import Check
from tui.cli.shell_words import set_variable

SMALLEST = (40, 10)
COMFORTABLE = (80, 24)
# Windows' terminals set no TERM and draw all the same.
NOT_DRAWN = ("dumb", "unknown") if sys.platform == "win32" else ("", "dumb", "unknown")


def terminal(environment: Mapping[str, str]) -> Iterator[Check]:
    """Tell size, colours and characters of the terminal that this runs in."""
    size = _size()
    name = environment.get("TERM", "")
    around = [
        words
        for variable, words in (("TMUX", "in tmux"), ("STY", "in screen"), ("SSH_TTY", "over ssh"))
        if environment.get(variable)
    ]
    named = [] if sys.platform == "win32" and not name else [f"TERM={name or 'unset'}"]
    where = ", ".join([*named, *around]) or "of Windows"
    if size is None:
        words = f"this is not a terminal ({where}): commands work; the app needs one"
        yield Check("terminal", True, words)
    else:
        yield _terminal(size, name, where)
    yield _colours(environment, name)
    yield _characters(environment)


def _size() -> tuple[int, int] | None:
    for stream in (1, 2, 0):
        try:
            if os.isatty(stream):
                size = os.get_terminal_size(stream)
                return size.columns, size.lines
        except OSError:
            continue
    return None


def _terminal(size: tuple[int, int], name: str, where: str) -> Check:
    words = f"{size[0]} × {size[1]}, {where}"
    if name in NOT_DRAWN:
        do = "the commands work; for the app open another terminal, or set TERM to what this one is"
        return Check("terminal", False, f"{words}: the app cannot draw", do)
    if size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
        return Check("terminal", False, words, "make it larger than 40 × 10")
    if size[0] < COMFORTABLE[0] or size[1] < COMFORTABLE[1]:
        words += "; 80 × 24 shows more"
    return Check("terminal", True, words)


def _colours(environment: Mapping[str, str], name: str) -> Check:
    if environment.get("NO_COLOR"):
        return Check("colours", True, "off (NO_COLOR)")
    full = environment.get("COLORTERM", "") in ("truecolor", "24bit") or name.endswith("-direct")
    if full or (sys.platform == "win32" and not name):
        return Check("colours", True, "16 million")
    if "256color" not in name:
        do = f"if it can show more: {set_variable('COLORTERM', 'truecolor')}"
        return Check("colours", True, "16 or fewer", do if name not in ("", "dumb") else "")
    inside = bool(environment.get("TMUX"))
    do = 'for more, in tmux.conf: set -as terminal-features ",*:RGB"' if inside else ""
    return Check("colours", True, "256", do)


def _characters(environment: Mapping[str, str]) -> Check:
    encoding = (getattr(sys.stdout, "encoding", None) or "none").lower()
    named = [environment[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(key)]
    locale = named[0] if named else "no locale set"
    if sys.platform == "win32":
        locale = "of Windows"
    if encoding.replace("-", "").replace("_", "") == "utf8":
        return Check("characters", True, f"Unicode (UTF-8, {locale})")
    do = set_variable(*("PYTHONUTF8", "1") if sys.platform == "win32" else ("LC_ALL", "C.UTF-8"))
    if "ascii" in encoding:
        return Check("characters", True, f"ASCII ({locale}): others show as lookalikes", do)
    return Check(
        "characters", False, f"{encoding} ({locale}): some characters show as others, ▸ as >", do
    )
