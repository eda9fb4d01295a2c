"""second-factor: an authenticator as well as the password, added and removed."""

from __future__ import annotations

import sys

import click

from tui.cli.asking import with_code
from tui.cli.options import as_json
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document, say


@click.group("second-factor")
def second_factor() -> None:
    """Ask for an authenticator's code at every sign-in, or no longer."""


@second_factor.command()
@as_json
@click.pass_obj
def add(context: AppContext, as_json: bool) -> None:
    """Add an authenticator to the account of whoever is signed in.

    Its secret is printed, and its first code is asked for, or is the next line of standard input.
    """
    context.signed_in()
    account = context.account()
    factor = account.enroll_second_factor()
    if as_json:
        put_document({"secret": factor.secret, "uri": factor.uri})
    else:
        say("Give this secret, or the address below it, to your authenticator:")
        put(factor.secret)
        put(factor.uri)
    sys.stdout.flush()
    with_code(
        "Code of your authenticator", lambda code: account.confirm_second_factor(factor.id, code)
    )
    say("From now on signing in asks for the authenticator's code.")


@second_factor.command()
@click.pass_obj
def remove(context: AppContext) -> None:
    """Remove the authenticators of whoever is signed in: the password is enough again."""
    context.signed_in()
    count = context.account().remove_second_factors()
    say("There was no second factor." if count == 0 else "From now on the password is enough.")
