"""What the settings screen shows: every setting with its value and what it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from tui.lazy_dataclass import dataclass
from tui.settings.model import THEME_CHOICES
from tui.training.equipment_text import format_plates, format_steps
from tui.training.landmark_text import format_landmarks
from tui.training.rest import REST_BY_TIER
from tui.training.units import plain_number
from tui.training.volume import LANDMARKS
from tui.workout.keymap import GROUPS, keymap_of
from tui.workout.rest import minutes_and_seconds

if TYPE_CHECKING:
    from tui.settings.model import Settings

USUAL_GYM = "home"
_ON_OFF = (("on", "on"), ("off", "off"))
_FORMULAS = (
    ("default", "RPE table where there is an RPE, else Epley"),
    ("epley", "Epley"),
    ("brzycki", "Brzycki"),
    ("wathan", "Wathan"),
    ("lombardi", "Lombardi"),
    ("mayhew", "Mayhew"),
    ("oconner", "O'Conner"),
    ("lander", "Lander"),
)

Kind = Literal["text", "choice", "named", "key"]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting. `named` rows take a name and a value, and add to the table at `path`.

    Their label is what they add one of, and `article` goes before it.
    """

    path: tuple[str, ...]
    label: str
    value: str
    about: str
    kind: Kind = "text"
    choices: tuple[tuple[str, str], ...] = ()  # (what is written, how it is shown)
    written: str = ""  # what the line is filled with
    indent: bool = False
    article: str = ""

    @property
    def title(self) -> str:
        """What is set here: `bell`, or `an exercise` where one is added."""
        return f"{self.article} {self.label}" if self.kind == "named" else self.label


@dataclass(frozen=True, slots=True)
class SettingSection:
    """Settings that belong together."""

    title: str
    rows: tuple[SettingRow, ...]


