"""sign-in, sign-up, new-password, sign-out, whoami."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tui.cli.asking import (
    CODE,
    HOW_TO_ANSWER,
    address,
    email_option,
    password,
    password_stdin,
    sent_by_email,
    through_second_factor,
    until_accepted,
    with_code,
)
from tui.cli.exits import Stopped
from tui.cli.options import as_json
from tui.cli.project_choice import keep_named_project
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document, say
from tui.sync.protocol import EMAIL_LIMIT, Counts, SignInRefused
from tui.training.wording import counted

if TYPE_CHECKING:
    from tui.sync.protocol import Identity


@click.command("sign-in")
@email_option
@password_stdin
@click.option("--code", "by_code", is_flag=True, help="By an e-mail with a code or a link.")
@as_json
@click.pass_obj
def sign_in(
    context: AppContext, email: str | None, password_stdin: bool, by_code: bool, as_json: bool
) -> None:
    """Sign in with a password, or by e-mail; topset never keeps the password.

    With --code an e-mail is sent: its code, its link, or the address that a click on the link led
    to, is asked for, or is the next line of standard input. Where the account has a second factor,
    its code is asked for, or is the line after that.
    """
    if password_stdin and by_code:
        raise click.UsageError("--code needs no password: leave --password-stdin out.")
    account = context.account()
    email = address(context, email)
    if by_code:
        sent_by_email(lambda: account.send_code(email), f"An e-mail is on its way to {email}.")
        signed_in = through_second_factor(
            account,
            lambda: with_code(CODE, lambda code: account.sign_in_with_code(email, code)),
        )
    else:
        word = password(from_stdin=password_stdin)
        signed_in = through_second_factor(account, lambda: account.sign_in(email, word))
    _welcome(context, signed_in, as_json=as_json)


@click.command("sign-up")
@email_option
@password_stdin
@click.option("--confirm", is_flag=True, help="Only confirm: the e-mail came before.")
@as_json
@click.pass_obj
def sign_up(
    context: AppContext, email: str | None, password_stdin: bool, confirm: bool, as_json: bool
) -> None:
    """Make an account and sign in to it; topset never keeps the password.

    Where the project wants the address confirmed, the code or link of its e-mail is asked for, or
    is the next line of standard input.
    """
    if password_stdin and confirm:
        raise click.UsageError("--confirm needs no password: leave --password-stdin out.")
    account = context.account()
    email = address(context, email)
    made = None
    if not confirm:
        word = password(from_stdin=password_stdin, twice=True)
        try:
            made = account.sign_up(email, word)
            words = f"An e-mail is on its way to {email}."
        except SignInRefused as refusal:
            if refusal.code != EMAIL_LIMIT:
                raise
            words = refusal.words  # the account is there, and its e-mail was just sent
        if made is None:
            _keep_project(context)  # without it, what is said next would not know where to ask
            later = f"`topset sign-up --confirm --email {email}` takes it later too."
            say(f"{words} {HOW_TO_ANSWER} {later}")
    if made is None:
        made = with_code(CODE, lambda code: account.confirm_sign_up(email, code))
    _welcome(context, made, as_json=as_json)


@click.command("new-password")
@email_option
@password_stdin
@as_json
@click.pass_obj
def new_password(
    context: AppContext, email: str | None, password_stdin: bool, as_json: bool
) -> None:
    """Set a new password with the code or link of an e-mail, and sign in.

    From standard input, the password is the first line and the code or link the next; a password
    that is refused may be followed by another line with a better one.
    """
    account = context.account()
    email = address(context, email)
    word = password("New password", from_stdin=password_stdin, twice=True)
    sent_by_email(
        lambda: account.send_recovery(email), f"If {email} has an account, an e-mail is on its way."
    )
    proved = ""

    def set_password(word: str) -> Identity:
        def with_proof(code: str) -> Identity:
            nonlocal proved
            proved = code
            return account.recover(email, code, word)

        if proved:
            return through_second_factor(account, lambda: with_proof(proved))
        return through_second_factor(account, lambda: with_code(CODE, with_proof))

    signed_in = until_accepted(word, set_password, from_stdin=password_stdin)
    _welcome(context, signed_in, as_json=as_json)


def _keep_project(context: AppContext) -> None:
    if keep_named_project(context):
        say(f"The project is now set in {context.paths.config_file}.")


def _welcome(context: AppContext, identity: Identity, *, as_json: bool) -> None:
    _keep_project(context)
    say(f"Signed in as {identity.email}.")
    if as_json:
        put_document(_about(context))


@click.command("sign-out")
@click.option(
    "--forget", is_flag=True, help="Take the log off this laptop as well, and all copies of it."
)
@click.option("--yes", is_flag=True, help="Do not ask, even where changes are not sent yet.")
@click.pass_obj
def sign_out(context: AppContext, forget: bool, yes: bool) -> None:
    """Forget the session on this laptop; what was logged stays, sent or not.

    With --forget nothing of the lifter stays here; what is in the database stays there.
    """
    identity = context.signed_in()
    counts = _waiting(context, identity, may_be_damaged=forget)
    if forget:
        context.refuse_to_forget_what_is_open(identity)
        if counts != Counts() and not yes:
            _ask_before_losing(counts)
    context.account().sign_out()
    say(f"Signed out {identity.email}.")
    if forget:
        removed = context.forget(identity)
        files = counted(removed, "file")
        say(f"{files} with the log of {identity.email} removed from this laptop.")
    elif counts and counts.unsent:
        say(
            f"{counted(counts.unsent, 'change')} not sent yet: the next sign-in sends what is left."
        )


def _waiting(context: AppContext, identity: Identity, *, may_be_damaged: bool) -> Counts | None:
    """Return what is on this laptop alone; None where a damaged log cannot tell."""
    from tui.logbook import LogbookError

    if not context.paths.logbook_file(identity.project, identity.user_id).exists():
        return Counts()
    try:
        with context.logbook(identity) as book:
            return book.changes.counts()
    except LogbookError:
        if may_be_damaged:
            return None
        raise


def _ask_before_losing(counts: Counts | None) -> None:
    """Ask whether changes that are nowhere else may go. Raises Stopped, or click.Abort."""
    count = 0 if counts is None else counts.unsent + counts.refused + counts.conflicts
    many = f"{count} changes are" if count != 1 else "1 change is"
    words = f"{many} only on this laptop, not in the database, and would be lost"
    if counts is None:
        words = "The log is damaged, and what is in it and only on this laptop would be lost"
    if not sys.stdin.isatty():
        raise Stopped(f"{words}: `topset sync` sends them, --yes gives them up. Nothing was done.")
    click.confirm(f"{words}. Go on?", abort=True, err=True)


@click.command("whoami")
@as_json
@click.pass_obj
def whoami(context: AppContext, as_json: bool) -> None:
    """Tell who is signed in, from this laptop alone."""
    identity = context.signed_in()
    if as_json:
        put_document(_about(context))
        return
    put(identity.email)
    if context.session_ended(identity):
        say("This session has ended: `topset sign-in` begins a new one. The log stays.")


def _about(context: AppContext) -> dict[str, object]:
    from tui.sync.protocol import SyncError

    identity = context.signed_in()
    try:
        session = context.session_store.load(identity.user_id)
        expires_at = datetime.fromtimestamp(session.received_at + session.expires_in, UTC)
    except SyncError:
        expires_at = None
    ended = context.session_ended(identity)
    return {
        "user_id": identity.user_id,
        "email": identity.email,
        "door": context.settings.door,
        "expires_at": None if ended else expires_at,
        "ended": ended,
    }
