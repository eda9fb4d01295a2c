"""sign-in, sign-up, new-password, sign-out, whoami."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tui.cli.asking import (
    address,
    email_option,
    password,
    password_stdin,
    through_second_factor,
    with_code,
)
from tui.cli.compose import House
from tui.cli.options import as_json
from tui.cli.project_choice import keep_named_project
from tui.cli.words import put, put_document, say

if TYPE_CHECKING:
    from tui.sync.protocol import Identity


@click.command("sign-in")
@email_option
@password_stdin
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
    email = address(house, email)
    if by_code:
        account.send_code(email)
        say(f"A code is on its way to {email}.")
        signed_in = through_second_factor(
            account,
            lambda: with_code("Code", lambda code: account.sign_in_with_code(email, code)),
        )
    else:
        word = password(from_stdin=password_stdin)
        signed_in = through_second_factor(account, lambda: account.sign_in(email, word))
    _welcome(house, signed_in, as_json=as_json)


@click.command("sign-up")
@email_option
@password_stdin
@click.option("--confirm", is_flag=True, help="Only confirm: the code came by e-mail before.")
@as_json
@click.pass_obj
def sign_up(
    house: House, email: str | None, password_stdin: bool, confirm: bool, as_json: bool
) -> None:
    """Make an account and sign in to it; topset never keeps the password.

    Where the project wants the address confirmed, the code of its e-mail is asked for, or is the
    next line of standard input.
    """
    if password_stdin and confirm:
        raise click.UsageError("--confirm needs no password: leave --password-stdin out.")
    account = house.account()
    email = address(house, email)
    made = None
    if not confirm:
        made = account.sign_up(email, password(from_stdin=password_stdin, twice=True))
        if made is None:
            say(f"A code is on its way to {email}; `topset sign-up --confirm` takes it later too.")
    if made is None:
        made = with_code("Code", lambda code: account.confirm_sign_up(email, code))
    _welcome(house, made, as_json=as_json)


@click.command("new-password")
@email_option
@password_stdin
@as_json
@click.pass_obj
def new_password(house: House, email: str | None, password_stdin: bool, as_json: bool) -> None:
    """Set a new password with a code that is sent by e-mail, and sign in.

    From standard input, the password is the first line and the code the next.
    """
    account = house.account()
    email = address(house, email)
    word = password("New password", from_stdin=password_stdin, twice=True)
    account.send_recovery(email)
    say(f"If {email} has an account, a code is on its way there.")
    signed_in = through_second_factor(
        account, lambda: with_code("Code", lambda code: account.recover(email, code, word))
    )
    _welcome(house, signed_in, as_json=as_json)


def _welcome(house: House, identity: Identity, *, as_json: bool) -> None:
    if keep_named_project(house):
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
