"""PostgreSQL's programs installed where only root may enter."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
import pytest

from tui.sandbox.postgres import SUPERUSER, Postgres
from tui.sandbox.programs import embedded_binaries, within_reach

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to nobody")


def test_programs_that_everybody_may_run_stay_where_they_are() -> None:
    assert within_reach(Path("/usr/bin")) == Path("/usr/bin")


@as_root
def test_programs_below_a_closed_folder_are_copied_once_and_run(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    package = embedded_binaries().parents[1]
    for part in (f"{package.name}/pginstall18", f"{package.name}.libs"):
        shutil.copytree(package.parent / part, closed / part, symlinks=True)
    closed.chmod(0o700)
    programs = closed / package.name / "pginstall18" / "bin"
    copied = within_reach(programs)
    try:
        assert copied != programs
        made = copied.stat().st_mtime_ns
        with (
            Postgres(tmp_path / "postgres", durable=False, bin_folder=programs) as server,
            psycopg.connect(server.url(SUPERUSER)) as connection,
        ):
            assert connection.execute("select 1").fetchone() == (1,)
        assert within_reach(programs).stat().st_mtime_ns == made
    finally:
        shutil.rmtree(copied.parents[2])
