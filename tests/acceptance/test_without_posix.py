"""Signing in, training by lines and in the app, and both doors, without what Windows lacks."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.acceptance.terminal import environment
from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.proxy import Line, postgres_messages
from tui.sandbox import sample

PROGRAM = Path(__file__).parents[1] / "support" / "without_posix.py"
SECONDS = 240
NO_TERMINAL = "textual.drivers.headless_driver:HeadlessDriver"
SETS = """
    select training_set.id from training_set
    join modular_training_exercise as exercise on exercise.id = exercise_row_id
    join modular_training_session as session on session.id = exercise.session_id
    join modular_training_week as week on week.id = session.week_id
    join modular_training_plan as plan on plan.id = week.plan_id
    where plan.user_id = %s and session.session_date = %s
"""


class Laptop:
    """A laptop whose system is no POSIX one; `config.toml` was saved by an editor of Windows."""

    def __init__(self, home: Path, box: SandboxUnderTest, lifter: TestLifter) -> None:
        self.home = home
        (home / "config").mkdir(parents=True)
        (home / "config" / "config.toml").write_text(
            f'url = "{box.url}"\npublishable_key = "{box.publishable_key}"\n'
            f'email = "{lifter.email}"\n',
            encoding="utf-8-sig",
        )

    def run(self, *arguments: str, stdin: str = "", **settings: str) -> tuple[int, str]:
        """Run `topset`, or a module, and return its code and all that it said, read as UTF-8."""
        done = subprocess.run(
            [sys.executable, str(PROGRAM), *arguments],
            input=stdin.encode(),
            env=environment(
                self.home, PYTHONIOENCODING="cp1252", TEXTUAL_DRIVER=NO_TERMINAL, **settings
            ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
        return done.returncode, done.stdout.decode()


@pytest.fixture
def lifter_with_log(box: SandboxUnderTest) -> TestLifter:
    """A lifter with the sample log."""
    lifter = box.add_lifter()
    with psycopg.connect(box.owner_database_url) as owner:
        sample.fill(owner, lifter.user_id, today=datetime.now().astimezone().date())
    return lifter


def test_topset_trains_where_nothing_of_posix_is(
    box: SandboxUnderTest, lifter_with_log: TestLifter, tmp_path: Path
) -> None:
    def arrived() -> int:
        with psycopg.connect(box.owner_database_url) as owner:
            today = datetime.now().astimezone().date()
            values = (lifter_with_log.user_id, today)
            return len(owner.execute(SETS.encode(), values).fetchall())

    laptop = Laptop(tmp_path / "laptop", box, lifter_with_log)
    code, said = laptop.run("topset", "sign-in", "--password-stdin", stdin=lifter_with_log.password)
    assert code == 0, said
    code, said = laptop.run("topset", "sync")
    assert code == 0, said

    code, said = laptop.run("topset", "--plain", stdin="\ufeff100x5@8\r\n90x6\r\nq\r\n")
    assert code == 0, said
    assert "set 1: 100 × 5" in said, said
    assert arrived() == 2, said

    server = conninfo_to_dict(box.owner_database_url)
    with Line(f"{server['host']}/.s.PGSQL.{server['port']}", postgres_messages) as line:
        direct = (
            f"postgresql://{box.direct_login(lifter_with_log)}@127.0.0.1:{line.port}"
            f"/{box.database.name}?sslmode=disable"
        )
        code, said = laptop.run("tests.support.headless_topset", TOPSET_DATABASE_URL=direct)
        assert (code, said) == (0, "3 sets\n"), said
        code, said = laptop.run("topset", "sync", TOPSET_DATABASE_URL=direct)
        assert code == 0, said
    assert arrived() == 3


def test_what_windows_has_not_is_said_without_a_word_of_posix(
    box: SandboxUnderTest, lifter: TestLifter, tmp_path: Path
) -> None:
    laptop = Laptop(tmp_path / "laptop", box, lifter)
    code, said = laptop.run("topset", "demo")
    assert (code, "WSL" in said) == (2, True), said
    code, said = laptop.run("topset", "doctor")
    assert code == 1 and "signed out" in said, said
    for word in ("export ", "chmod", "mode ", "TERM=", "bug"):
        assert word not in said, said
