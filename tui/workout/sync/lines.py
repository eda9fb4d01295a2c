"""The sync screen: what is not settled with the database, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from tui.lazy_dataclass import dataclass
from tui.logbook.changes import QueuedChange, SettledChange
from tui.logbook.descriptions import (
    describe_change,
    describe_round,
    differences,
    format_value,
    label,
)
from tui.logbook.resolution import what_can_be_done
from tui.sync.protocol import Counts, SyncRun
from tui.sync.status import SyncState, SyncStatus
from tui.training.units import Unit
from tui.training.wording import day_and_date
from tui.workout.header import HeaderView
from tui.workout.notice import SyncMark, Tone
from tui.workout.sync.view import DetailView, LineKind, SyncLine, SyncListView, SyncView

WAITING_SHOWN = 3
NOTHING_WAITS = "Nothing to send: everything entered is in the database"
UNREADABLE_SHOWN = 20
MEND_THERE = "Whoever runs the database can put a value there that can be read."
SESSION_ENDED = "Your session has ended: keep logging, and sign in to send it ({sign_in})."
NOTHING_HERE = "Nothing was entered yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a front end leads to what is advised."""

    sign_in: str = "ctrl+p, Sign in"
    connect: str = "ctrl+p, Connect a project,"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncInputs:
    """Everything that the screen is made of, as read at one moment.

    `unsent` may be a first part of what `counts` says; `status_at` is when `status` was told.
    """

    who: str
    where: str
    door: str
    status: SyncStatus | None
    status_at: datetime | None
    last_sent: datetime | None
    last_fetched: datetime | None
    counts: Counts
    conflicts: Sequence[SettledChange]
    refused: Sequence[SettledChange]
    unsent: Sequence[QueuedChange]
    unreadable: Sequence[str]
    rounds: Sequence[tuple[datetime, SyncRun]]
    now: datetime
    unit: Unit
    ways: Ways


def sync_lines(inputs: SyncInputs) -> tuple[SyncLine, ...]:
    """Return the list: what needs the lifter first, then what waits, then past rounds."""
    return tuple(_lines(inputs))


def sync_view(
    inputs: SyncInputs, lines: tuple[SyncLine, ...], chosen: int, mark: SyncMark
) -> SyncView:
    """Return what the screen shows with one line chosen."""
    return SyncView(
        header=HeaderView("Sync", (day_and_date(inputs.now.date()),), sync=mark),
        state=state_lines(inputs),
        list=SyncListView(lines, chosen),
        detail=_detail(inputs, lines[chosen] if lines else None),
    )


# -- how it stands


def state_lines(inputs: SyncInputs) -> tuple[tuple[str, Tone], ...]:
    """Return how it stands, when it last was in touch, and who exchanges what with whom."""
    who = inputs.who or "Nobody is signed in"
    where = f"at {inputs.where}" if inputs.where else ""
    door = f"by the {inputs.door}" if inputs.door else ""
    return (
        _state(inputs),
        (_times(inputs), "muted"),
        (_joined(who, where, door), "muted"),
    )


_STATES: Mapping[SyncState, tuple[str, Tone]] = {
    "idle": ("Connected to the database.", "good"),
    "syncing": ("Talking to the database.", ""),
    "offline": ("Offline.", "warn"),
    "signed_out": ("Signed out: keep logging, and sign in to send it ({sign_in}).", "warn"),
    "wrong_database": ("The database lacks migrations.", "bad"),
    "trouble": ("Sync error.", "bad"),
    "damaged": ("The logbook is damaged.", "bad"),
    "local": ("This log stays on this laptop: nothing is sent.", "muted"),
}


def _state(inputs: SyncInputs) -> tuple[str, Tone]:
    status = inputs.status
    if status is None:
        return "Sync has not started yet.", "muted"
    words, tone = _STATES[status.state]
    words = words.format(sign_in=inputs.ways.sign_in)
    if status.state == "wrong_database" and status.detail:
        return status.detail, tone
    if status.ended:
        return SESSION_ENDED.format(sign_in=inputs.ways.sign_in), tone
    if status.offline_since is not None and status.state in ("offline", "syncing"):
        since = format_when(status.offline_since, inputs.now)
        words = f"Offline since {since}{', trying' if status.state == 'syncing' else ''}."
        tone = "warn"
    return _joined(words, status.detail), tone


