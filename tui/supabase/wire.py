"""What the SQL functions take and return: strict about types, deaf to keys that are not known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from tui.supabase.errors import clean
from tui.supabase.unreadable import (
    set_aside,
    unreadable_values,
    why_no_time,
    why_no_weight,
)
from tui.sync.protocol import (
    WIRE,
    Bug,
    Change,
    Json,
    Outcome,
    OutcomeKind,
    PulledCatalogue,
    PulledPage,
    Row,
    UnreadableRow,
    is_reason_of_database,
)

_Model = TypeVar("_Model", bound=BaseModel)


def _uuid(text: str) -> str:
    return str(UUID(text))


def _date(text: str) -> str:
    date.fromisoformat(text)
    return _in_a_calendar(text)


def _moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a time without its zone")
    return _in_a_calendar(text)


def _in_a_calendar(text: str) -> str:
    """Refuse years from which no week can be counted back or forth."""
    if why_no_time(text) is not None:
        raise ValueError("not a time")
    return text


def _kilograms(weight: float) -> float:
    """Round away what a REAL column adds: seven digits hold three decimals of any weight."""
    if why_no_weight(weight) is not None:
        raise ValueError("not a weight")
    return round(weight, 3) + 0.0


def _texts(value: object) -> object:
    """Take a jsonb column that other services filled: a list of texts, one text, or nothing."""
    if isinstance(value, list):
        return [item if isinstance(item, str) else json.dumps(item) for item in value]
    return [value] if isinstance(value, str) and value else []


Id = Annotated[str, AfterValidator(_uuid)]
Day = Annotated[str, AfterValidator(_date)]
Moment = Annotated[str, AfterValidator(_moment)]
Kilograms = Annotated[float, AfterValidator(_kilograms)]
Texts = Annotated[list[str], BeforeValidator(_texts)]


class _Answer(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)


class SetRow(_Answer):
    """One row of `training_set`."""

    id: Id
    exercise_row_id: Id
    set_no: int
    reps_done: int
    weight_kg: Kilograms
    rpe: int | None = None
    recorded_at: Moment


class ExerciseRow(_Answer):
    """One row of `modular_training_exercise`; older tables hold NULL where newer ones cannot."""

    id: Id
    session_id: Id
    exercise_name: str | None = None
    muscle_group: str | None = None
    sets: int | None = None
    reps: str | None = None
    equipment: str | None = None
    tier: str | None = None
    rir: int | None = None
    target: str | None = None
    secondary_muscles: Texts = []
    tips: Texts = []
    instructions: str | None = None
    weight: Kilograms | None = None
    difficulty: int | None = None
    notes: str | None = None
    display_order: int | None = 0
    exercise_id: str | None = None
    order_in_session: int | None = 1
    swapped_from: str | None = None
    skipped: bool = False
    superset_group: int | None = None


class ExerciseDocument(ExerciseRow):
    """An exercise as `pull_training` nests it: `sets` is the plan, `performed` the rows."""

    performed: list[SetRow] = []


class SessionRow(_Answer):
    """One row of `modular_training_session`."""

    id: Id
    week_id: Id
    day_label: str
    session_date: Day
    day_of_week: int
    focus_area: str
    session_number: int = 1
    overall_difficulty: int | None = None
    duration_minutes: int | None = None
    completed: bool = False
    notes: str | None = None


class SessionDocument(SessionRow):
    """A session as `pull_training` nests it."""

    exercises: list[ExerciseDocument] = []


class WeekDocument(_Answer):
    """One row of `modular_training_week` with everything in it, at one revision."""

    id: Id
    plan_id: Id
    week_number: int
    week_start: Day
    notes: str | None = None
    revision: int
    sessions: list[SessionDocument] = []


class PlanRow(_Answer):
    """One row of `modular_training_plan`."""

    id: Id
    split_type: str
    week_start: Day
    goal_type: str
    experience_level: str
    status: str
    notes: str | None = None


class CatalogueRow(_Answer):
    """One row of `exrcwiki`."""

    exercise_id: str
    name: str
    body_part: str | None = None
    target: str | None = None
    secondary_muscles: Texts = []
    equipment: str | None = None
    instructions: str | None = None
    tips: Texts = []
    aliases: Texts = []


class TrainingAnswer(_Answer):
    """What `pull_training` returns."""

    epoch: Id
    revision: int
    more: bool
    plans: list[PlanRow] | None = None
    week_ids: list[Id] | None = None
    week_revisions: dict[Id, int] | None = None
    weeks: list[WeekDocument] = []
    removed: list[Id] = []


class OutcomeAnswer(_Answer):
    """What `push_changes` returns for one change."""

    id: Id
    outcome: OutcomeKind
    code: str | None = None
    message: str | None = None
    current: dict[str, Any] | None = None
    again: bool = False


class CatalogueAnswer(_Answer):
    """What `pull_catalogue` returns when the digest is not the known one."""

    digest: str
    exercises: list[CatalogueRow]


def training_page(answer: Json) -> PulledPage:
    """Return one page of `pull_training`; raises Bug if it has another shape.

    Rows with a value that cannot be read are told apart, and everything else comes through.
    """
    unreadable: tuple[UnreadableRow, ...] = ()
    try:
        page = TrainingAnswer.model_validate(answer)
    except ValidationError:
        readable, unreadable = set_aside(answer)
        page = _checked(TrainingAnswer, readable, "pull_training")
    return PulledPage(
        epoch=page.epoch,
        revision=page.revision,
        more=page.more,
        plans=None if page.plans is None else tuple(_row(plan) for plan in page.plans),
        week_ids=None if page.week_ids is None else tuple(page.week_ids),
        week_revisions=page.week_revisions,
        weeks=tuple(_row(week) for week in page.weeks),
        removed=tuple(page.removed),
        unreadable=unreadable,
    )


def catalogue(answer: Json) -> PulledCatalogue | None:
    """Return what `pull_catalogue` sent, None if the known digest still holds."""
    if answer is None:
        return None
    found = _checked(CatalogueAnswer, answer, "pull_catalogue")
    return PulledCatalogue(
        digest=found.digest, exercises=tuple(_row(exercise) for exercise in found.exercises)
    )


def version(answer: Json) -> str:
    """Return what `topset_schema_version` sent."""
    if not isinstance(answer, str):
        raise Bug("topset_schema_version answered with no version.", code=WIRE)
    return answer


def outcomes(changes: Sequence[Change], answer: Json) -> list[Outcome]:
    """Return one outcome for each change, in their order; raises Bug if one is missing."""
    if not isinstance(answer, list):
        raise Bug("push_changes answered with no list.", code=WIRE)
    told = {
        outcome.id: outcome
        for outcome in (_checked(OutcomeAnswer, item, "push_changes") for item in answer)
    }
    missing = [change.id for change in changes if change.id not in told]
    if missing:
        raise Bug(f"push_changes did not say what became of {missing[0]}.", code=WIRE)
    if len(answer) != len(changes):
        raise Bug(f"push_changes gave {len(answer)} answers for {len(changes)} changes.", code=WIRE)
    if any(
        one.outcome == "refused" and not is_reason_of_database(one.code) for one in told.values()
    ):
        raise Bug("push_changes refused a change without a reason.", code=WIRE)
    return [_outcome(told[change.id]) for change in changes]


def change_document(change: Change) -> Row:
    """Return a change as `push_changes` takes it."""
    document: Row = {
        "id": change.id,
        "table": change.table,
        "op": change.op,
        "row_id": change.row_id,
        "made_at": change.made_at.isoformat(),
    }
    if change.row is not None:
        document["row"] = dict(change.row)
    if change.fields is not None:
        document["fields"] = {
            column: {"from": step.before, "to": step.after}
            for column, step in change.fields.items()
        }
    return document


def unsendable(document: Row) -> str | None:
    """Return why PostgreSQL could never read this document, None if it can.

    One such change would make the whole batch fail before any of it is looked at.
    """
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError:
        return "It holds a number or a letter that cannot be stored."
    except RecursionError:
        return "It is nested too deeply."
    return "It holds a NUL character." if _holds_nul(document) else None


def _outcome(told: OutcomeAnswer) -> Outcome:
    why = None if told.current is None else unreadable_values(told.current)
    if why is not None:
        # Nothing to choose between: the lifter is told, and the server keeps what it has.
        return Outcome(
            id=told.id,
            outcome="refused",
            code="unreadable",
            message=f"in the database this row cannot be read: {why}",
        )
    return Outcome(
        id=told.id,
        outcome=told.outcome,
        code=told.code,
        message=None if told.message is None else clean(told.message),
        current=told.current,
        again=told.again,
    )


def _checked(model: type[_Model], answer: Json, function: str) -> _Model:
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = clean(".".join(str(step) for step in first["loc"]))
        raise Bug(
            f"{function} answered in a way nobody expected: {place}: {first['type']}.",
            code=WIRE,
        ) from None


def _row(model: BaseModel) -> Row:
    return cast("Row", model.model_dump())


def _holds_nul(value: Json) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(key) or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(_holds_nul(item) for item in value)
