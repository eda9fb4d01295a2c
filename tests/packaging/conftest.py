"""The wheel and the sdist, built once."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.environments import ROOT, Installed, install
from tests.support.once import once_a_run


@dataclass(frozen=True, slots=True)
class Built:
    """What is published: an archive of the sources, and a wheel made out of that."""

    sdist: Path
    wheel: Path


def build(folder: Path) -> None:
    """Build the sdist of this checkout, and the wheel that pip makes out of the sdist."""
    hatch = [sys.executable, "-m", "hatchling", "build", "--target", "sdist"]
    subprocess.run([*hatch, "--directory", str(folder)], cwd=ROOT, check=True, capture_output=True)
    (sdist,) = folder.glob("topset-*.tar.gz")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps"]
    subprocess.run(
        [*pip, "--no-build-isolation", "--wheel-dir", str(folder), str(sdist)], check=True
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """What is published of this checkout."""
    folder = once_a_run(tmp_path_factory, "dist", build)
    return Built(*folder.glob("topset-*.tar.gz"), *folder.glob("topset-*.whl"))


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """`pip install topset` in a fresh environment."""
    folder = once_a_run(
        tmp_path_factory, "installed", lambda made: install(built.wheel, made / "venv")
    )
    return Installed(folder / "venv")


@pytest.fixture(scope="session")
def installed_with_demo(built: Built) -> Iterator[Installed]:
    """`pip install "topset[demo]"` in a fresh environment.

    As root, PostgreSQL runs as somebody else, who has to be let in to its programs.
    """
    folder = Path(tempfile.mkdtemp(prefix="topset-installed-"))
    folder.chmod(0o755)
    try:
        yield install(built.wheel, folder / "venv", extras=("demo",))
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def unpacked(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist's folder."""
    folder = tmp_path_factory.mktemp("sources")
    with tarfile.open(built.sdist) as archive:
        archive.extractall(folder, filter="data")
    (sources,) = folder.iterdir()
    return sources
