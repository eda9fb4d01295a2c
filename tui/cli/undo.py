"""undo and redo: over the one list of what was done in the app, by lines and at the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from tui.cli.current_session import open_logbook
from tui.cli.exits import Stopped
from tui.cli.options import as_json
from tui.cli.wiring import AppContext
from tui.cli.words import put_document, say

if TYPE_CHECKING:
    from tui.logbook.commands import UndoStep

preview = click.option("--preview", is_flag=True, help="Only say what it would be.")


@click.command()
@preview
@as_json
@click.pass_obj
def undo(context: AppContext, preview: bool, as_json: bool) -> None:
    """Take back the last thing done here or in the app, of the last twelve hours."""
    _step(context, "undo", preview=preview, as_json=as_json)


@click.command()
@preview
@as_json
@click.pass_obj
def redo(context: AppContext, preview: bool, as_json: bool) -> None:
    """Do again what was undone last, here or in the app, if nothing else was done since."""
    _step(context, "redo", preview=preview, as_json=as_json)


def _step(
    context: AppContext, way: Literal["undo", "redo"], *, preview: bool, as_json: bool
) -> None:
    with open_logbook(context) as book:
        workouts = book.workouts
        step = workouts.next_undo() if way == "undo" else workouts.next_redo()
        if step is None:
            raise Stopped(f"Nothing left to {way}.")
        words: str | None = step.about
        if not preview:
            try:
                words = workouts.undo() if way == "undo" else workouts.redo()
            except LookupError as error:
                raise Stopped("That is gone in the meantime: removed elsewhere.") from error
    if words is None:
        raise Stopped(f"Nothing left to {way}.")
    if as_json:
        put_document({"way": way, "done": not preview, "words": words} | _paths(step))
        return
    done = {"undo": "Undone", "redo": "Done again"}[way]
    would = {"undo": "Would be undone", "redo": "Would be done again"}[way]
    where = f" ({step.session})" if step.session and step.session not in words else ""
    say(f"{would if preview else done}: {words}{where}")


def _paths(step: UndoStep) -> dict[str, object]:
    return {
        "session_ids": sorted(step.session_ids),
        "set_id": step.set_id,
    }
