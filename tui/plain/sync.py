"""The sync screen by lines: what is not settled with the database, and every way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Final

from tui.logbook.mending import MendError
from tui.plain.talk import Answer, Asked, Talk, choose, confirmed
from tui.plain_text import sentence
from tui.workout.commands.sync import NEEDS, SYNC
from tui.workout.sync.lines import Ways
from tui.workout.sync.review import SyncDesk

if TYPE_CHECKING:
    from tui.workout.signed_in import SignedIn
    from tui.workout.sync.view import SyncView

WAYS: Final = Ways(sign_in="account", connect="account")
_SHOWN: Final = {"unsent": 5, "round": 3, "unreadable": 5}  # of what nothing is to be done about
_KEEPS: Final = "an empty line keeps it"

Step = Generator[Asked, str, Answer]


def sync_talk(lifter: SignedIn) -> Talk:
    """Say how it stands and what waits; go into a change that is chosen."""
    desk = SyncDesk(lifter, WAYS)
    said: Answer = []
    while True:
        desk.refresh()
        desk.status_changed()
        waiting = _waiting(desk.view())
        how_to = "A number says all about one. " if waiting else ""
        words = {}
        if lifter.syncs:
            how_to, words["s"] = f"{how_to}s sends and fetches now. ", "now"
        if waiting:
            how_to += "w saves them all to a file. "
            words["w"] = "save"
        if desk.refused > 1:
            how_to, words["R"] = f"{how_to}R tries everything refused again. ", "retry all"
        lines = [*said, *_listed(desk.view())]
        answer = yield from choose(lines, len(waiting), f"{how_to}q goes back.", words)
        if answer is None:
            return []
        if answer[0] == "now":
            lifter.wake()
            said = ["Sending and fetching; y says what came of it."]
        elif answer[0] == "retry all":
            said = _did(lifter, desk, desk.retry_all())
        elif answer[0] == "save":
            said = yield from _save(lifter, desk)
        else:
            desk.choose(waiting[int(answer[0]) - 1])
            said = yield from _one(lifter, desk)


def _waiting(view: SyncView) -> list[int]:
    """Return the places of the lines about which something can be done."""
    return [
        place for place, line in enumerate(view.list.lines) if line.kind in ("conflict", "refused")
    ]


def _listed(view: SyncView) -> Answer:
    """Return how it stands and the list; what waits for the lifter is numbered."""
    lines = [f"{words}{'' if words.endswith('.') else '.'}" for words, _ in view.state if words]
    number, shown = 0, dict.fromkeys(_SHOWN, 0)
    for line in view.list.lines:
        when = f", {line.when}" if line.when else ""
        if line.kind in ("conflict", "refused"):
            number += 1
            lines.append(f"{number}. {line.words}{when}.")
        elif line.kind == "more":
            continue
        elif line.kind not in shown:
            lines.append(sentence(line.words))
        elif shown[line.kind] < _SHOWN[line.kind]:
            shown[line.kind] += 1
            lines.append(sentence(f"{line.words}{when}"))
    return lines


def _one(lifter: SignedIn, desk: SyncDesk) -> Step:
    """Say all about the chosen change, and do about it what is chosen."""
    detail = desk.view().detail
    said = [f"{detail.title}.", *(words for words, _ in detail.sentences)]
    said += [
        sentence(f"{what}: mine {mine}, theirs {theirs}") for what, mine, theirs in detail.sides
    ]
    can = desk.can()
    ways = [one for one in SYNC if NEEDS.get(one.id) in can]
    said += [
        f"{number}. {one.label[:1].upper()}{one.label[1:]}: {one.sentence}."
        for number, one in enumerate(ways, start=1)
    ]
    answer = yield from choose(said, len(ways), "A number does that. q goes back.")
    if answer is None:
        return []
    deed = NEEDS[ways[int(answer[0]) - 1].id]
    at_once: dict[str, Callable[[], bool]] = {
        "mine": desk.use_mine,
        "theirs": desk.keep_theirs,
        "retry": desk.retry,
    }
    if deed in at_once:
        return _did(lifter, desk, at_once[deed]())
    if deed == "discard":
        return (yield from _discard(lifter, desk))
    if deed == "edit":
        return (yield from _edit(lifter, desk))
    return (yield from (_move if deed == "move" else _save)(lifter, desk))


def _discard(lifter: SignedIn, desk: SyncDesk) -> Step:
    if not (yield from confirmed(f"yes {desk.discarding}; anything else keeps it.")):
        return ["Nothing was discarded."]
    desk.discard()  # says what would go, which was just asked
    return _did(lifter, desk, desk.discard())


def _edit(lifter: SignedIn, desk: SyncDesk) -> Step:
    """Ask for each value, and again for one that cannot be kept."""
    fields = desk.fields()
    typed: dict[str, str] = {}
    wanted, said = [one.column for one in fields], list[str]()
    while True:
        for field in (one for one in fields if one.column in wanted):
            here = typed.get(field.column, field.text) or "nothing"
            said.append(f"{field.label}, now {here}: a new value, {_KEEPS}, q leaves it all.")
            line = (yield Asked(said)).strip()
            said = []
            if line == "q":
                return ["Nothing was edited."]
            if line:
                typed[field.column] = "" if line == "-" else line
        try:
            return _did(lifter, desk, desk.edit(typed))
        except MendError as error:
            if not typed:
                return ["Nothing was edited."]
            said = [f"{error}."]
            wanted = [error.column] if error.column in typed else list(typed)
            typed = {name: text for name, text in typed.items() if name not in wanted}


def _move(lifter: SignedIn, desk: SyncDesk) -> Step:
    places = desk.places()
    if not places:
        return ["There is no session of the last five weeks to move it to."]
    said = [f"{number}. {one.words}, {one.detail}." for number, one in enumerate(places, start=1)]
    answer = yield from choose(said, len(places), "A number moves it there. q goes back.")
    return [] if answer is None else _did(lifter, desk, desk.move(places[int(answer[0]) - 1]))


def _save(lifter: SignedIn, desk: SyncDesk) -> Step:
    file = f"~/topset-changes-{lifter.now():%Y%m%d-%H%M}.json"
    said = ["All refused and conflicting changes go into a file; they stay here as well."]
    name = f"Its name, or an empty line for {file}. q leaves it."
    while True:
        line = (yield Asked([*said, name])).strip()
        if line == "q":
            return ["Nothing was saved."]
        if desk.save(line or file):
            return _said(desk)
        said = _said(desk)


def _did(lifter: SignedIn, desk: SyncDesk, done: bool) -> Answer:
    """Have what was done sent, and say it."""
    if done:
        lifter.wake()
    return _said(desk)


def _said(desk: SyncDesk) -> Answer:
    words = "" if desk.notice is None else desk.notice.words
    return [sentence(words)] if words else []
