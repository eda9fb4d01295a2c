"""Asking for an address, a password or a code: of whoever sits at the terminal, else of stdin."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from tui.cli.exits import ExitCode, Stopped
from tui.cli.words import say
from tui.sync.protocol import EMAIL_LIMITS, PASSWORD_REFUSED, SignInRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.cli.wiring import AppContext
    from tui.supabase.account import Account
    from tui.sync.protocol import Identity

TRIES = 3
CODE = "Code or link"
HOW_TO_ANSWER = (
    "Type its code or paste its link; if you clicked the link, paste the address that the browser"
    " then shows."
)
_WRONG_CODE = {"otp_expired", "mfa_verification_failed"}

email_option = click.option("--email", help="Whose account; asked for if it is not set.")
password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


def address(context: AppContext, email: str | None) -> str:
    """Return whose account is meant: as given, as set, or asked for. Raises Stopped."""
    return (email or context.settings.email or _asked("E-mail", "--email")).strip()


def password(what: str = "Password", *, from_stdin: bool, twice: bool = False) -> str:
    """Return a password that was typed unseen, or the next line of stdin. Raises Stopped."""
    if from_stdin:
        return line("password")
    return _asked(what, "--password-stdin", hidden=True, twice=twice)


def sent_by_email(send: Callable[[], object], words: str) -> None:
    """Have an e-mail sent and say so; where none may be sent for now, one in hand is good."""
    try:
        send()
    except SignInRefused as refusal:
        if refusal.code not in EMAIL_LIMITS:
            raise
        words = refusal.words
    say(f"{words} {HOW_TO_ANSWER}")


def until_accepted(word: str, arrive: Callable[[str], Identity], *, from_stdin: bool) -> Identity:
    """Return who signed in with the first password that the project takes.

    After one that is refused another is asked for, or is the next line of stdin; `arrive` keeps
    what proved who is asking.
    """
    for _ in range(TRIES - 1):
        try:
            return arrive(word)
        except SignInRefused as refusal:
            if refusal.code not in PASSWORD_REFUSED:
                raise
            another = next_line() if from_stdin or not sys.stdin.isatty() else None
            if another == "":
                raise
            say(refusal.words)
            word = another or password("New password", from_stdin=False, twice=True)
    return arrive(word)


def with_code(what: str, take: Callable[[str], Identity]) -> Identity:
    """Ask for a code, at a terminal again when it was wrong, elsewhere read it once."""
    _take_long_lines()
    if not sys.stdin.isatty():
        return take(line(what.lower()))
    for _ in range(TRIES - 1):
        try:
            return take(str(click.prompt(what, err=True)))
        except SignInRefused as refusal:
            if refusal.code not in _WRONG_CODE:
                raise
            say(refusal.words)
    return take(str(click.prompt(what, err=True)))


def through_second_factor(account: Account, arrive: Callable[[], Identity]) -> Identity:
    """Sign in, with the authenticator's code where the account wants one."""
    try:
        return arrive()
    except SignInRefused as refusal:
        if refusal.code != "second_factor_needed":
            raise
    return with_code("Code of your authenticator", account.second_factor)


def next_line() -> str:
    """Return the next line of standard input, empty at its end."""
    return sys.stdin.readline().strip("\r\n") if sys.stdin else ""


def line(what: str) -> str:
    """Return the next line of standard input. Raises Stopped at its end."""
    found = next_line()
    if not found:
        raise Stopped(f"There was no {what} on standard input.")
    return found


def _take_long_lines() -> None:
    """Let a link of any length be pasted: a terminal itself cuts lines off, at 4,095 or 1,024."""
    with suppress(ImportError):  # some builds of Python lack it
        import readline  # noqa: F401  (the import alone makes `input` read through it)


def _asked(what: str, option: str, *, hidden: bool = False, twice: bool = False) -> str:
    if not sys.stdin.isatty():
        raise Stopped(f"{what} is missing, and there is nobody to ask: {option}.", ExitCode.USAGE)
    return str(click.prompt(what, hide_input=hidden, confirmation_prompt=twice, err=True))
