"""Where topset's files live, and the refusal of a setting that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tui.lazy_dataclass import dataclass
from tui.private_files import make_folder


class ConfigError(ValueError):
    """A setting cannot be used; the message is one sentence for the lifter.

    `expected` is what would do, where that is known.
    """

    def __init__(self, message: str, *, expected: str = "") -> None:
        super().__init__(message)
        self.expected = expected


NO_HOME = "No home folder is known: set HOME, or TOPSET_HOME to a folder for topset's files."


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of configuration, data and state, each readable by its owner alone."""

    config: Path
    data: Path
    state: Path

    @classmethod
    def find(cls, environment: Mapping[str, str]) -> Paths:
        """Return the folders of this user; `TOPSET_HOME` puts all three under one.

        Raises ConfigError where no home folder is known.
        """
        home = environment.get("TOPSET_HOME")
        if home:
            return cls.under(_below_home(home).absolute())
        import platformdirs

        try:
            paths = cls(
                config=platformdirs.user_config_path("topset"),
                data=platformdirs.user_data_path("topset"),
                state=platformdirs.user_state_path("topset"),
            )
        except RuntimeError:
            raise ConfigError(NO_HOME) from None
        known = (paths.config.is_absolute(), paths.data.is_absolute(), paths.state.is_absolute())
        if not all(known) or environment.get("HOME") == "":
            raise ConfigError(NO_HOME)
        return paths

    @classmethod
    def under(cls, home: Path) -> Paths:
        """Return the three folders inside one."""
        return cls(config=home / "config", data=home / "data", state=home / "state")

    @property
    def config_file(self) -> Path:
        """The settings as the lifter writes them."""
        return self.config / "config.toml"

    @property
    def log_file(self) -> Path:
        """Details for whoever looks for a fault; never a token or a password."""
        return self.state / "topset.log"

    @property
    def demo_home(self) -> Path:
        """The sandbox of `topset demo` and everything logged against it."""
        return self.data / "demo"

    def project_folder(self, project: str) -> Path:
        """Return the folder of what is kept for one Supabase project."""
        return self.data / project

    def logbook_file(self, project: str, user_id: str) -> Path:
        """Return the logbook of one lifter in one project."""
        return self.project_folder(project) / f"{user_id}.sqlite3"


def _below_home(folder: str) -> Path:
    try:
        return Path(folder).expanduser()
    except RuntimeError:
        raise ConfigError(NO_HOME) from None


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner can enter, if it is not there, and return it.

    Raises ConfigError if it cannot be made.
    """
    try:
        make_folder(folder)
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be made: {error.strerror}. TOPSET_HOME puts everything elsewhere."
        ) from error
    return folder
