"""How plain topset asks: a talk says something and is given the next line, until it is over.

A talk is a generator. It yields what is to be said before the next line is taken, is sent that
line, and returns what is said at its end. While one is open no line can become a set.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from tui.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from tui.training.records import Session

Answer = list[str]
How = Literal["seen", "unseen", "long"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is said before a line is taken; how it is taken: a password unseen, a link at length."""

    lines: Answer
    how: How = "seen"


@dataclass(frozen=True, slots=True)
class Opens:
    """The talk waits while a session is open; the line that it is sent afterwards is empty."""

    session: Session


Talk: TypeAlias = Generator[Asked | Opens, str, Answer]


class Quits(Exception):
    """The lifter leaves topset out of a talk."""


BACK = frozenset({"q", "b", "back", "esc", "escape", "0"})
QUIT = frozenset({"quit", "exit"})
HELP = frozenset({"?", "help"})


def choose(
    said: Sequence[str], count: int, how_to: str, words: Mapping[str, str] | None = None
) -> Generator[Asked, str, tuple[str, str] | None]:
    """Ask until a number or one of the words is said; None when the lifter goes back.

    Gives the number as digits, or the meaning of the word, and what was said after it.
    """
    words = words or {}
    lines = [*said, how_to]
    while True:
        line = (yield Asked(lines)).strip()
        head, _, rest = line.partition(" ")
        if line[:1] == "/" in words:
            head, rest = "/", line[1:]
        named = head if head in words else head.lower()
        if not rest and head.isascii() and head.isdigit() and 1 <= int(head) <= count:
            return head, ""
        if named in words:
            return words[named], rest.strip()
        if not rest and named in BACK:
            return None
        if not rest and named in QUIT:
            raise Quits
        if not line:
            lines = [how_to]
        elif named in HELP:
            lines = [*said, how_to]
        else:
            lines = [f"“{line}” is no choice here, and nothing was logged.", how_to]


def confirmed(question: str) -> Generator[Asked, str, bool]:
    """Ask for a plain yes; everything else is no."""
    line = yield Asked([question])
    return line.strip().lower() in ("yes", "y")
