"""sync and status: one round now, and how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tui.cli.current_session import open_logbook
from tui.cli.options import as_json
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document, say
from tui.training.wording import counted

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.sync.protocol import SyncRun


@click.command()
@as_json
@click.pass_obj
def sync(context: AppContext, as_json: bool) -> None:
    """Send what is waiting and fetch what is new, once, now."""
    from tui.cli.backup import salvaging
    from tui.sync.protocol import SyncError, Unreachable

    identity = context.signed_in()
    with salvaging(context, identity):
        rounds = context.rounds(identity)
        try:
            rounds.run()
        except SyncError as error:
            offline = isinstance(error, Unreachable)
            _tell_round(rounds.progress, as_json=as_json, offline=offline, reason=error.words)
            raise
        finally:
            rounds.close()
    _tell_round(rounds.progress, as_json=as_json, offline=False, reason=None)
    with open_logbook(context) as book:
        unreadable = len(book.base.unreadable())
    if unreadable:
        rows = counted(unreadable, "row")
        say(f"{rows} of the database cannot be read: `topset status` says which.")


def _tell_round(done: SyncRun, *, as_json: bool, offline: bool, reason: str | None) -> None:
    if as_json:
        put_document(
            {
                "sent": done.sent,
                "fetched": done.fetched,
                "refused": done.refused,
                "conflicts": done.conflicts,
                "offline": offline,
                "reason": reason,
            }
        )
        return
    say(f"{done.sent} sent, {counted(done.fetched, 'week')} fetched.")
    if done.refused:
        say(f"{done.refused} refused: `topset changes` shows why and what can be done.")
    if done.conflicts:
        say(f"{done.conflicts} in conflict with the database: `topset changes` shows both.")
    if done.requeued:
        rows = counted(done.requeued, "row")
        say(f"The server was restored to an earlier day: {rows} offered again.")


@click.command()
@as_json
@click.pass_obj
def status(context: AppContext, as_json: bool) -> None:
    """Tell what is waiting and when the database was last reached, from this laptop alone."""
    identity = context.lifter()
    with open_logbook(context) as book:
        counts = book.changes.counts()
        last_sent, last_fetched = book.base.last_times_of_contact()
        unreadable = book.base.unreadable()
        ended = context.session_ended(identity)
        offline_since = None if ended else _offline_since(book)
    facts: dict[str, object] = {
        "project": identity.project,
        "door": context.settings.door,
        "signed_in_as": identity.email,
        "session_ended": ended,
        "unsent": counts.unsent,
        "refused": counts.refused,
        "conflicts": counts.conflicts,
        "last_sent": last_sent,
        "last_fetched": last_fetched,
        "offline_since": offline_since,
        "schema_version": context.schema_version(),
    }
    if as_json:
        put_document({**facts, "unreadable": unreadable})
        return
    del facts["session_ended"]
    if ended:
        facts["signed_in_as"] = f"{identity.email} (the session has ended: `topset sign-in`)"
    for name, value in facts.items():
        put(f"{name.replace('_', ' '):15} {_in_words(value)}")
    for words in unreadable:
        put(f"unreadable      {words}")


def _offline_since(book: Logbook) -> datetime | None:
    """Return the end of the first of the rounds that stopped short since the last good one."""
    since = None
    for ended_at, done in book.base.rounds():
        if done.problem is None:
            break
        since = ended_at
    return since


def _in_words(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    return "–" if value is None else str(value)
