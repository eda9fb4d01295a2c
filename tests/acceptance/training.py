"""What a lifter does at the today screen, and how to see that it was done."""

from __future__ import annotations

from tests.acceptance.terminal import Terminal


def enter(terminal: Terminal, line: str, done: str) -> None:
    """Type a line and press Enter; `done` is what the screen then shows, such as 2/3 sets."""
    terminal.type(line)
    terminal.wait_for(f"{line}_")
    terminal.type("enter")
    terminal.wait_for(done)


def all_sent(terminal: Terminal) -> bool:
    """Tell whether the header says that nothing waits any more."""
    return " sent" in terminal.lines[0] and "to send" not in terminal.lines[0]
