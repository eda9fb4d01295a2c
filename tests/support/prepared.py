"""A sandbox that has been started once: its copies start without making anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tui.sandbox.box import Box


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
