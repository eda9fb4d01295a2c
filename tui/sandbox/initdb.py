"""Makes PostgreSQL's data folder, whole or not at all."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tui.sandbox.programs import PostgresFailed, plain_environment
from tui.sandbox.unprivileged import Account


def make_data_folder(
    data_folder: Path, programs: Path, account: Account, *, superuser: str, durable: bool
) -> None:
    """Run initdb into a folder beside and rename it, so that a half-made one is never used."""
    half_made = data_folder.with_name(f"{data_folder.name}.new")
    for leftover in (half_made, data_folder):
        if leftover.exists():
            shutil.rmtree(leftover)
    half_made.mkdir(mode=0o700)
    account.own(half_made)
    command = [
        str(programs / "initdb"),
        *("--pgdata", str(half_made), "--username", superuser, "--auth", "trust"),
        *("--encoding", "UTF8", "--locale", "C", "--no-instructions"),
    ]
    if _major_version(programs) >= 17:
        command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    if not durable:
        command.append("--no-sync")
    done = subprocess.run(
        account.command(command),
        **account.popen_options(),
        env=plain_environment(),
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise PostgresFailed(f"initdb failed: {said}{account.advice}")
    half_made.rename(data_folder)


def _major_version(programs: Path) -> int:
    answer = subprocess.run(
        [str(programs / "postgres"), "--version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"(\d+)", answer)
    if found is None:
        raise PostgresFailed(f"`postgres --version` printed {answer!r}, which names no version")
    return int(found.group(1))
