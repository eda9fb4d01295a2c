"""Fixtures for every area: an embedded PostgreSQL, fresh databases, a folder of one's own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.box import GENEROUS, SandboxUnderTest, TestLifter
from tests.support.cluster import Database, Templates
from tests.support.once import once_a_run
from tests.support.prepared import copy_cluster, prepare_cluster, prepare_sandbox
from tui.sandbox.auth_sessions import HOOK
from tui.sandbox.limits import Limits
from tui.sandbox.postgres import Postgres

MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write in memory where there is room: half of a test's time is its files.

    `TMPDIR` or `--basetemp` says otherwise. Programs are run from there too, so it must allow that.
    """
    if "TMPDIR" in os.environ or config.option.basetemp or not os.access(MEMORY, os.W_OK):
        return
    about = os.statvfs(MEMORY)
    if about.f_bavail * about.f_frsize >= ROOM_BYTES and not about.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # asked for already, perhaps


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
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A running PostgreSQL that may lose everything at a power cut: one for each worker.

    Its data is a copy of what one of them made, with the templates in it.
    """
    prepared = once_a_run(tmp_path_factory, "postgres", prepare_cluster)
    folder = Path(tempfile.mkdtemp(prefix="topset-tests-"))
    try:
        copy_cluster(prepared, folder / "postgres")
        with Postgres(folder / "postgres", durable=False) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def templates(cluster: Postgres) -> Templates:
    """The template databases of the cluster."""
    return Templates(cluster)


@pytest.fixture(scope="session")
def prepared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TOPSET_HOME in which the demo has run once, to be copied."""
    return once_a_run(tmp_path_factory, "sandbox", prepare_sandbox)


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


@pytest.fixture(scope="session")
def box_database(templates: Templates) -> Iterator[Database]:
    """The database with all migrations of the boxes that do not need one of their own."""
    with templates.clone(templates.migrated) as database:
        yield database


@pytest.fixture(scope="session")
def box(
    box_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SandboxUnderTest]:
    """Auth and the Data API over HTTP for the whole session: ask it for lifters of your own."""
    sandbox = SandboxUnderTest(box_database, tmp_path_factory.mktemp("box"))
    sandbox.start()
    try:
        yield sandbox
    finally:
        sandbox.stop()


@pytest.fixture
def make_box(
    request: pytest.FixtureRequest,
    templates: Templates,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., SandboxUnderTest]]:
    """Makes a sandbox for one test alone: to stop and start, to move its clock, to set limits.

    With `own_database=False` it serves the session's database, which takes half the time.
    """
    with ExitStack() as stack:

        def make(
            *,
            limits: Limits = GENEROUS,
            token_seconds: int = 3600,
            migrated: bool = True,
            codes_in_letters: bool = True,
            hook: str = HOOK,
            schemas: tuple[str, ...] = ("public",),
            own_database: bool = True,
        ) -> SandboxUnderTest:
            template = templates.migrated if migrated else templates.bare
            sandbox = SandboxUnderTest(
                stack.enter_context(templates.clone(template))
                if own_database
                else request.getfixturevalue("box_database"),
                tmp_path_factory.mktemp("box"),
                limits=limits,
                token_seconds=token_seconds,
                codes_in_letters=codes_in_letters,
                hook=hook,
                schemas=schemas,
            )
            sandbox.start()
            stack.callback(sandbox.stop)
            return sandbox

        yield make


@pytest.fixture
def lifter(box: SandboxUnderTest) -> TestLifter:
    """A fresh lifter of the session's sandbox."""
    return box.add_lifter()
