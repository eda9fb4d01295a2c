"""Read an exercise catalogue from JSON: our own format, or free-exercise-db's.

Both are arrays of objects; each entry is recognised by its own fields. A bad entry becomes a
problem that names its line and number, and the good ones still come in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from tui.lazy_dataclass import dataclass
from tui.plain_text import storable
from tui.sync.protocol import Json
from tui.training.records import CatalogueExercise

MUSCLES = (
    *("chest", "back", "side delts", "rear delts", "front delts", "biceps", "triceps", "quads"),
    *("hamstrings", "glutes", "calves", "abs", "traps"),
    *("forearms", "adductors", "lower back", "neck"),
)

_BODY_PARTS = {
    "chest": ("chest",),
    "back": ("back", "lower back", "traps"),
    "shoulders": ("side delts", "rear delts", "front delts"),
    "arms": ("biceps", "triceps", "forearms"),
    "legs": ("quads", "hamstrings", "glutes", "calves", "adductors"),
    "core": ("abs",),
    "neck": ("neck",),
}
_BODY_PART_OF = {muscle: part for part, muscles in _BODY_PARTS.items() for muscle in muscles}

_FOREIGN_MUSCLES = {
    "abdominals": "abs",
    "abductors": "glutes",
    "lats": "back",
    "middle back": "back",
    "quadriceps": "quads",
}
_FOREIGN_EQUIPMENT = {
    "body only": "bodyweight",
    "e-z curl bar": "ez bar",
    "kettlebells": "kettlebell",
    "bands": "band",
}


class CatalogueFileError(ValueError):
    """The file as a whole cannot be read; the words say what was found, and on which line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An entry that was left out: where it stands (both counted from 1) and why."""

    line: int
    entry: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, entry {self.entry}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """The good entries of a file in their order, and the problems with the others."""

    exercises: tuple[CatalogueExercise, ...]
    problems: tuple[Problem, ...]


LONGEST_NAME = 200  # as in the logbook: an index of the database holds the names


def _storable(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def _short(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise ValueError(f"longer than {LONGEST_NAME} characters")
    return name


def _known_muscle(muscle: str) -> str:
    if muscle not in MUSCLES:
        raise ValueError(f"“{muscle}” is not a muscle that topset knows ({', '.join(MUSCLES)})")
    return muscle


Storable = Annotated[str, BeforeValidator(_storable)]
Text = Annotated[Storable, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[Text, AfterValidator(_short)]
Muscle = Annotated[Text, AfterValidator(_known_muscle)]


class _OwnEntry(BaseModel):
    """An entry in the format of the starter catalogue."""

    model_config = ConfigDict(extra="ignore")

    exercise_id: Name
    name: Name
    body_part: Text
    target: Muscle
    secondary_muscles: tuple[Muscle, ...] = ()
    equipment: Text
    instructions: Storable = ""
    tips: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()

    def exercise(self) -> CatalogueExercise:
        """Return the entry as a record."""
        return CatalogueExercise(**self.model_dump())


class _ForeignEntry(BaseModel):
    """An entry in the format of free-exercise-db."""

    model_config = ConfigDict(extra="ignore")

    id: Name
    name: Name
    equipment: Storable | None = None
    primary_muscles: tuple[Text, ...] = Field(alias="primaryMuscles", min_length=1)
    secondary_muscles: tuple[Text, ...] = Field(alias="secondaryMuscles", default=())
    instructions: tuple[Storable, ...] = ()

    def exercise(self) -> CatalogueExercise:
        """Return the entry as a record, in our words for muscles and equipment."""
        target, *others = (
            self._muscle(m) for m in (*self.primary_muscles, *self.secondary_muscles)
        )
        equipment = (self.equipment or "other").strip()
        return CatalogueExercise(
            exercise_id=self.id,
            name=self.name,
            body_part=_BODY_PART_OF[target],
            target=target,
            secondary_muscles=tuple(dict.fromkeys(m for m in others if m != target)),
            equipment=_FOREIGN_EQUIPMENT.get(equipment, equipment),
            instructions="\n".join(step.strip() for step in self.instructions if step.strip()),
        )

    def _muscle(self, foreign: str) -> str:
        """Return our word; theirs is “shoulders” for three, so the exercise's name decides."""
        if foreign == "shoulders":
            return _deltoid(self.name)
        return _known_muscle(_FOREIGN_MUSCLES.get(foreign, foreign))


