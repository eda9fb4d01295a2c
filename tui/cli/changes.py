"""changes: what waits to be sent, what was refused and why, what is in conflict; and mending it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from tui.cli.current_session import open_logbook
from tui.cli.exits import Stopped
from tui.cli.options import as_json
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document, say

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.logbook.changes import SettledChange
    from tui.logbook.moving import MoveTarget
    from tui.sync.protocol import Json
    from tui.training.units import Unit

Resolution: TypeAlias = "Callable[[Logbook, SettledChange], None]"

one_id = click.argument("change_id", metavar="ID")
some_ids = click.argument("ids", metavar="ID...", nargs=-1, required=True)


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def changes(ctx: click.Context, as_json: bool) -> None:
    """What is not settled with the database, and what to do about it; alone it lists.

    An ID may be shortened to a beginning that only one change has.
    """
    if ctx.invoked_subcommand is None:
        _list(ctx.obj, as_json=as_json)


@changes.command("list")
@as_json
@click.pass_obj
def list_changes(context: AppContext, as_json: bool) -> None:
    """Tell what is in conflict, refused, waiting to be sent, and how the last rounds went."""
    _list(context, as_json=as_json)


@changes.command()
@click.argument("ids", metavar="ID...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that was refused.")
@as_json
@click.pass_obj
def retry(context: AppContext, ids: tuple[str, ...], everything: bool, as_json: bool) -> None:
    """Send refused changes again as they are, with those that wait for them."""
    if bool(ids) == everything:
        raise click.UsageError("Name the changes, or say --all.")
    with _describe_refusals(context) as book:
        if everything:
            ids = tuple(one.change.id for one in book.changes.refused() if not one.parked_with)
        found = _found(book, ids, "refused")
        for one in found:
            if one.parked_with is not None:
                raise Stopped(
                    f"{one.change.id[:8]} goes with {one.parked_with[:8]}: correct that one."
                )
        book.changes.retry(*(one.change.id for one in found))
        _tell(context, book, found, "will be sent again", as_json=as_json)


@changes.command(context_settings={"ignore_unknown_options": True})
@one_id
@click.argument("values", metavar="VALUE...", nargs=-1, required=True)
@as_json
@click.pass_obj
def edit(context: AppContext, change_id: str, values: tuple[str, ...], as_json: bool) -> None:
    """Send a refused change again with other values: "80x8@9" for a set, or NAME=VALUE."""
    with _describe_refusals(context) as book:
        (found,) = _found(book, [change_id], "refused")
        columns = _columns(found, values, context.settings.shown_unit)
        done = _do(
            book, [change_id], "refused", lambda b, one: b.changes.edit(one.change.id, columns)
        )
        _tell(context, book, done, "fixed, will be sent again", as_json=as_json)


@changes.command()
@one_id
@click.argument("place", required=False)
@as_json
@click.pass_obj
def move(context: AppContext, change_id: str, place: str | None, as_json: bool) -> None:
    """Send a refused set (exercise, session) again under another exercise (session, week).

    PLACE is the beginning of its id; without one the places are listed. The sets that were refused
    with it for the same reason go along.
    """
    from tui.logbook.moving import belonging, move, move_targets
    from tui.logbook.resolution import what_can_be_done

    with _describe_refusals(context) as book:
        (found,) = _found(book, [change_id], "refused")
        if "move" not in what_can_be_done(found):
            raise Stopped("Only a new set, exercise or session can go to another place.")
        paths = move_targets(book, found, context.today())
        if place is None:
            _tell_places(paths, as_json=as_json)
            return
        fitting = [one for one in paths if one.row_id.startswith(place.lower())]
        if len(fitting) != 1:
            raise Stopped(f"{len(fitting) or 'No'} places begin with {place!r}.")
        together = belonging(found, book.changes.refused())
        move(book, together, fitting[0].row_id)
        words = f"moved to {fitting[0].words}, {fitting[0].detail}"
        _tell(context, book, together, words, as_json=as_json)


@changes.command()
@some_ids
@as_json
@click.pass_obj
def discard(context: AppContext, ids: tuple[str, ...], as_json: bool) -> None:
    """Give up refused changes, with those that wait for them; in a conflict, keep theirs."""
    with _describe_refusals(context) as book:
        done = _do(book, ids, None, lambda book, one: book.changes.discard(one.change.id))
        _tell(context, book, done, "discarded", as_json=as_json)


@changes.command("use-mine")
@some_ids
@as_json
@click.pass_obj
def use_mine(context: AppContext, ids: tuple[str, ...], as_json: bool) -> None:
    """Answer conflicts with what was entered here, over what the database has."""
    with _describe_refusals(context) as book:
        done = _do(book, ids, "conflict", lambda book, one: book.changes.use_mine(one.change.id))
        _tell(context, book, done, "mine will be sent", as_json=as_json)


@changes.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("ids", metavar="[ID]...", nargs=-1)
@as_json
@click.pass_obj
def save(context: AppContext, file: Path, ids: tuple[str, ...], as_json: bool) -> None:
    """Write refused changes and conflicts (without IDs: all) into a new FILE; they stay as well."""
    from tui.logbook.resolution import save_to_file

    with _describe_refusals(context) as book:
        kept = _found(book, ids, None) if ids else _waiting(book)
        if not kept:
            raise Stopped("Nothing is refused or in conflict.")
        save_to_file(kept, file, context.settings.shown_unit)
        _tell(context, book, kept, f"kept in {file}", as_json=as_json)


# -- finding


def _waiting(book: Logbook) -> list[SettledChange]:
    return [*book.changes.conflicts(), *book.changes.refused()]


def _found(book: Logbook, ids: Sequence[str], state: str | None) -> list[SettledChange]:
    """Return the changes that these beginnings mean. Raises Stopped."""
    waiting = {one.change.id: one for one in _waiting(book)}
    found: list[SettledChange] = []
    for beginning in ids:
        change_id = book.changes.find(beginning.lower())
        if change_id is None:
            raise Stopped(f"No change, or more than one, begins with {beginning!r}.")
        if change_id not in waiting:
            raise Stopped(f"{beginning} waits to be sent: nothing has to be done about it.")
        if state is not None and waiting[change_id].state != state:
            stands = {"refused": "refused", "conflict": "in conflict"}[waiting[change_id].state]
            raise Stopped(f"{beginning} is {stands}.")
        found.append(waiting[change_id])
    return found


def _do(
    book: Logbook, ids: Sequence[str], state: str | None, action: Resolution
) -> list[SettledChange]:
    """Do something about changes, one after the other."""
    found = _found(book, ids, state)
    for one in found:
        action(book, one)
    return found


@contextmanager
def _describe_refusals(context: AppContext) -> Iterator[Logbook]:
    with open_logbook(context) as book:
        try:
            yield book
        except KeyError as error:
            raise Stopped("That is no longer there: `topset changes` lists what is.") from error


def _columns(found: SettledChange, values: Sequence[str], unit: Unit) -> dict[str, Json]:
    """Return the columns that `80x8@9` or `rpe=9` mean. Raises Stopped."""
    from tui.logbook.descriptions import label
    from tui.logbook.resolution import EditError, edit_fields, edited, entry_values

    fields = edit_fields(found.change, unit)
    names = {label(one.column).casefold(): one.column for one in fields}
    typed: dict[str, str] = {}
    columns: dict[str, Json] = {}
    try:
        for value in values:
            name, equals, text = value.partition("=")
            if equals:
                typed[names.get(name.strip().casefold(), name.strip())] = text
            elif found.change.table == "training_set" and found.change.op == "insert":
                columns |= entry_values(value, unit)
            else:
                raise Stopped(f"Say what {value!r} is for: {', '.join(names)}, like NAME=VALUE.")
        columns |= edited(found.change, typed, unit)
    except EditError as error:
        raise Stopped(f"{error}.") from error
    if not columns:
        raise Stopped("That is what it already says: `topset changes retry` sends it as it is.")
    return columns


# -- telling


def _list(context: AppContext, *, as_json: bool) -> None:
    from tui.cli.change_lists import list_document, list_lines

    with open_logbook(context) as book:
        if as_json:
            put_document(list_document(book, context.settings.shown_unit))
            return
        for line in list_lines(book, context.settings.shown_unit):
            put(line)


def _tell(
    context: AppContext, book: Logbook, done: Sequence[SettledChange], words: str, *, as_json: bool
) -> None:
    counts = book.changes.counts()
    if as_json:
        put_document(
            {
                "changed": [one.change.id for one in done],
                "unsent": counts.unsent,
                "refused": counts.refused,
                "conflicts": counts.conflicts,
            }
        )
        return
    from tui.logbook.descriptions import describe_change

    for one in done:
        say(f"{describe_change(one, context.settings.shown_unit)}: {words}")


def _tell_places(paths: Sequence[MoveTarget], *, as_json: bool) -> None:
    if as_json:
        put_document(
            {"places": [{"id": p.row_id, "name": p.words, "detail": p.detail} for p in paths]}
        )
        return
    for place in paths:
        put(f"{place.row_id}  {place.words}, {place.detail}")
    if not paths:
        say("There is no session of the last five weeks to move it to.")
