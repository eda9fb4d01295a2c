"""The program itself, config.toml, and where each setting comes from."""

from __future__ import annotations

import platform
import stat
import sys
from collections.abc import Generator, Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from tui import __version__
from tui.cli.doctor.check import Check
from tui.cli.opening import sandbox_is_lacking
from tui.cli.wiring import AppContext
from tui.settings.file import UTF_8
from tui.settings.model import FROM_OUTSIDE, NAMES, Settings
from tui.settings.paths import ConfigError

SHOWN_OF_A_KEY = 4


def configuration(context: AppContext) -> Generator[Check, None, Settings | None]:
    """Tell what is set and from where; return the settings, None where they cannot be used."""
    sandbox = "without" if sandbox_is_lacking() else "with"
    yield Check(
        "topset",
        True,
        f"{__version__}, {sandbox} the sandbox; Python {platform.python_version()} on"
        f" {platform.system()} {platform.machine()}",
    )
    file = context.paths.config_file
    try:
        settings = context.settings
    except ConfigError as error:
        yield Check("configuration", False, str(error), f"correct it, or remove it from {file}")
        return None
    yield _file(file, settings)
    for name, source in _sources(file, context.environment, context.given).items():
        yield Check(f"setting_{name}", True, f"{_shown(name, settings)} (from {source})")
    if settings.keyring:
        yield _keyring()
    return settings


def _keyring() -> Check:
    if find_spec("keyring") is None:
        words = "is set but not installed: the session is kept in a file"
        return Check("keyring", False, words, "pip install keyring")
    return Check("keyring", True, "is installed")


def _file(file: Path, settings: Settings) -> Check:
    if not file.exists():
        return Check("configuration", True, f"{file} does not exist: the defaults apply")
    mode = stat.S_IMODE(file.stat().st_mode)
    if settings.database_url and mode & 0o077 and sys.platform != "win32":
        return Check(
            "configuration",
            False,
            f"{file} holds a database address and others can read it (mode {mode:03o})",
            f"chmod 600 '{file}'",
        )
    return Check("configuration", True, str(file))


def _sources(
    file: Path, environment: Mapping[str, str], given: Mapping[str, str | None]
) -> dict[str, str]:
    """Return where each setting comes from, those with their default left out."""
    import tomllib

    in_file = tomllib.loads(file.read_text(encoding=UTF_8)) if file.exists() else {}
    found = {name: file.name for name in NAMES if name in in_file}
    for name in FROM_OUTSIDE:
        if environment.get(f"TOPSET_{name.upper()}"):
            found[name] = f"TOPSET_{name.upper()}"
        if given.get(name):
            found[name] = f"--{name.replace('_', '-')}"
    return found


def _shown(name: str, settings: Settings) -> str:
    """Return a setting's value as it may be shown to anybody."""
    if name == "publishable_key":
        return masked(settings.publishable_key or "")
    if name == "database_url":
        return without_password(settings.database_url or "")
    value = getattr(settings, name, None)
    if isinstance(value, str | int):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return "set"


def masked(key: str) -> str:
    """Return a key by its kind and its end."""
    kind = "sb_publishable_" if key.startswith("sb_publishable_") else key[:3]
    return f"{kind}…{key[-SHOWN_OF_A_KEY:]}" if len(key) > len(kind) + 2 * SHOWN_OF_A_KEY else "set"


def without_password(address: str) -> str:
    """Return a database's address by login, host and name alone."""
    try:
        parts = urlsplit(address)
        login = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "set"
    return f"{parts.scheme}://{login}{parts.hostname or ''}{port}{parts.path}"
