"""What `topset changes` lists, as a document and as lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tui.training.wording import day_and_year

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.logbook.changes import SettledChange
    from tui.training.units import Unit

SHORTEST = 8
LINES_SHOWN = 50
ROUNDS_SHOWN = 5
EVERYTHING = 1_000_000


def list_document(book: Logbook, unit: Unit) -> dict[str, object]:
    """Return everything that is not settled, and the last rounds."""
    from tui.logbook.resolution import change_document, unsent_document

    return {
        "conflicts": [change_document(one, unit) for one in book.changes.conflicts()],
        "refused": [change_document(one, unit) for one in book.changes.refused()],
        "unsent": [unsent_document(one, unit) for one in book.changes.queued(EVERYTHING)],
        "rounds": [
            {
                "ended_at": ended_at,
                "sent": done.sent,
                "fetched": done.fetched,
                "refused": done.refused,
                "conflicts": done.conflicts,
                "requeued": done.requeued,
                "problem": done.problem,
            }
            for ended_at, done in book.base.rounds()
        ],
    }


def list_lines(book: Logbook, unit: Unit) -> Iterator[str]:
    """Yield the same for a reader: what needs the lifter first, then what waits, oldest first."""
    from tui.logbook.descriptions import describe_change, describe_round

    conflicts, refused = book.changes.conflicts(), book.changes.refused()
    short = Shortener(one.change.id for one in (*conflicts, *refused))
    if conflicts:
        yield f"{len(conflicts)} in conflict"
    for one in conflicts:
        yield from _conflict(one, short(one.change.id), unit)
    if refused:
        yield f"{len(refused)} refused"
    going_along = Counter(one.parked_with for one in refused)
    for one in refused:
        yield from _refusal(one, going_along[one.change.id], short(one.change.id), unit)
    count = book.changes.counts().unsent
    yield f"{count} to send" if count else "Nothing to send."
    for waiting in book.changes.queued(LINES_SHOWN):
        yield f"  {describe_change(waiting, unit)}  {_entered(waiting.change.made_at)}"
    if count > LINES_SHOWN:
        yield f"  and {count - LINES_SHOWN} more"
    rounds = book.base.rounds(ROUNDS_SHOWN)
    if rounds:
        yield "Latest syncs"
    for ended_at, done in rounds:
        yield f"  {_time(ended_at)}  {describe_round(done)}"


def _conflict(one: SettledChange, name: str, unit: Unit) -> Iterator[str]:
    from tui.logbook.descriptions import describe_change, differences, format_value, label

    yield _first_line(one, name, describe_change(one, unit))
    if one.change.op == "remove":
        yield f"    not removed: {one.message}"
    for found in differences(one):
        mine = format_value(found.column, found.mine, unit)
        theirs = format_value(found.column, found.theirs, unit)
        yield f"    {label(found.column)}: mine {mine}, theirs {theirs}"
    yield f"    topset changes use-mine {name}, or discard to keep theirs"


def _refusal(one: SettledChange, waiting: int, name: str, unit: Unit) -> Iterator[str]:
    from tui.logbook.descriptions import describe_change
    from tui.logbook.resolution import what_can_be_done

    if one.parked_with is not None:
        return
    yield _first_line(one, name, describe_change(one, unit))
    yield f"    {one.message or one.code or 'no reason given'}"
    if waiting:
        yield f"    {waiting} more wait for it and go with it"
    yield f"    topset changes {'|'.join(what_can_be_done(one))} {name}"


def _first_line(one: SettledChange, name: str, words: str) -> str:
    return f"  {name}  {words}  {_entered(one.change.made_at)}"


def _entered(moment: datetime) -> str:
    return f"entered {_time(moment)}"


def _time(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{day_and_year(local.date())} {local:%H:%M}"


class Shortener:
    """Shortens ids to a beginning that tells them apart."""

    def __init__(self, ids: Iterable[str]) -> None:
        known = tuple(ids)
        self._length = SHORTEST
        while len({one[: self._length] for one in known}) < len(known):
            self._length += 1

    def __call__(self, whole: str) -> str:
        """Return the beginning of an id."""
        return whole[: self._length]
