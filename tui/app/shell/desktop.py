"""A notification on the desktop, asked of the terminal in the words that it understands.

OSC 99 is kitty's, OSC 9 iTerm2's, OSC 777 rxvt's; most terminals know one of them. A terminal
that is not known to know one is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from textual.app import App

from tui.late_pattern import late_pattern
from tui.plain_text import clean

Dialect = Literal["9", "99", "777"]

_NINE = frozenset({"iterm.app", "wezterm", "ghostty", "warpterminal", "rio"})
_SEVENS = ("rxvt", "foot", "contour")
_SEPARATORS = late_pattern("[;\x1b\x07\x9c]")


def dialect_of(environment: Mapping[str, str]) -> Dialect | None:
    """Tell from the environment which notification this terminal understands, if any."""
    term = environment.get("TERM", "").lower()
    program = environment.get("TERM_PROGRAM", "").lower()
    if "KITTY_WINDOW_ID" in environment or term.startswith("xterm-kitty"):
        return "99"
    if program in _NINE or term.startswith("xterm-ghostty") or "ConEmuPID" in environment:
        return "9"
    if environment.get("LC_TERMINAL", "").lower() == "iterm2":
        return "9"
    if term.startswith(_SEVENS) or {"VTE_VERSION", "KONSOLE_VERSION"} & environment.keys():
        return "777"
    return None


def can_notify(environment: Mapping[str, str]) -> bool:
    """Tell whether this terminal is known to notify the desktop."""
    return dialect_of(environment) is not None


def notification(title: str, body: str, environment: Mapping[str, str]) -> str:
    """Return what to write to the terminal, or nothing where it would not be understood.

    Inside tmux it is passed through, which tmux does where `allow-passthrough` is on.
    """
    dialect = dialect_of(environment)
    if dialect is None:
        return ""
    title, body = (_SEPARATORS.sub(" ", clean(text)) for text in (title, body))
    end = "\x1b\\"
    sequence = {
        "9": f"\x1b]9;{title}: {body}{end}",
        "777": f"\x1b]777;notify;{title};{body}{end}",
        "99": f"\x1b]99;i=topset:d=0;{title}{end}\x1b]99;i=topset:d=1:p=body;{body}{end}",
    }[dialect]
    if "TMUX" in environment:
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + end
    return sequence


def notify(app: App[None], title: str, body: str, environment: Mapping[str, str]) -> None:
    """Show a notification outside the terminal, if it can.

    The one place that writes past Textual's own output: it has `bell` but no notification.
    """
    sequence, driver = notification(title, body, environment), app._driver
    if sequence and driver is not None:
        driver.write(sequence)
        driver.flush()
