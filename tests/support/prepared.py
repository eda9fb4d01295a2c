"""A PostgreSQL and a sandbox that were started once: copies start without making anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.cluster import Templates
from tui.sandbox.box import Box
from tui.sandbox.postgres import Postgres


def prepare_cluster(folder: Path, bin_folder: Path | None = None) -> None:
    """Make a PostgreSQL that has the databases from which tests are given theirs."""
    with Postgres(folder / "postgres", durable=False, bin_folder=bin_folder) as server:
        assert Templates(server).migrated


def copy_cluster(prepared: Path, folder: Path) -> None:
    """Copy it to a folder; its files stay those of PostgreSQL's own account."""
    subprocess.run(["cp", "-pPR", str(prepared / "postgres"), str(folder)], check=True)


def prepare_sandbox(home: Path) -> None:
    """Make what the first `topset demo` makes under a TOPSET_HOME."""
    box = Box(_demo(home), durable=False)
    try:
        box.start()
    finally:
        box.stop()


def copy_sandbox(prepared: Path, home: Path) -> None:
    """Copy it under another TOPSET_HOME; PostgreSQL's files stay those of its own account."""
    _demo(home).parent.mkdir(parents=True, mode=0o700)
    home.chmod(0o700)
    subprocess.run(["cp", "-pPR", str(_demo(prepared)), str(_demo(home))], check=True)


def _demo(home: Path) -> Path:
    return home / "data" / "demo"
