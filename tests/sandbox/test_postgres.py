"""The embedded PostgreSQL: starts, stops, survives being killed, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support.processes import is_running, wait_for
from tui.sandbox.postgres import SUPERUSER, Postgres

_RUN_UNTIL_KILLED = """
import sys, time
from pathlib import Path
from tui.sandbox.postgres import Postgres
server = Postgres(Path(sys.argv[1]), durable=False)
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""


def one(url: str, query: str) -> object:
    """The first column of the first row."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def socket_folder(server: Postgres) -> Path:
    """Where the socket lies."""
    found = one(server.url(SUPERUSER), "show unix_socket_directories")
    return Path(str(found))


@pytest.fixture
def long_folder(tmp_path: Path) -> Path:
    """A folder far longer than a socket's path may be, below one that only its owner may enter."""
    private = tmp_path / ("long" * 30)
    private.mkdir(mode=0o700)
    return private / "postgres"


def test_starts_in_a_long_path_below_a_private_folder(long_folder: Path) -> None:
    with Postgres(long_folder, durable=False) as server:
        assert str(one(server.url(SUPERUSER), "show server_version")).startswith("18")
        assert one(server.url(SUPERUSER), "show data_directory") == str(long_folder / "data")


def test_the_bootstrap_superuser_is_supabase_admin_and_there_is_no_other(cluster: Postgres) -> None:
    supers = "select string_agg(rolname, ',') from pg_roles where rolsuper"
    assert one(cluster.url(SUPERUSER), supers) == "supabase_admin"


def test_listens_on_a_private_socket_alone(cluster: Postgres) -> None:
    folder = socket_folder(cluster)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert one(cluster.url(SUPERUSER), "show listen_addresses") == ""


def test_folds_letters_beyond_ascii(cluster: Postgres) -> None:
    assert one(cluster.url(SUPERUSER), "select lower('DÉVELOPPÉ')") == "développé"


def test_keeps_data_and_address_from_one_start_to_the_next(tmp_path: Path) -> None:
    with Postgres(tmp_path / "pg", durable=False) as server:
        first = server.url(SUPERUSER)
        with psycopg.connect(first, autocommit=True) as connection:
            connection.execute("create table kept as select 42 as answer")
    with Postgres(tmp_path / "pg", durable=False) as server:
        assert server.url(SUPERUSER) == first
        assert one(first, "select answer from kept") == 42


def test_leaves_neither_process_nor_socket_behind(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "pg", durable=False)
    server.start()
    pid, folder = server.pid, socket_folder(server)
    assert pid is not None
    server.stop()
    assert not is_running(pid)
    assert not folder.exists()


def test_ends_by_itself_when_its_owner_is_killed(tmp_path: Path) -> None:
    with _owner_process(tmp_path / "pg") as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        owner.kill()
        owner.wait()
        wait_for(lambda: not is_running(pid))
    Postgres(tmp_path / "pg").remove()


def test_removing_takes_data_process_and_socket_away(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "pg", durable=False)
    server.start()
    pid, sockets = server.pid, socket_folder(server)
    assert pid is not None
    Postgres(tmp_path / "pg").remove()
    server.stop()
    assert not is_running(pid)
    assert not sockets.exists()
    assert not (tmp_path / "pg").exists()


def test_starts_again_after_both_were_killed(tmp_path: Path) -> None:
    with _owner_process(tmp_path / "pg") as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        os.kill(pid, signal.SIGKILL)
        owner.kill()
        owner.wait()
    assert (tmp_path / "pg/data/postmaster.pid").exists()
    with Postgres(tmp_path / "pg", durable=False) as server:
        assert one(server.url(SUPERUSER), "select 1") == 1


def test_a_pid_file_that_names_a_stranger_is_dropped_and_the_stranger_lives(tmp_path: Path) -> None:
    with Postgres(tmp_path / "pg", durable=False):
        pass
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (tmp_path / "pg/data/postmaster.pid").write_text(f"{stranger.pid}\n")
    with Postgres(tmp_path / "pg", durable=False) as server:
        assert one(server.url(SUPERUSER), "select 1") == 1
    assert stranger.poll() is None
    stranger.communicate(b"\n")


def test_an_orphan_that_still_serves_the_folder_is_ended(tmp_path: Path) -> None:
    left = Postgres(tmp_path / "pg", durable=False)
    left.start()
    with Postgres(tmp_path / "pg", durable=False) as server:
        assert server.pid != left.pid
        assert one(server.url(SUPERUSER), "select 1") == 1
    left.stop()


def test_a_copy_of_a_running_one_leaves_its_socket_alone(tmp_path: Path) -> None:
    with Postgres(tmp_path / "pg", durable=False) as server:
        (tmp_path / "copy").mkdir()
        note = (tmp_path / "pg/socket-folder").read_text()
        (tmp_path / "copy/socket-folder").write_text(note)
        with Postgres(tmp_path / "copy", durable=False) as copy:
            assert copy.url(SUPERUSER) != server.url(SUPERUSER)
            assert one(server.url(SUPERUSER), "select 1") == 1


def test_a_half_made_data_folder_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pg/data.new/base").mkdir(parents=True)
    (tmp_path / "pg/data").mkdir()
    with Postgres(tmp_path / "pg", durable=False) as server:
        assert one(server.url(SUPERUSER), "select 1") == 1


def _owner_process(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _RUN_UNTIL_KILLED, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
