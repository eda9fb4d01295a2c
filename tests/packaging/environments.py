"""Fresh virtual environments that hold a built topset and exactly what it declares it needs."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Installed:
    """A virtual environment with topset in it."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def run(
        self, *command: str, home: Path, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment, far from the checkout."""
        return subprocess.run(
            [str(self.folder / "bin" / command[0]), *command[1:]],
            cwd=self.folder,
            env={**plain_environment(home), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def plain_environment(home: Path) -> dict[str, str]:
    """Return the environment of a person who has set nothing."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "TOPSET_HOME": str(home / "topset")}


def install(archive: Path, folder: Path, *, extras: tuple[str, ...] = ()) -> Installed:
    """Install a wheel into a new environment, with what it and its extras declare, and no network.

    What it declares is linked in from the environment that runs the tests; nothing else is there.
    """
    venv.create(folder, symlinks=True, with_pip=False)
    found = Installed(folder)
    pip = [sys.executable, "-m", "pip", "--python", str(found.python)]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-index", "--no-deps", str(archive)], check=True
    )
    packages = next(folder.glob("lib/python*/site-packages"))
    for needed in _closure(distribution("topset"), extras):
        _link(needed, packages)
    return found


def _closure(top: Distribution, extras: tuple[str, ...]) -> Iterator[Distribution]:
    """Yield every distribution that one needs, directly or not."""
    waiting = [(top, extras)]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        one, its_extras = waiting.pop()
        for line in one.requires or []:
            requirement = Requirement(line)
            environments = [{"extra": extra} for extra in ("", *its_extras)]
            marker = requirement.marker
            if marker is not None and not any(marker.evaluate(each) for each in environments):
                continue
            key = (requirement.name.lower(), tuple(sorted(requirement.extras)))
            if key in seen:
                continue
            seen.add(key)
            try:
                needed = distribution(requirement.name)
            except PackageNotFoundError:  # a wish of an extra that nobody installed
                continue
            yield needed
            waiting.append((needed, key[1]))


def _link(needed: Distribution, packages: Path) -> None:
    """Link the folders and modules of a distribution into another environment."""
    for file in needed.files or []:
        top = file.parts[0]
        source = Path(str(needed.locate_file(top)))
        target = packages / top
        if top != ".." and source.exists() and not target.exists() and top != "__pycache__":
            target.symlink_to(source)
