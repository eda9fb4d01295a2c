"""Fixtures for every area: an embedded PostgreSQL, fresh databases, a folder of one's own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cluster import Database, Templates
from tui.sandbox.postgres import Postgres


@pytest.fixture(autouse=True)
def topset_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty TOPSET_HOME, and nothing of the developer's own settings in sight."""
    for name in list(os.environ):
        if name.startswith(("TOPSET_", "PG", "SUPABASE_")):
            monkeypatch.delenv(name)
    home = tmp_path / "topset-home"
    monkeypatch.setenv("TOPSET_HOME", str(home))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    """A running PostgreSQL that may lose everything at a power cut: one for each worker."""
    folder = Path(tempfile.mkdtemp(prefix="topset-tests-"))
    try:
        with Postgres(folder / "postgres", durable=False) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def templates(cluster: Postgres) -> Templates:
    """The template databases of the cluster."""
    return Templates(cluster)


@pytest.fixture
def bare_database(templates: Templates) -> Iterator[Database]:
    """A database as Supabase hands it out: its roles and the auth schema, no migrations."""
    with templates.clone(templates.bare) as database:
        yield database


@pytest.fixture
def database(templates: Templates) -> Iterator[Database]:
    """A database with all migrations."""
    with templates.clone(templates.migrated) as database:
        yield database
