"""The first question of plain topset, on a laptop where nothing is set up yet."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from tui.cli.compose import NO_PROJECT
from tui.cli.exits import ExitCode, Stopped
from tui.cli.words import put

if TYPE_CHECKING:
    from tui.cli.compose import House

QUESTION = (
    "topset, plain. Where shall your training log live?",
    "1. In a Supabase project, yours or your coach's.",
    "2. On just this laptop; connect a project later.",
    "3. Look around first: a sample lifter, all local.",
)
CONNECT = (
    "Sign in once, then run this again:"
    " topset --url https://abcd.supabase.co --publishable-key sb_publishable_… sign-in"
)


def choose_first(house: House) -> Literal["local", "demo"]:
    """Ask how to begin, and make the log of this laptop if that is wanted.

    Raises Stopped where the answer is a project, or where nobody answers.
    """
    for line in QUESTION:
        put(line)
    put("Type 1, 2 or 3.")
    sys.stdout.flush()
    for answer in _lines():
        if answer == "2":
            house.make_local_log()
            return "local"
        if answer == "1":
            raise Stopped(CONNECT, ExitCode.NOT_SIGNED_IN)
        if answer == "3":
            return "demo"
        put("Expected 1, 2 or 3.")
        sys.stdout.flush()
    raise Stopped(NO_PROJECT, ExitCode.NOT_SIGNED_IN)


def _lines() -> Iterator[str]:
    """Give each line of standard input, and take nothing of what comes behind it."""
    line = b""
    while byte := os.read(sys.stdin.fileno(), 1):
        if byte != b"\n":
            line += byte
            continue
        yield line.decode("utf-8", "replace").strip()
        line = b""
    if line:
        yield line.decode("utf-8", "replace").strip()