@dataclass(frozen=True, slots=True)
class EditView:
    """The line in which a value is typed, or the key that is waited for."""

    prompt: str
    text: str = ""
    caret: int = 0
    awaits_key: bool = False


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings, the chosen one, and what is being typed."""

    sections: tuple[SettingSection, ...]
    chosen: int = 0

    @property
    def rows(self) -> tuple[SettingRow, ...]:
        """All settings in order."""
        return tuple(row for section in self.sections for row in section.rows)


@dataclass(frozen=True, slots=True)
class SettingFootView:
    """What the chosen setting takes, and the line below it."""

    about: str
    edit: EditView | None = None
    notice: str = ""
    bad: bool = False


def settings_sections(now: Settings, *, notifies: bool) -> tuple[SettingSection, ...]:
    """Return every setting as it stands; `notifies` tells whether this terminal can notify."""
    return (
        SettingSection("Gym", tuple(_gym_rows(now))),
        SettingSection("Rest", tuple(_rest_rows(now, notifies))),
        SettingSection("Numbers and colours", tuple(_other_rows(now))),
        SettingSection("Weekly sets of a muscle", tuple(_landmark_rows(now))),
        *_key_sections(now),
    )


def gym_name(now: Settings) -> str:
    """Return the name of the gym that is trained in."""
    return now.gym_name or next(iter(now.gyms), USUAL_GYM)


def _gym_rows(now: Settings) -> Iterator[SettingRow]:
    gym, name = now.training_gym, gym_name(now)
    here = ("gyms", name)
    names = tuple(now.gyms) or (name,)
    yield SettingRow(
        ("gym",),
        "gym",
        name,
        "Where you train now; G switches to the next one anywhere, a adds another.",
        "choice",
        tuple((one, one) for one in names),
    )
    yield SettingRow(
        (*here, "unit"),
        "unit",
        gym.unit,
        "kg or lb; bar and plates are read in it, the log keeps kilograms.",
        "choice",
        (("kg", "kg"), ("lb", "lb")),
    )
    yield _text(
        (*here, "bar"), "bar", plain_number(gym.bar), f"What the empty bar weighs, {gym.unit}."
    )
    yield _text(
        (*here, "collars"),
        "collars",
        plain_number(gym.collars),
        f"What the pair of collars on a bar weighs, {gym.unit}; 0 leaves them out.",
    )
    plates = format_plates(gym.plates)
    yield _text(
        (*here, "plates"),
        "plates",
        plates,
        "Each size once, x and the pairs where they are counted: 25x1 20x2 10 5.",
    )
    steps = "A step, its lightest and heaviest if they matter: 2 from 4 to 40."
    for key in ("dumbbells", "kettlebells", "machines"):
        yield _text((*here, key), key, format_steps(getattr(gym, key)), steps)
    words = "The step of what is hung on a belt, or taken off by a band."
    yield _text((*here, "added"), "added weight", format_steps(gym.added), words)
    for key, words in (("upper_increment", "upper body"), ("lower_increment", "lower body")):
        yield _text(
            (*here, key),
            f"add, {words}",
            plain_number(getattr(gym, key)),
            f"What is added to a barbell lift of the {words} once all sets reach the top.",
        )
    for exercise, increment in gym.increments.items():
        yield _text(
            (*here, "increments", exercise),
            exercise,
            plain_number(increment),
            f"What is added to {exercise}; d forgets it.",
            indent=True,
        )
    yield SettingRow(
        (*here, "increments"),
        "exercise",
        "",
        "An exercise with an increment of its own: Bench Press = 1.25.",
        "named",
        indent=True,
        article="an",
    )


def _rest_rows(now: Settings, notifies: bool) -> Iterator[SettingRow]:
    for tier, usual in REST_BY_TIER.items():
        seconds = now.rest.by_tier.get(tier, usual)
        words = f"The rest after a set of tier {tier}, as 2:30; a note in the plan overrides it."
        yield _text(("rest", f"tier {tier}"), f"tier {tier}", minutes_and_seconds(seconds), words)
    for exercise, seconds in now.rest.by_exercise.items():
        words = f"The rest after a set of {exercise}; d forgets it."
        value = minutes_and_seconds(seconds)
        yield _text(("rest", exercise), exercise, value, words, indent=True)
    yield SettingRow(
        ("rest",),
        "exercise",
        "",
        "An exercise with a rest of its own: Bench Press = 4:00.",
        "named",
        indent=True,
        article="an",
    )
    bell, notice = ("on" if on else "off" for on in (now.rest_bell, now.rest_notice))
    words = "Ring the terminal's bell when the rest is over."
    yield SettingRow(("rest_bell",), "bell", bell, words, "choice", _ON_OFF)
    words = (
        "Notify the desktop when the rest is over."
        if notifies
        else "This terminal cannot notify the desktop; kitty, iTerm2, WezTerm and others can."
    )
    yield SettingRow(("rest_notice",), "notification", notice, words, "choice", _ON_OFF)


def _other_rows(now: Settings) -> Iterator[SettingRow]:
    yield SettingRow(
        ("unit",),
        "units",
        now.unit,
        "kg or lb, unless the gym says otherwise.",
        "choice",
        (("kg", "kg"), ("lb", "lb")),
    )
    yield SettingRow(
        ("e1rm",),
        "e1RM",
        dict(_FORMULAS)[now.e1rm],
        "How a one-rep maximum is estimated from a set.",
        "choice",
        _FORMULAS,
        now.e1rm,
    )
    yield SettingRow(
        ("theme",),
        "colours",
        now.theme,
        "Takes effect at once; ansi uses the terminal's own colours.",
        "choice",
        tuple((name, name) for name in THEME_CHOICES),
    )


def _landmark_rows(now: Settings) -> Iterator[SettingRow]:
    for muscle, marks in now.landmarks.items():
        words = "Sets that keep what is there, that make it grow, the best range, and the most."
        if muscle not in LANDMARKS:
            words += " d forgets it."
        yield _text(("landmarks", muscle), muscle, format_landmarks(marks), words)
    yield SettingRow(
        ("landmarks",),
        "muscle",
        "",
        "Another muscle with landmarks: forearms = 2 4 6-12 16.",
        "named",
        article="a",
    )


def _key_sections(now: Settings) -> Iterator[SettingSection]:
    keymap = keymap_of(now.keys)
    wrong: Mapping[str, str] = {one.id: one.words for one in keymap.complaints}
    seen: set[str] = set()
    for title, group in GROUPS:
        rows = []
        for command in group:
            if command.id in seen or not command.keys:
                continue
            seen.add(command.id)
            about = f"{command.sentence}. In the file: {command.id}."
            if command.id in wrong:
                about = f"{now.keys[command.id]}: {wrong[command.id]}."
            shown = keymap.applied(command).shown
            rows.append(SettingRow(("keys", command.id), command.label, shown, about, "key"))
        if rows:
            yield SettingSection(f"Keys: {title.lower()}", tuple(rows))


def _text(
    path: tuple[str, ...], label: str, value: str, about: str, *, indent: bool = False
) -> SettingRow:
    return SettingRow(path, label, value, about, written=value, indent=indent)
