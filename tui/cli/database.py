"""db and catalogue: for whoever owns the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.addresses import owner_url
from tui.cli.exits import ExitCode, Stopped
from tui.cli.options import as_json
from tui.cli.words import put, put_document, say
from tui.sync.protocol import SyncError
from tui.training.wording import counted

if TYPE_CHECKING:
    from tui.supabase.schema import Connection, SchemaReport

_MAY_NOT = "42501"  # insufficient_privilege
_HOOK: Mapping[str, str] = {
    "missing": "The access token hook is not in the database yet.",
    "not callable": "Supabase Auth may not call the access token hook: `topset db migrate`.",
    "no longer called": (
        "The access token hook is no longer called: it was turned off, or another took its"
        " place (`topset db hook` tells how two go together)."
    ),
    "never called": (
        "The access token hook has never been called: turn it on in the dashboard,"
        " Authentication, Hooks, topset_private.stamp_access_token."
        " Only the direct connection needs it."
    ),
}


@click.group()
def db() -> None:
    """Bring a Supabase database to what topset needs, and look after it."""


@db.command()
@owner_url()
@click.option("--plan", is_flag=True, help="Only show what would be applied.")
@as_json
def migrate(owner_url: str, plan: bool, as_json: bool) -> None:
    """Apply the migrations that are missing; a second time changes nothing.

    Each is one transaction: one that fails leaves nothing behind, and those before it stay.
    """
    from tui.supabase import schema
    from tui.supabase.owner import owner_connection

    with owner_connection(owner_url) as connection:
        applied = [] if plan else _apply(connection)
        edited = not plan and schema.mend(connection)
        report = schema.check(connection)
    if plan:
        say(f"{len(report.missing)} would be applied; nothing was done.")
    elif not applied and not edited:
        say("Nothing to apply.")
    if edited:
        say("Repaired the access token hook.")
    _tell(report, applied, as_json=as_json)


def _apply(connection: Connection) -> list[str]:
    """Apply what is missing, and name the one that the database refuses."""
    from tui.supabase import schema
    from tui.supabase.owner import describe_statements

    begun: list[schema.Migration] = []
    try:
        with describe_statements():
            applied = schema.apply(connection, on_begin=begun.append)
    except SyncError as error:
        for migration in begun[:-1]:
            say(f"Applied {migration.version}.")
        if begun:
            say(f"{begun[-1].version}_{begun[-1].name} could not be applied and was rolled back.")
        if error.code == _MAY_NOT:
            _tell_owners(connection)
        raise
    for version in applied:
        say(f"Applied {version}.")
    return applied


def _tell_owners(connection: Connection) -> None:
    """Say how what is another role's comes to the one that migrates."""
    from tui.supabase import schema

    statements = schema.statements_to_own(connection)
    if not statements:
        return
    say("These belong to another role. As their owner (supabase_admin, as a rule), run:")
    for statement in statements:
        say(f"  {statement};")
    say("and then `topset db migrate` again.")


@db.command()
@owner_url()
@as_json
def check(owner_url: str, as_json: bool) -> None:
    """Tell what is missing, what was edited since, and whether the hook is on; changes nothing."""
    from tui.supabase import schema
    from tui.supabase.owner import owner_connection

    with owner_connection(owner_url) as connection:
        report = schema.check(connection)
    _tell(report, list(report.applied), as_json=as_json)
    if report.missing:
        raise Stopped(
            f"{counted(len(report.missing), 'migration')} missing: `topset db migrate`.",
            ExitCode.WRONG_DATABASE,
        )
    if report.problems:
        raise Stopped(f"{counted(len(report.problems), 'problem')} found.")