def _deltoid(exercise_name: str) -> Literal["side delts", "rear delts", "front delts"]:
    """Return the head of the shoulder that an exercise of this name trains most."""
    words = exercise_name.casefold()
    if any(
        word in words for word in ("rear", "reverse fly", "face pull", "bent over", "bent-over")
    ):
        return "rear delts"
    if any(word in words for word in ("lateral", "side", "upright row")):
        return "side delts"
    return "front delts"


def read_catalogue(path: Path) -> CatalogueFile:
    """Read a catalogue file.

    Raises CatalogueFileError if it is not a JSON array, OSError if it cannot be opened.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueFileError(f"{path.name} is not UTF-8 text (byte {error.start})") from error
    return parse_catalogue(text, source=path.name)


def parse_catalogue(text: str, *, source: str = "the catalogue") -> CatalogueFile:
    """Parse the text of a catalogue file; `source` is how errors call it."""
    exercises: dict[str, CatalogueExercise] = {}
    problems: list[Problem] = []
    for number, (line, value) in enumerate(_array_items(text, source), start=1):
        try:
            exercise = _entry(value)
        except ValidationError as error:
            problems.append(Problem(line=line, entry=number, reason=_in_words(error)))
        except ValueError as error:
            problems.append(Problem(line=line, entry=number, reason=str(error)))
        else:
            if exercise.exercise_id in exercises:
                reason = f"the id “{exercise.exercise_id}” is taken by an earlier entry"
                problems.append(Problem(line=line, entry=number, reason=reason))
            else:
                exercises[exercise.exercise_id] = exercise
    return CatalogueFile(exercises=tuple(exercises.values()), problems=tuple(problems))


def _entry(value: Json) -> CatalogueExercise:
    if not isinstance(value, dict):
        raise ValueError(f"expected an object with the fields of an exercise, not {value!r:.40}")
    if "primaryMuscles" in value:
        return _ForeignEntry.model_validate(value).exercise()
    return _OwnEntry.model_validate(value).exercise()


def _in_words(error: ValidationError) -> str:
    """Say what is wrong with each field, in one line."""
    told = []
    for fault in error.errors(include_url=False, include_input=False):
        field = ".".join(str(part) for part in fault["loc"])
        told.append(f"{field}: {fault['msg'].removeprefix('Value error, ')}")
    return "; ".join(told)


def _array_items(text: str, source: str) -> Iterator[tuple[int, Json]]:
    """Yield each element of a JSON array with the line on which it starts."""

    def fault(position: int, words: str) -> CatalogueFileError:
        return CatalogueFileError(f"{source}, line {_line(text, position)}: {words}")

    decoder = json.JSONDecoder()
    position = _skip_blank(text, 0)
    if text[position : position + 1] != "[":
        raise fault(position, "expected a JSON array of exercises")
    position = _skip_blank(text, position + 1)
    mark = text[position : position + 1]
    if mark == "]":
        position = _skip_blank(text, position + 1)
    while mark != "]":
        try:
            value, end = decoder.raw_decode(text, position)
        except json.JSONDecodeError as error:
            raise fault(error.pos, f"not JSON: {error.msg}") from error
        yield _line(text, position), value
        end = _skip_blank(text, end)
        mark = text[end : end + 1]
        if mark not in {",", "]"}:
            raise fault(end, "expected a comma or the closing bracket")
        position = _skip_blank(text, end + 1)
    if text[position:].strip():
        raise fault(position, "there is something after the array")


def _skip_blank(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
