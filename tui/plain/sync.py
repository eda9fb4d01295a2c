"""The sync screen by lines: what is not settled with the database, and every way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Final

from tui.logbook.resolution import EditError
from tui.plain.names import Names
from tui.plain.talk import Answer, Asked, Talk, choose, confirmed
from tui.plain_text import sentence
from tui.workout.commands.sync import NEEDS, SYNC
from tui.workout.sync.lines import Ways
from tui.workout.sync.review import SyncReview

if TYPE_CHECKING:
    from tui.workout.signed_in import SignedIn
    from tui.workout.sync.view import SyncView

WAYS: Final = Ways(sign_in="account", connect="account")
_SHOWN: Final = {"unsent": 5, "round": 3, "unreadable": 5}  # of what nothing is to be done about
_KEEPS: Final = "an empty line keeps it"

Step = Generator[Asked, str, Answer]


def sync_talk(lifter: SignedIn, names: Names | None = None) -> Talk:
    """Say how it stands and what waits; go into a change that is chosen."""
    review = SyncReview(lifter, WAYS)
    said: Answer = []
    key = (names or Names()).key
    while True:
        review.refresh()
        review.status_changed()
        waiting = _waiting(review.view())
        how_to = "A number says all about one. " if waiting else ""
        words = {}
        now, save, retry = (key(f"sync.{one}") for one in ("now", "save", "retry_all"))
        if lifter.syncs:
            how_to, words[now] = f"{how_to}{now} sends and fetches now. ", "now"
        if waiting:
            how_to += f"{save} saves them all to a file. "
            words[save] = "save"
        if review.refused > 1:
            how_to = f"{how_to}{retry} tries everything refused again. "
            words[retry] = "retry all"
        lines = [*said, *_listed(review.view())]
        answer = yield from choose(lines, len(waiting), f"{how_to}q goes back.", words)
        if answer is None:
            return []
        if answer[0] == "now":
            lifter.wake()
            said = [f"Sending and fetching; {key('app.sync')} says what came of it."]
        elif answer[0] == "retry all":
            said = _did(lifter, review, review.retry_all())
        elif answer[0] == "save":
            said = yield from _save(lifter, review)
        else:
            review.choose(waiting[int(answer[0]) - 1])
            said = yield from _one(lifter, review)


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


def _one(lifter: SignedIn, review: SyncReview) -> Step:
    """Say all about the chosen change, and do about it what is chosen."""
    detail = review.view().detail
    said = [f"{detail.title}.", *(words for words, _ in detail.sentences)]
    said += [
        sentence(f"{what}: mine {mine}, theirs {theirs}") for what, mine, theirs in detail.sides
    ]
    can = review.can()
    ways = [one for one in SYNC if NEEDS.get(one.id) in can]
    said += [
        f"{number}. {one.label[:1].upper()}{one.label[1:]}: {one.sentence}."
        for number, one in enumerate(ways, start=1)
    ]
    answer = yield from choose(said, len(ways), "A number does that. q goes back.")
    if answer is None:
        return []
    action = NEEDS[ways[int(answer[0]) - 1].id]
    at_once: dict[str, Callable[[], bool]] = {
        "mine": review.use_mine,
        "theirs": review.keep_theirs,
        "retry": review.retry,
    }
    if action in at_once:
        return _did(lifter, review, at_once[action]())
    if action == "discard":
        return (yield from _discard(lifter, review))
    if action == "edit":
        return (yield from _edit(lifter, review))
    return (yield from (_move if action == "move" else _save)(lifter, review))


def _discard(lifter: SignedIn, review: SyncReview) -> Step:
    if not (yield from confirmed(f"yes {review.discarding}; anything else keeps it.")):
        return ["Nothing was discarded."]
    review.discard()  # says what would go, which was just asked
    return _did(lifter, review, review.discard())


def _edit(lifter: SignedIn, review: SyncReview) -> Step:
    """Ask for each value, and again for one that cannot be kept."""
    fields = review.fields()
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
            return _did(lifter, review, review.edit(typed))
        except EditError as error:
            if not typed:
                return ["Nothing was edited."]
            said = [f"{error}."]
            wanted = [error.column] if error.column in typed else list(typed)
            typed = {name: text for name, text in typed.items() if name not in wanted}


def _move(lifter: SignedIn, review: SyncReview) -> Step:
    targets = review.targets()
    if not targets:
        return ["There is no session of the last five weeks to move it to."]
    said = [f"{number}. {one.words}, {one.detail}." for number, one in enumerate(targets, start=1)]
    answer = yield from choose(said, len(targets), "A number moves it there. q goes back.")
    return [] if answer is None else _did(lifter, review, review.move(targets[int(answer[0]) - 1]))


def _save(lifter: SignedIn, review: SyncReview) -> Step:
    file = f"~/topset-changes-{lifter.now():%Y%m%d-%H%M}.json"
    said = ["All refused and conflicting changes go into a file; they stay here as well."]
    name = f"Its name, or an empty line for {file}. q leaves it."
    while True:
        line = (yield Asked([*said, name])).strip()
        if line == "q":
            return ["Nothing was saved."]
        if review.save(line or file):
            return _said(review)
        said = _said(review)


def _did(lifter: SignedIn, review: SyncReview, done: bool) -> Answer:
    """Have what was done sent, and say it."""
    if done:
        lifter.wake()
    return _said(review)


def _said(review: SyncReview) -> Answer:
    words = "" if review.notice is None else review.notice.words
    return [sentence(words)] if words else []