def _is_local(inputs: SyncInputs) -> bool:
    return inputs.status is not None and inputs.status.state == "local"


def _times(inputs: SyncInputs) -> str:
    if _is_local(inputs):
        return f"{inputs.ways.connect} sends it to one."
    facts = [
        f"last {verb} {format_when(moment, inputs.now) if moment else 'never'}"
        for verb, moment in (("sent", inputs.last_sent), ("fetched", inputs.last_fetched))
    ]
    wait = inputs.status.next_try_seconds if inputs.status else None
    if wait is not None and inputs.status_at is not None:
        due = (inputs.status_at + timedelta(seconds=wait)).astimezone(inputs.now.tzinfo)
        facts.append(f"next try at {due:%H:%M:%S}")
    said = " · ".join(facts)
    return said[:1].upper() + said[1:]


# -- the list


def _lines(inputs: SyncInputs) -> Iterator[SyncLine]:
    counts, now = inputs.counts, inputs.now
    if inputs.conflicts:
        yield SyncLine("heading", f"In conflict, {len(inputs.conflicts)}")
    for one in inputs.conflicts:
        yield _waiting("conflict", one, inputs)
    if inputs.refused:
        parked = sum(one.parked_with is not None for one in inputs.refused)
        wait = "waits" if parked == 1 else "wait"
        rest = f", and {parked} that {wait} for one of them" if parked else ""
        yield SyncLine("heading", f"Refused, {len(inputs.refused) - parked}{rest}")
    for one in inputs.refused:
        if one.parked_with is None:
            yield _waiting("refused", one, inputs)
    if counts.unsent:
        where = "On this laptop" if _is_local(inputs) else "To send"
        yield SyncLine("heading", f"{where}, {counts.unsent}, oldest first")
    for waiting in inputs.unsent:
        words = describe_change(waiting, inputs.unit)
        entered = format_when(waiting.change.made_at, now)
        yield SyncLine("unsent", words, f"entered {entered}", waiting.change.id)
    if counts.unsent > len(inputs.unsent):
        more = counts.unsent - len(inputs.unsent)
        yield SyncLine("more", f"and {more} more", "", "more")
    if not (inputs.conflicts or inputs.refused or counts.unsent):
        yield SyncLine("heading", NOTHING_HERE if _is_local(inputs) else NOTHING_WAITS)
    yield from _unreadable_lines(inputs.unreadable)
    if inputs.rounds:
        yield SyncLine("heading", "Latest syncs")
    for number, (ended_at, done) in enumerate(inputs.rounds):
        yield SyncLine(
            "round", describe_round(done), format_when(ended_at, now), f"round {number} {ended_at}"
        )


def _unreadable_lines(unreadable: Sequence[str]) -> Iterator[SyncLine]:
    if unreadable:
        yield SyncLine("heading", f"In the database but unreadable, {len(unreadable)}")
    for number, words in enumerate(unreadable[:UNREADABLE_SHOWN]):
        yield SyncLine("unreadable", words, "", f"unreadable {number} {words}")


def _waiting(kind: LineKind, one: SettledChange, inputs: SyncInputs) -> SyncLine:
    words = describe_change(one, inputs.unit)
    entered = format_when(one.change.made_at, inputs.now)
    return SyncLine(kind, words, f"entered {entered}", one.change.id)


# -- one of them


def _detail(inputs: SyncInputs, line: SyncLine | None) -> DetailView:
    if line is None or not line.key:
        return DetailView()
    if line.kind == "conflict":
        return _conflict(next(o for o in inputs.conflicts if o.change.id == line.key), inputs)
    if line.kind == "refused":
        return _refusal(next(o for o in inputs.refused if o.change.id == line.key), inputs)
    if line.kind == "unsent":
        change = next(o.change for o in inputs.unsent if o.change.id == line.key)
        kind = {"insert": "a new row", "amend": "a correction", "remove": "a removal"}[change.op]
        entered = format_when(change.made_at, inputs.now)
        then = "kept here" if _is_local(inputs) else "sent in turn"
        return DetailView(line.words, ((f"Entered {entered}; {kind}, {then}.", "muted"),))
    return _told(line)


def _told(line: SyncLine) -> DetailView:
    """Return the detail of a line about which nothing can be done here."""
    if line.kind == "unreadable":
        return DetailView("Cannot be read", ((line.words, ""), (MEND_THERE, "muted")))
    if line.kind == "round":
        return DetailView(f"Sync of {line.when}", ((f"{line.words}.", ""),))
    return DetailView("Go on down to see them")


