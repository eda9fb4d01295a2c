"""sign-in, sign-out, whoami."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tui.cli.compose import House
from tui.cli.exits import ExitCode, Stopped
from tui.cli.options import as_json
from tui.cli.project_choice import keep_named_project
from tui.cli.words import put, put_document, say
from tui.sync.protocol import SignInRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.supabase.account import Account
    from tui.sync.protocol import Identity

TRIES = 3
WRONG_CODE = {"otp_expired", "mfa_verification_failed"}


@click.command("sign-in")
@click.option("--email", help="Whose account; asked for if it is not set.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--code", "by_code", is_flag=True, help="Have a code sent by e-mail, and take that.")
@as_json
@click.pass_obj
def sign_in(
    house: House, email: str | None, password_stdin: bool, by_code: bool, as_json: bool
) -> None:
    """Sign in with a password or a code; topset never keeps the password.

    Where the account has a second factor, its code is asked for, or is the next line of standard
    input.
    """
    if password_stdin and by_code:
        raise click.UsageError("--code needs no password: leave --password-stdin out.")
    account = house.account()
    email = (email or house.settings.email or _asked("E-mail")).strip()
    try:
        if by_code:
            identity = _sign_in_by_code(account, email)
        else:
            password = _line("password") if password_stdin else _asked("Password", hidden=True)
            identity = account.sign_in(email, password)
    except SignInRefused as refusal:
        if refusal.code != "second_factor_needed":
            raise
        identity = _with_code("Code of your authenticator", account.second_factor)
    if keep_named_project(house):
        say(f"The project is now set in {house.places.config_file}.")
    say(f"Signed in as {identity.email}.")
    if as_json:
        put_document(_about(house))


def _sign_in_by_code(account: Account, email: str) -> Identity:
    account.send_code(email)
    say(f"A code is on its way to {email}.")
    return _with_code("Code", lambda code: account.sign_in_with_code(email, code))


def _with_code(what: str, take: Callable[[str], Identity]) -> Identity:
    """Ask for a code, at a terminal again when it was wrong, elsewhere read it once."""
    if not sys.stdin.isatty():
        return take(_line(what.lower()))
    for _ in range(TRIES - 1):
        try:
            return take(_asked(what))
        except SignInRefused as refusal:
            if refusal.code not in WRONG_CODE:
                raise
            say(refusal.words)
    return take(_asked(what))


@click.command("sign-out")
@click.pass_obj
def sign_out(house: House) -> None:
    """Forget the session on this laptop; what was logged stays, sent or not."""
    identity = house.signed_in()
    unsent = 0
    if house.places.logbook_file(identity.project, identity.user_id).exists():
        book = house.logbook(identity)
        try:
            unsent = book.changes.counts().unsent
        finally:
            book.close()
    house.account().sign_out()
    say(f"Signed out {identity.email}.")
    if unsent:
        say(f"{unsent} changes are not sent yet; they will be after the next sign-in.")


@click.command("whoami")
@as_json
@click.pass_obj
def whoami(house: House, as_json: bool) -> None:
    """Tell who is signed in, from this laptop alone."""
    identity = house.signed_in()
    if as_json:
        put_document(_about(house))
        return
    put(identity.email)


def _about(house: House) -> dict[str, object]:
    from tui.sync.protocol import SyncError

    identity = house.signed_in()
    try:
        session = house.keeper.load(identity.user_id)
        expires_at = datetime.fromtimestamp(session.received_at + session.expires_in, UTC)
    except SyncError:
        expires_at = None
    return {
        "user_id": identity.user_id,
        "email": identity.email,
        "door": house.settings.door,
        "expires_at": expires_at,
    }


def _asked(what: str, *, hidden: bool = False) -> str:
    if not sys.stdin.isatty():
        option = "--password-stdin" if hidden else "--email"
        raise Stopped(f"{what} is missing, and there is nobody to ask: {option}.", ExitCode.USAGE)
    return str(click.prompt(what, hide_input=hidden, err=True))


def _line(what: str) -> str:
    """Return the next line of standard input. Raises Stopped at its end."""
    line = sys.stdin.readline().strip("\r\n") if sys.stdin else ""
    if not line:
        raise Stopped(f"There was no {what} on standard input.")
    return line
