"""The real program on a laptop of its own, and the sandbox that it talks to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.acceptance.terminal import environment
from tests.support.box import SandboxUnderTest, TestLifter

TOPSET = str(Path(sys.executable).with_name("topset"))
PATIENCE_SECONDS = 60.0


def _first(door: str, other: str) -> pytest.MarkDecorator:
    later = pytest.param(other, marks=pytest.mark.soak)
    return pytest.mark.parametrize("laptop", [door, later], indirect=True)


# Such a test takes ten seconds: `make test` goes through one of the doors, the soak also through
# the other. What the doors do alike is held by tests/sync and tests/supabase, where it is cheap.
data_api_first = _first("data_api", "direct")
direct_first = _first("direct", "data_api")


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass(slots=True)
class Laptop:
    """One TOPSET_HOME, and the settings in its environment."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which this laptop's programs run."""
        return environment(self.home, **self.settings)

    def topset(self, *arguments: str, stdin: str = "") -> Finished:
        """Run a command to its end."""
        done = subprocess.run(
            [TOPSET, *arguments],
            input=stdin,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)


class Sandbox:
    """Auth, the Data API and the database of one lifter, for laptops that are told where it is."""

    def __init__(self, box: SandboxUnderTest, lifter: TestLifter) -> None:
        self._box = box
        self.start, self.stop = box.start, box.stop
        self.info: Mapping[str, str] = {
            "url": box.url,
            "publishable_key": box.publishable_key,
            "email": lifter.email,
            "password": lifter.password,
            "database_url": box.database_url_of(lifter),
        }

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask PostgreSQL as the database's owner."""
        return ask(self._box.owner_database_url, sql, *values)

    def settings(self, door: str) -> dict[str, str]:
        """Return the environment that leads a laptop here, through one of the doors."""
        found = {
            "TOPSET_URL": self.info["url"],
            "TOPSET_PUBLISHABLE_KEY": self.info["publishable_key"],
            "TOPSET_EMAIL": self.info["email"],
        }
        if door == "direct":
            found["TOPSET_DATABASE_URL"] = self.info["database_url"]
        return found


class ServedDemo:
    """`topset demo --serve` in a process of its own, on what a demo has left in a home."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [TOPSET, "demo", "--serve"],
            env=environment(home),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._info: Mapping[str, str] = json.loads(self._process.stdout.readline())

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask PostgreSQL as the database's owner."""
        return ask(self._info["owner_database_url"], sql, *values)

    def stop(self) -> int:
        """Interrupt it, and return its exit code."""
        self._process.terminate()
        self._process.communicate(timeout=PATIENCE_SECONDS)
        return self._process.returncode


def ask(url: str, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask a database."""
    with psycopg.connect(url) as connection:
        return connection.execute(sql.encode(), values).fetchall()
