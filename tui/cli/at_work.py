"""One act on a session, as a key of the app does it: on which exercise, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.cli.current_session import exercise_at_hand
from tui.cli.exits import Stopped
from tui.cli.words import put_document, say
from tui.plain_text import sentence
from tui.workout.commands.today import TODAY
from tui.workout.half_typed import LineWords
from tui.workout.session_reader import SessionGone
from tui.workout.workout import Workout

if TYPE_CHECKING:
    from tui.cli.documents import Document
    from tui.cli.wiring import AppContext
    from tui.logbook import Logbook
    from tui.training.records import Session

CURRENT: Final = "current"


def _command_line(command_id: str) -> str:
    """Return what is written for a command, as a sentence names it."""
    command = next(one for one in TODAY if one.id == command_id)
    return f"`topset {command.prompt}`"


AT_THE_PROMPT: Final = LineWords(key=_command_line)


def workout_of(context: AppContext, book: Logbook, session: Session) -> Workout:
    """Open a session for one act; the line and the rest of an app are left alone.

    Raises Stopped.
    """
    try:
        return Workout(
            book,
            session.id,
            now=context.now,
            rules=context.settings.rules,
            bests_later=True,
            keeps_place=False,
            line_words=AT_THE_PROMPT,
        )
    except SessionGone as error:
        raise Stopped(f"{session.day_label} is gone.") from error


def choose_exercise(workout: Workout, name: str | None) -> None:
    """Go to the named exercise, else to the current one. Raises Stopped."""
    found = exercise_at_hand(workout.sheet, None if name == CURRENT else name)
    workout.choose_exercise(workout.sheet.exercises.index(found))


def was_done(workout: Workout) -> bool:
    """Tell whether the last act changed anything. Raises Stopped if it was refused."""
    notice = workout.notice
    if notice is not None and notice.tone in ("warn", "bad"):
        raise Stopped(sentence(notice.words))
    return notice is not None and notice.tone == "good"


def tell(workout: Workout, document: Document, *, as_json: bool, unchanged: str) -> None:
    """Say what the last act did, or that nothing changed. Raises Stopped if it was refused."""
    changed, notice = was_done(workout), workout.notice
    if as_json:
        put_document({"changed": changed, "session_id": workout.session.id} | document)
    else:
        say(unchanged if notice is None else sentence(notice.words))