@db.command("direct-login")
@owner_url()
@click.option("--lifter", "email", metavar="E-MAIL", required=True, help="Whose login it is.")
@as_json
def direct_login(owner_url: str, email: str, as_json: bool) -> None:
    """Make a lifter's own login for the direct connection, or renew its password.

    Prints its address. The database lets in nobody else with it: give it to that lifter alone.
    """
    from tui.supabase import schema
    from tui.supabase.owner import owner_connection

    with owner_connection(owner_url) as connection:
        missing = schema.check(connection).missing
        if missing:
            raise Stopped(
                f"{counted(len(missing), 'migration')} missing: `topset db migrate` comes first.",
                ExitCode.WRONG_DATABASE,
            )
        try:
            lifter = schema.find_lifter(connection, email)
        except schema.NoSuchLifter as error:
            raise Stopped(str(error)) from error
        login = schema.create_direct_login(connection, lifter)
    say(f"The login of {email}, and nobody else's; its password is in the address.")
    say("They set it as database_url or TOPSET_DATABASE_URL:")
    if as_json:
        put_document({"role": login.role, "database_url": login.database_url})
    else:
        put(login.database_url)


@db.command()
@owner_url()
@click.option("--compose", metavar="SCHEMA.FUNCTION", help="Have this hook of yours called first.")
@click.option("--alone", is_flag=True, help="Have no other hook called.")
@as_json
def hook(owner_url: str, compose: str | None, alone: bool, as_json: bool) -> None:
    """Tell how the access token hook is, and put it together with one of your own.

    Auth calls one hook. Yours may call topset_private.stamp_access_token(event) with what it
    returns; or topset's is the one that Auth calls, and calls yours first.
    """
    from tui.supabase import hook as access_token_hook
    from tui.supabase.owner import owner_connection

    if compose and alone:
        raise click.UsageError("--compose and --alone exclude each other.")
    with owner_connection(owner_url) as connection:
        try:
            if compose:
                access_token_hook.compose(connection, compose)
        except access_token_hook.CannotCompose as error:
            raise Stopped(str(error)) from error
        if alone:
            access_token_hook.stand_alone(connection)
        state, called = access_token_hook.hook_state(connection)
        first = access_token_hook.composed(connection)
        problems = list(access_token_hook.hook_problems(connection))
    if as_json:
        put_document({"hook": state, "last_called": called, "first": first, "problems": problems})
    else:
        put(f"{access_token_hook.FUNCTION}: {state}")
        put(f"called before it: {first or 'nothing'}")
        for problem in problems:
            put(f"amiss: {problem}")
    if problems:
        raise Stopped("The hook keeps people out until this is fixed.")


@click.group()
def catalogue() -> None:
    """The exercise catalogue of the database."""


@catalogue.command("import")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@owner_url()
@as_json
def import_catalogue(file: Path | None, owner_url: str, as_json: bool) -> None:
    """Bring exercises from FILE into the database; without FILE topset's own catalogue."""
    from tui.supabase.catalogue import CatalogueFileError, import_file, import_starter
    from tui.supabase.owner import owner_connection

    try:
        with owner_connection(owner_url) as connection:
            report = import_file(connection, file) if file else import_starter(connection)
    except CatalogueFileError as error:
        raise Stopped(str(error)) from error
    for problem in report.problems:
        say(str(problem))
    if as_json:
        put_document(
            {
                "added": report.added,
                "changed": report.changed,
                "unchanged": report.unchanged,
                "problems": [str(problem) for problem in report.problems],
            }
        )
        return
    say(f"{report.added} added, {report.changed} changed, {report.unchanged} as they were.")


def _tell(report: SchemaReport, applied: list[str], *, as_json: bool) -> None:
    edited = [f"{migration.version} was edited since it was applied" for migration in report.edited]
    if as_json:
        put_document(
            {
                "applied": applied,
                "missing": [migration.version for migration in report.missing],
                "problems": [*report.problems, *edited],
                "notes": list(report.notes),
                "hook": report.hook,
            }
        )
        return
    for migration in report.missing:
        put(f"missing: {migration.version} {migration.name}")
    for problem in (*report.problems, *edited):
        put(f"amiss: {problem}")
    for note in report.notes:
        say(f"note: {note}")
    if report.hook in _HOOK:
        say(_HOOK[report.hook])
