"""Everything that can be set: the one place where a setting is declared.

A field is called as in config.toml, and its annotation tells what is expected of it; pydantic
reads the file by these annotations (`tables.py`). Every start needs this module: it loads neither
pydantic nor the rules of training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, fields
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

from tui.lazy_dataclass import dataclass
from tui.training.strength import FORMULAS, Formula
from tui.training.units import Unit

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from tui.training.gym import Gym
    from tui.training.rules import TrainingRules
    from tui.training.volume import Landmarks

# What can be chosen, as a lifter writes it: iron and chalk have the most contrast.
THEME_CHOICES: Final = ("topset", "light", "iron", "chalk", "nord", "gruvbox", "ansi")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a setting takes, in words and as a check besides its type.

    `table` names how a table of config.toml is read, where that differs from what becomes of it.
    """

    words: str
    check: Callable[[Any], bool] | None = None
    table: Literal["gyms", "rest", "landmarks", "keys"] | None = None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Have pydantic read the setting, and say these words where it cannot."""
        from tui.settings.schema import schema_of

        return schema_of(self, source, handler)


def not_blank(value: object) -> bool:
    """Tell whether a value is a text with something in it."""
    return isinstance(value, str) and bool(value.strip())


def _is_database_address(address: str) -> bool:
    try:
        return urlsplit(address).scheme in {"postgresql", "postgres"}
    except ValueError:  # brackets that hold no address
        return False


class Rests(NamedTuple):
    """Seconds of rest by tier, and by exercise where one has its own."""

    by_tier: Mapping[int, int]
    by_exercise: Mapping[str, int]


def _usual_rests() -> Rests:
    from tui.training.rest import REST_BY_TIER

    return Rests(REST_BY_TIER, {})


def _usual_landmarks() -> Mapping[str, Landmarks]:
    from tui.training.volume import LANDMARKS

    return LANDMARKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the lifter has set; None is unset. Secrets are left out of its `repr`."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid", "defer_build": True}

    url: Annotated[
        str | None, Expected('the project\'s URL, like "https://abcd.supabase.co"', not_blank)
    ] = None
    publishable_key: Annotated[
        str | None, Expected('the publishable key, like "sb_publishable_…"', not_blank)
    ] = field(default=None, repr=False)
    database_url: Annotated[
        str | None,
        Expected(
            'a PostgreSQL address, like "postgresql://topset_…:…@host/postgres"',
            _is_database_address,
        ),
    ] = field(default=None, repr=False)
    email: Annotated[str | None, Expected("an e-mail address in quotes", not_blank)] = None
    unit: Annotated[Unit, Expected('"kg" or "lb"')] = "kg"
    theme: Annotated[str, Expected("the name of a theme in quotes", not_blank)] = "topset"
    insecure: Annotated[
        str | None,
        Expected("the host that may be reached without encryption, in quotes", not_blank),
    ] = None
    keyring: Annotated[
        bool, Expected("true to keep the refresh token in the system's keyring, or false")
    ] = False
    rest_bell: Annotated[bool, Expected("true to ring when the rest is over, or false")] = True
    rest_notice: Annotated[
        bool, Expected("true for a desktop notification after the rest, or false")
    ] = False
    e1rm: Annotated[Formula, Expected(" or ".join(FORMULAS))] = "default"
    gym: Annotated[str | None, Expected("the name of a gym in quotes", not_blank)] = None
    gyms: Annotated[
        Mapping[str, Gym], Expected("tables of gyms, like [gyms.home]", table="gyms")
    ] = field(default_factory=dict)
    rest: Annotated[
        Rests,
        Expected('a table of rests, like "tier 1" = "3:00"', table="rest"),
    ] = field(default_factory=_usual_rests)
    landmarks: Annotated[
        Mapping[str, Landmarks],
        Expected(
            'a table of weekly sets by muscle, like chest = "4 8 12-20 22"', table="landmarks"
        ),
    ] = field(default_factory=_usual_landmarks)
    keys: Annotated[
        Mapping[str, str],
        Expected('a table of keys by command, like today.undo = "z"', table="keys"),
    ] = field(default_factory=dict)

    @property
    def gym_name(self) -> str:
        """The name of the gym that is trained in: the chosen one, else the first; "" for none."""
        return self.gym or next(iter(self.gyms), "")

    @property
    def training_gym(self) -> Gym:
        """The gym that is trained in, else what most gyms have."""
        from tui.training.gym import DEFAULT_GYM, POUND_GYM

        usual = POUND_GYM if self.unit == "lb" else DEFAULT_GYM
        return self.gyms.get(self.gym_name, usual)

    @property
    def rules(self) -> TrainingRules:
        """What targets, plates, estimates and rests are computed by."""
        from tui.training.rules import TrainingRules

        return TrainingRules(
            gym=self.training_gym,
            formula=self.e1rm,
            rest_by_tier=self.rest.by_tier,
            own_rests=self.rest.by_exercise,
            landmarks=self.landmarks,
        )

    @property
    def shown_unit(self) -> Unit:
        """The unit that weights are read and shown in: that of the gym."""
        return self.training_gym.unit

    @property
    def door(self) -> Literal["direct", "data_api"]:
        """The way to the database: straight to PostgreSQL if it is set, else the Data API."""
        return "direct" if self.database_url else "data_api"


NAMES: Final = tuple(one.name for one in fields(Settings))

# The settings that the environment and the command line can give: those that are one text.
FROM_OUTSIDE: Final = (
    "url",
    "publishable_key",
    "database_url",
    "email",
    "insecure",
    "unit",
    "theme",
)
_DEFAULTS: Final = {one.name: one.default for one in fields(Settings)}
_ANY_TEXT: Final = frozenset({"url", "publishable_key", "email", "insecure", "theme"})


def is_switch(name: str) -> bool:
    """Tell whether a setting is on or off."""
    return isinstance(_DEFAULTS.get(name), bool)


def is_plain(name: str, value: object) -> bool:
    """Tell whether a value is right at first sight: a text that may be any, on or off, a unit.

    Most files hold no more, and are read at every start without waiting for pydantic. What this
    does not know is not wrong: pydantic decides.
    """
    if name in _ANY_TEXT:
        return not_blank(value)
    return (is_switch(name) and isinstance(value, bool)) or (
        name == "unit" and value in get_args(Unit)
    )
