"""The logbook's file: copied, put back, and salvaged when it is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.exits import Stopped
from tui.cli.options import as_json
from tui.cli.wiring import AppContext
from tui.cli.words import put_document, say
from tui.plain_text import sentence
from tui.settings.paths import ConfigError
from tui.training.wording import counted

if TYPE_CHECKING:
    from tui.sync.protocol import Identity


def file_of(context: AppContext, identity: Identity) -> Path:
    """Return where a lifter's logbook lies."""
    return context.paths.logbook_file(identity.project, identity.user_id)


def salvage_logbook(context: AppContext, identity: Identity) -> str:
    """Set a damaged logbook aside and begin it anew with what could be read; say so in words.

    Raises NotSaved while it is open in another topset, or when the disk refuses.
    """
    from tui.logbook.salvage import salvage

    return salvage(file_of(context, identity), at=context.now()).words


class LogbookFileRecovery:
    """Looks after the files of the lifters of this laptop, for the app."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def check(self, identity: Identity) -> None:
        """Read the whole logbook for damage. Raises DamagedLogbook."""
        from tui.logbook.salvage import check

        check(file_of(self._context, identity))

    def stranded(self, identity: Identity) -> tuple[int, str]:
        """Count the changes that only old logs hold, and say so in words. Raises LogbookError."""
        from tui.logbook.rescue import in_words, stranded

        found = stranded(file_of(self._context, identity))
        return sum(len(one.changes) for one in found), in_words(found)

    def salvage(self, identity: Identity) -> str:
        """Set a damaged logbook aside and begin it anew. Raises LogbookError."""
        return salvage_logbook(self._context, identity)


@contextmanager
def salvaging(context: AppContext, identity: Identity) -> Iterator[None]:
    """Salvage the logbook where the block finds it damaged. Raises Stopped, which says so."""
    from tui.logbook import DamagedLogbook, LogbookError
    from tui.sync.protocol import BookFailed

    try:
        yield
    except (DamagedLogbook, BookFailed) as error:
        if isinstance(error, BookFailed) and error.code != "damaged":
            raise
        try:
            words = salvage_logbook(context, identity)
        except LogbookError as refusal:
            raise Stopped(f"{error}, and {refusal}.") from error
        raise Stopped(f"{sentence(words)} Now run this again.") from error


def tell_stranded(context: AppContext) -> None:
    """Say where changes are that are in no living log, and what takes them back."""
    if not any(context.paths.data.glob("*/*.damaged-*")) and not any(
        context.paths.data.glob("*/*.before-restore-*")
    ):
        return
    from tui.logbook import LogbookError

    with suppress(Stopped, ConfigError, LogbookError, OSError):
        identity = context.identity()
        if identity is not None:
            _, words = LogbookFileRecovery(context).stranded(identity)
            if words:
                say(sentence(words))


@click.command()
@as_json
@click.pass_obj
def rescue(context: AppContext, as_json: bool) -> None:
    """Take back into the log what only an old one, put aside, still holds."""
    from tui.logbook import LogbookError
    from tui.logbook.rescue import rescue as take_back

    identity = context.lifter()
    with salvaging(context, identity):
        try:
            taken = take_back(file_of(context, identity), at=context.now())
        except LogbookError as error:
            _stop_unless_damaged(error)
    if as_json:
        put_document({"taken": [{"file": str(file), "changes": number} for file, number in taken]})
        return
    for file, number in taken:
        say(f"{number} change{'' if number == 1 else 's'} taken back from {file}.")
    if not taken:
        say("There is nothing to rescue: no old log holds a change that is not in this one.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@click.pass_obj
def backup(context: AppContext, file: Path, as_json: bool) -> None:
    """Write the whole log, what waits to be sent included, into one FILE."""
    from tui.logbook import LogbookError
    from tui.logbook.backup import backup as write_backup

    identity = context.lifter()
    with salvaging(context, identity):
        try:
            with context.logbook(identity) as book:
                counts = book.changes.counts()
                write_backup(file_of(context, identity), file)
        except LogbookError as error:
            _stop_unless_damaged(error)
    if as_json:
        put_document({"file": str(file), "unsent": counts.unsent, "bytes": file.stat().st_size})
    else:
        say(f"The log is in {file}, with {counted(counts.unsent, 'unsent change')}.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json
@click.pass_obj
def restore(context: AppContext, file: Path, as_json: bool) -> None:
    """Put a backup in the place of the log; what was logged since then and not sent is kept.

    On a laptop without a log it begins one, where the backup is of a log without a server.
    """
    from tui.logbook import DamagedLogbook, LogbookError

    identity = _whose_log(context)
    salvaged = None
    try:
        try:
            aside = _restore(context, identity, file)
        except DamagedLogbook:
            salvaged = salvage_logbook(context, identity)
            aside = _restore(context, identity, file)
        with context.logbook(identity) as book:
            unsent = book.changes.counts().unsent
    except LogbookError as error:
        hint = "" if context.identity() else ": sign in first, if it is yours"
        raise Stopped(sentence(f"{error}{hint}")) from error
    if as_json:
        old = str(aside) if aside else None
        put_document({"file": str(file), "old": old, "salvaged": salvaged, "unsent": unsent})
        return
    if salvaged:
        say(sentence(salvaged))
    say(f"The log is as {file} has it, with {counted(unsent, 'unsent change')}.")
    if aside:
        say(f"The old one was moved to {aside}.")


def _whose_log(context: AppContext) -> Identity:
    """Return whose log a backup goes to: where no project is set, that of this laptop."""
    from tui.sync.protocol import LOCAL_LIFTER

    return context.lifter() if context.settings.url else LOCAL_LIFTER


def _restore(context: AppContext, identity: Identity, file: Path) -> Path | None:
    from tui.logbook.backup import restore as put_back
    from tui.sync.protocol import LOCAL_LIFTER

    owner = "" if identity == LOCAL_LIFTER else f"{identity.user_id}@{identity.project}"
    return put_back(file, file_of(context, identity), owner=owner, at=context.now())


def _stop_unless_damaged(error: Exception) -> None:
    from tui.logbook import DamagedLogbook

    if isinstance(error, DamagedLogbook):
        raise error
    raise Stopped(sentence(str(error))) from error