def _conflict(one: SettledChange, inputs: SyncInputs) -> DetailView:
    found = differences(one)
    sides = tuple(
        (
            label(each.column),
            format_value(each.column, each.mine, inputs.unit),
            format_value(each.column, each.theirs, inputs.unit),
        )
        for each in found
    )
    told = format_when(one.settled_at, inputs.now) if one.settled_at else ""
    sentence = f"Changed elsewhere meanwhile; theirs is what you see now. Reported {told}."
    if one.change.op == "remove":
        why = "changed elsewhere meanwhile" if found else one.message
        sentence = f"Not removed: {why}. Reported {told}."
    elif not found:
        sentence = "Both sides say the same by now."
    return DetailView(describe_change(one, inputs.unit), ((sentence, "muted"),), sides)


def _refusal(one: SettledChange, inputs: SyncInputs) -> DetailView:
    reason = one.message or one.code or "no reason was given"
    told = f" (reported {format_when(one.settled_at, inputs.now)})" if one.settled_at else ""
    sentences: list[tuple[str, Tone]] = [
        (f"Refused: {reason}{told}.", "bad"),
        (advice(one), ""),
    ]
    waiting = [other for other in inputs.refused if other.parked_with == one.change.id]
    if waiting:
        shown = [describe_change(o, inputs.unit) for o in waiting[:WAITING_SHOWN]]
        more = len(waiting) - len(shown)
        tail = f" and {more} more" if more else ""
        sentences.append((f"Goes with it: {'; '.join(shown)}{tail}.", "muted"))
    return DetailView(describe_change(one, inputs.unit), tuple(sentences))


# What `plain_words` of the database says of the one foreign key that is no parent: an outcome names
# no constraint, and a parent that is gone has the same SQLSTATE.
NOT_IN_CATALOGUE: Final = "this exercise is not in the server's catalogue"


def _is_not_in_catalogue(one: SettledChange) -> bool:
    change = one.change
    given = (change.row or {}).get("exercise_id") or (change.fields or {}).get("exercise_id")
    return one.code == "23503" and given is not None and one.message == NOT_IN_CATALOGUE


def advice(one: SettledChange) -> str:
    """Return what helps, by why it was refused."""
    can = what_can_be_done(one)
    if "edit" in can and _is_not_in_catalogue(one):
        return "Edit it: leave “in the catalogue” empty, and it goes by its name alone."
    if one.code in ("23503", "42501") and "move" in can:
        place = {"training_set": "another exercise", "modular_training_exercise": "another session"}
        return f"Move it to {place.get(one.change.table, 'another week')}, or save it to a file."
    if one.code in ("23514", "22003", "22P02", "22007", "22008", "23502") and "edit" in can:
        return "Edit the value, and it is sent again."
    if one.code == "P0002":
        return "The row was removed elsewhere. Save it to a file, or discard it."
    return "Try again, edit it, save it to a file, or discard it."


def format_when(moment: datetime, now: datetime) -> str:
    """Return `18:03`, with the day when it is another one than today: `Mon 24 Nov 18:03`."""
    local = moment.astimezone(now.tzinfo)
    time = f"{local:%H:%M}"
    return time if local.date() == now.date() else f"{day_and_date(local.date())} {time}"


def farewell(counts: Counts, sets: int, state: SyncState | None) -> str:
    """Return what is said when the app closes; nothing when everything has arrived.

    `sets` is how many of what is unsent are new sets.
    """
    if state == "local":
        return ""
    said: list[str] = []
    if counts.unsent:
        noun = "set" if sets == counts.unsent else "change"
        many = f"{counts.unsent} {noun}{'' if counts.unsent == 1 else 's'} still to send"
        after = (
            "sign in again to send it all"
            if state == "signed_out"
            else f"{'it is' if counts.unsent == 1 else 'they are'} sent next time"
        )
        said.append(f"{many}; {after}.")
    stuck = [
        f"{number} {what}"
        for number, what in ((counts.refused, "refused"), (counts.conflicts, "in conflict"))
        if number
    ]
    if stuck:
        said.append(f"{' and '.join(stuck)}: `topset changes` says why.")
    return " ".join(said)


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)
