"""Backup, restore, and logbooks that are damaged or too new, at the prompt."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.damage import damage, make_newer
from tui.cli.root import topset
from tui.logbook import Logbook
from tui.logbook.backup import backup
from tui.logbook.journal import journal_of
from tui.settings.paths import Paths
from tui.sync.protocol import LOCAL_LIFTER
from tui.training.entry import Entry


@pytest.fixture
def log_file(topset_home: Path) -> Path:
    """The log of this laptop, with a free session of one set."""
    paths = Paths.under(topset_home)
    file = paths.logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)
    with Logbook.open(file) as book:
        session_id = book.workouts.start_free_session(date.today())
        row_id = book.workouts.add_exercise(session_id, {"exercise_name": "Curl"})
        book.workouts.record_sets(row_id, [Entry(20, 12)])
    return file


def run(*arguments: str) -> Result:
    return CliRunner().invoke(topset, list(arguments))


def sets_of_today() -> list[float]:
    document = json.loads(run("today", "--json").stdout)
    return [one["weight_kg"] for one in document["session"]["exercises"][0]["sets"]]


def test_a_backup_is_one_file_with_what_is_not_sent_yet(log_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    document = json.loads(run("backup", str(copy), "--json").stdout)
    assert document == {"file": str(copy), "unsent": 5, "bytes": copy.stat().st_size}
    assert run("backup", str(copy)).exit_code == 1


def test_a_restore_says_where_the_old_log_was_put_and_keeps_what_is_newer(
    log_file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    run("backup", str(copy))
    assert run("log", "22.5x10").exit_code == 0
    result = run("restore", str(copy))
    assert result.exit_code == 0
    (old,) = log_file.parent.glob("*.before-restore-*")
    assert f"The old one was moved to {old}." in result.stderr
    assert sets_of_today() == [20.0, 22.5]


def test_a_laptop_without_a_log_takes_the_backup_of_a_log_without_a_server(
    log_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    run("backup", str(copy))
    monkeypatch.setenv("TOPSET_HOME", str(tmp_path / "new laptop"))
    document = json.loads(run("restore", str(copy), "--json").stdout)
    assert document == {"file": str(copy), "old": None, "salvaged": None, "unsent": 5}
    assert sets_of_today() == [20.0]
    assert json.loads(run("status", "--json").stdout)["project"] == LOCAL_LIFTER.project


def test_the_log_of_an_account_is_not_restored_for_nobody(tmp_path: Path) -> None:
    theirs, copy = tmp_path / "theirs", tmp_path / "copy"
    Logbook.open(theirs, owner="somebody@abcd.supabase.co").close()
    backup(theirs, copy)
    result = run("restore", str(copy))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "sign in first, if it is yours" in result.stderr
    assert run("status").exit_code == 3


def test_a_damaged_log_is_replaced_by_its_backup_with_what_was_salvaged(
    log_file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    run("backup", str(copy))
    assert run("log", "22.5x10").exit_code == 0
    log_file.write_bytes(b"\xa5" * 5000)
    document = json.loads(run("restore", str(copy), "--json").stdout)
    assert "damaged" in document["salvaged"]
    assert sets_of_today() == [20.0, 22.5]  # the newer one from the second copy


@pytest.mark.parametrize("content", [None, b"", b"a letter" * 1000], ids=["none", "empty", "text"])
def test_what_is_no_backup_is_refused_and_the_log_stays(
    log_file: Path, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    result = run("restore", str(file))
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(file) in result.stderr
    assert sets_of_today() == [20.0]


def test_a_damaged_log_is_salvaged_by_the_first_command_that_notices(log_file: Path) -> None:
    damage(log_file, "training_set")
    result = run("today")
    assert result.exit_code == 1
    (old,) = log_file.parent.glob("*.damaged-*[0-9]")
    assert "5 changes not yet sent found and kept" in result.stderr
    assert str(old) in result.stderr
    assert sets_of_today() == [20.0]


def test_a_log_that_is_open_in_another_topset_is_not_taken_from_it(log_file: Path) -> None:
    damage(log_file, "training_set")
    with closing(sqlite3.connect(log_file)) as other:
        other.execute("select count(*) from change").fetchone()
        result = run("today")
    assert result.exit_code == 1
    assert "close that one first" in result.stderr
    assert list(log_file.parent.glob("*.damaged-*")) == []


def test_a_log_of_a_newer_topset_is_one_sentence_and_untouched(log_file: Path) -> None:
    make_newer(log_file)
    before = log_file.read_bytes()
    for command in (["today"], ["backup", str(log_file.parent / "copy")]):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "newer topset" in result.stderr
    assert log_file.read_bytes() == before


def test_every_command_says_where_changes_are_that_no_log_has_until_they_are_rescued(
    log_file: Path,
) -> None:
    """As an earlier topset left it when it was killed while it salvaged."""
    aside = log_file.with_name(f"{log_file.name}.damaged-20261124-180000")
    log_file.rename(aside)
    journal_of(log_file).unlink()
    Logbook.open(log_file).close()
    told = f"5 changes of yours are in {aside} and nowhere else: `topset rescue` takes them back."
    for command in (["status"], ["today"], ["weeks"], ["changes"], ["doctor"], ["today", "--json"]):
        assert told in run(*command).stderr, command
    assert f"5 changes taken back from {aside}." in run("rescue").stderr
    assert "topset rescue" not in run("today").stderr
    assert sets_of_today() == [20.0]
    assert "There is nothing to rescue" in run("rescue").stderr
    assert json.loads(run("rescue", "--json").stdout) == {"taken": []}


def test_a_log_that_vanished_is_told_and_begun_anew_with_what_was_unsent(log_file: Path) -> None:
    log_file.unlink()
    checks = {one["name"]: one for one in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert "has vanished" in checks["logbook"]["detail"]
    told = run("today")
    assert told.exit_code == 1
    assert "The logbook had vanished: 5 changes not yet sent found and kept" in told.stderr
    assert sets_of_today() == [20.0]


def test_a_log_of_another_lifter_is_not_called_sound(log_file: Path) -> None:
    with closing(sqlite3.connect(log_file)) as connection:
        connection.execute("insert into meta (key, value) values ('owner', 'somebody@abcd')")
        connection.commit()
    checks = {one["name"]: one for one in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert not checks["logbook"]["ok"]
    assert "another lifter" in checks["logbook"]["detail"]


def test_a_log_that_another_topset_writes_to_is_not_blamed_on_the_disk(log_file: Path) -> None:
    with closing(sqlite3.connect(log_file, isolation_level=None)) as other:
        other.execute("begin immediate")
        result = run("log", "30x5")
    assert result.exit_code == 1
    assert "another topset is writing, try again" in result.stderr
    assert "doctor" not in result.stderr
