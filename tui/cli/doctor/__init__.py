"""doctor: looks at everything topset stands on, and says what to do; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import click

from tui.cli.addresses import owner_url
from tui.cli.doctor.check import Check
from tui.cli.exits import ExitCode, Stopped
from tui.cli.options import as_json
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document

_MARKS = {True: "ok", False: "!!", None: "--"}


@click.command()
@owner_url(required=False)
@as_json
@click.option(
    "--report",
    "as_report",
    is_flag=True,
    help="Print all of it and a project's own answers, without a secret, to be sent to others.",
)
@click.pass_obj
def doctor(context: AppContext, owner_url: str | None, as_json: bool, as_report: bool) -> None:
    """Look at settings, folders, both doors, clock, schema, logbook and terminal; say what to do.

    It works offline and signed out, changes nothing, and shows no secret.
    """
    checks: list[Check] = []
    for check in examine(context, owner_url):
        checks.append(check)
        if not as_json and not as_report:
            _tell(check)
    if as_report:
        from tui.cli.doctor.report import in_words, report

        click.echo(in_words(report(context, checks, owner_url)))
        return
    if as_json:
        put_document({"checks": [asdict(check) for check in checks]})
    amiss = sum(check.ok is False for check in checks)
    if amiss:
        raise Stopped(f"{amiss} of {len(checks)} checks failed.", ExitCode.REFUSED)


def examine(context: AppContext, owner_url: str | None) -> Iterator[Check]:
    """Look at one thing after the other, the quick and local ones first."""
    from tui.cli.doctor.configuration import configuration
    from tui.cli.doctor.disk import folders, logbook, session
    from tui.cli.doctor.server import server
    from tui.cli.doctor.terminal import terminal

    settings = yield from configuration(context)
    yield from folders(context)
    yield from terminal(context.environment)
    lifter = yield from session(context, settings)
    yield from logbook(context, settings, lifter)
    yield from server(context, settings, lifter, owner_url)


def _tell(check: Check) -> None:
    put(f"{_MARKS[check.ok]}  {check.name.replace('_', ' '):14} {check.detail}")
    if check.do:
        put(f"{'':18} do: {check.do}")
