"""docs/operators.md, from an empty project on: every command in it runs, in its order."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg

from tests.support.box import SandboxUnderTest
from tui.sandbox.programs import embedded_binaries
from tui.sync.protocol import Json

PAGE = Path(__file__).parents[2] / "docs" / "operators.md"
PASSWORD = "correct horse battery"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def plan_for(day: date) -> Json:
    """Return the document of a plan with one session."""
    slot: Json = {
        "name": "Bench Press",
        "muscle_group": "chest",
        "sets": 3,
        "reps": "6-8",
        "equipment": "barbell",
        "tier": "primary",
        "order_in_session": 1,
    }
    session: Json = {
        "day_name": "Push",
        "date": day.isoformat(),
        "day_of_week": day.isoweekday(),
        "focus_area": "chest",
        "slots": [slot],
    }
    return {"split_type": "push_pull_legs", "week_start": day.isoformat(), "sessions": [session]}


def test_every_command_of_the_page_runs(
    make_box: Callable[..., SandboxUnderTest], topset_home: Path, tmp_path: Path
) -> None:
    box = make_box(migrated=False)
    lifter = box.add_lifter("ada@example.com", PASSWORD)
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(plan_for(date.today())), encoding="utf-8")
    programs = f"{Path(sys.executable).parent}:{embedded_binaries()}:{os.environ['PATH']}"
    environment = {
        "PATH": programs,
        "HOME": str(tmp_path),
        "TOPSET_HOME": str(topset_home),
        "TOPSET_OWNER_DATABASE_URL": box.owner_database_url,
        "PROJECT_URL": box.url,
        "PUBLISHABLE_KEY": box.publishable_key,
    }
    said = []
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["sh", "-eu", "-c", block],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout + done.stderr)
    told = "\n".join(said)
    assert "ada@example.com" in told
    assert "Bench Press" in told
    assert PASSWORD not in told
    with psycopg.connect(box.owner_database_url) as owner:
        assert owner.execute(
            "select count(*) from modular_training_plan where user_id = %s", [lifter.user_id]
        ).fetchone() == (1,)
        assert owner.execute(
            "select rolcanlogin from pg_roles join topset_private.direct_login on login = rolname"
        ).fetchall() == [(False,)]
