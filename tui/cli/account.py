"""sign-in, sign-out, whoami."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from tui.cli.compose import House
from tui.cli.exits import ExitCode, Stopped
from tui.cli.options import as_json
from tui.cli.words import put, put_document, say


@click.command("sign-in")
@click.option("--email", help="Whose account; asked for if it is not set.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
@click.pass_obj
def sign_in(house: House, email: str | None, password_stdin: bool, as_json: bool) -> None:
    """Sign in with e-mail and password; topset never keeps the password."""
    account = house.account()
    email = email or house.settings.email or _asked("E-mail")
    password = _first_line() if password_stdin else _asked("Password", hidden=True)
    identity = account.sign_in(email.strip(), password)
    if house.remember_project():
        say(f"The project is now set in {house.places.config_file}.")
    say(f"Signed in as {identity.email}.")
    if as_json:
        put_document(_about(house))


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


def _first_line() -> str:
    line = sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
    if not line:
        raise Stopped("There was no password on standard input.")
    return line
