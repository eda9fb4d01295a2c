"""What help there is for the part that the lifter is at."""

from __future__ import annotations

from tui.lazy_dataclass import dataclass
from tui.workout.entry_view import Purpose


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """A few lines about one thing: keys or examples to the left, words to the right."""

    title: str
    lines: tuple[tuple[str, str], ...]


def today_topic(purpose: Purpose, *, typed: bool, resting: bool) -> HelpTopic:
    """Return the help for the line as it stands: `purpose` says what Enter will do with it."""
    number = purpose.set_no
    if typed:
        title = "You are typing a set"
        lines = [
            ("enter", "log it" if purpose.verb != "amend" else f"amend set {number}"),
            ("esc", "put the guess back"),
            ("a to z", "are text until then, not commands"),
        ]
        return HelpTopic(title, tuple(lines))
    if purpose.verb == "amend":
        title = f"Set {number} is chosen"
        lines = [
            ("enter", "keep the line in its place"),
            ("d", "remove it"),
            ("↓", "on to the next"),
        ]
    elif purpose.verb == "extra":
        title = f"Set {number} would be an extra one"
        lines = [
            ("m", "repeat the last set"),
            ("82.5x8", "or type another"),
            ("↑", "amend a set"),
        ]
    else:
        title = f"Set {number} is next"
        lines = [
            ("enter", "log the line as it stands"),
            ("82.5", "type over it"),
            ("↑", "amend a set"),
        ]
    if resting:
        lines += [("r", "pause the rest"), ("<  >", "15 seconds less or more"), ("R", "no rest")]
    return HelpTopic(title, tuple(lines))
