"""The whole box: comes up, keeps its place, lives beside another, leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.support.processes import is_running, wait_for
from tui.sandbox.box import Box, BoxBusy, BoxInfo, add_lifter

_RUN_UNTIL_KILLED = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from tui.sandbox.box import Box
box = Box(Path(sys.argv[1]), durable=False)
info = box.start()
print(json.dumps(asdict(info)), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose box has been started once; tests start and stop it again."""
    folder = tmp_path_factory.mktemp("home")
    box = Box(folder, durable=False)
    box.start()
    box.stop()
    yield folder
    box.wipe()


@contextmanager
def running(home: Path) -> Iterator[BoxInfo]:
    """The box of a home, up and running."""
    box = Box(home, durable=False)
    info = box.start()
    try:
        yield info
    finally:
        box.stop()


@contextmanager
def owner_process(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that starts the box and would run it until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", _RUN_UNTIL_KILLED, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def sign_in(info: BoxInfo) -> httpx.Response:
    """The demo lifter's sign-in."""
    return httpx.post(
        f"{info.url}/auth/v1/token?grant_type=password",
        json={"email": info.email, "password": info.password},
        headers={"apikey": info.publishable_key},
        trust_env=False,
        timeout=20.0,
    )


def pull(info: BoxInfo, token: str) -> httpx.Response:
    """The demo lifter's training, over the Data API."""
    return httpx.post(
        f"{info.url}/rest/v1/rpc/pull_training",
        json={"epoch": None, "since": 0},
        headers={"apikey": info.publishable_key, "Authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=20.0,
    )


def one(url: str, query: str, *values: object) -> Any:
    """The first column of the first row."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode(), values).fetchone()
        return row[0] if row else None


def postmaster(home: Path) -> int:
    """The process id of the box's PostgreSQL."""
    return int((home / "sandbox/postgres/data/postmaster.pid").read_text().splitlines()[0])


def is_listening(info: BoxInfo) -> bool:
    """Whether somebody answers at the box's port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(info.url.rpartition(":")[2]))) == 0


def test_the_demo_lifter_signs_in_and_has_training(home: Path) -> None:
    with running(home) as info:
        session = sign_in(info).json()
        page = pull(info, session["access_token"]).json()
    assert page["weeks"]
    assert page["revision"] > 0


def test_the_direct_door_shows_the_same_to_whoever_has_a_stamped_token(home: Path) -> None:
    with running(home) as info:
        token = sign_in(info).json()["access_token"]
        over_http = pull(info, token).json()
        payload = token.split(".")[1]
        with psycopg.connect(info.database_url) as direct:
            direct.execute("set local role lifter")
            direct.execute(
                "select set_config('request.jwt.claims',"
                " convert_from(decode(rpad(translate(%s, '-_', '+/'), %s, '='), 'base64'),"
                " 'utf8'), true)",
                [payload, (len(payload) + 3) // 4 * 4],
            )
            row = direct.execute("select topset.pull_training(null, 0)").fetchone()
    assert row is not None
    assert row[0] == over_http


def test_the_owner_is_not_a_superuser(home: Path) -> None:
    with running(home) as info:
        assert one(info.owner_database_url, "show is_superuser") == "off"


def test_everything_is_kept_from_one_start_to_the_next(home: Path) -> None:
    with running(home) as first:
        sets = one(first.owner_database_url, "select count(*) from training_set")
        refresh_token = sign_in(first).json()["refresh_token"]
    with running(home) as second:
        assert second == first
        assert one(second.owner_database_url, "select count(*) from auth.users") == 1
        assert one(second.owner_database_url, "select count(*) from training_set") == sets > 0
        renewed = httpx.post(
            f"{second.url}/auth/v1/token?grant_type=refresh_token",
            json={"refresh_token": refresh_token},
            headers={"apikey": second.publishable_key},
            trust_env=False,
        )
        assert renewed.status_code == 200


def test_a_port_that_somebody_else_took_is_replaced_for_good(home: Path) -> None:
    with running(home) as before:
        pass
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", int(before.url.rpartition(":")[2])))
        stranger.listen()
        with running(home) as moved:
            assert moved.url != before.url
            assert sign_in(moved).status_code == 200
    with running(home) as after:
        assert after == moved


def test_two_boxes_live_side_by_side_and_know_nothing_of_each_other(
    home: Path, tmp_path: Path
) -> None:
    with running(home) as one_box, running(tmp_path / "other") as other:
        assert one_box.url != other.url
        assert one_box.database_url != other.database_url
        token = sign_in(one_box).json()["access_token"]
        assert sign_in(other).status_code == 200
        foreign = httpx.post(
            f"{other.url}/rest/v1/rpc/topset_schema_version",
            json={},
            headers={"apikey": other.publishable_key, "Authorization": f"Bearer {token}"},
            trust_env=False,
        )
        assert (foreign.status_code, foreign.json()["code"]) == (401, "PGRST301")


def test_nothing_is_left_after_a_stop(home: Path) -> None:
    with running(home) as info:
        pid = postmaster(home)
        sockets = Path((home / "sandbox/postgres/socket-folder").read_text().splitlines()[0])
        assert sockets.exists()
    assert not is_running(pid)
    assert not sockets.exists()
    assert not is_listening(info)
    assert not (home / "sandbox/running.json").exists()


def test_a_killed_owner_takes_the_database_with_it_and_the_next_start_is_as_before(
    home: Path,
) -> None:
    with owner_process(home) as owner:
        assert owner.stdout is not None
        info = BoxInfo(**json.loads(owner.stdout.readline()))
        add = "insert into auth.users (id, email) values (gen_random_uuid(), 'x@topset.example')"
        with psycopg.connect(info.owner_database_url, autocommit=True) as connection:
            connection.execute(add.encode())
        pid = postmaster(home)
        owner.kill()
        owner.wait()
        wait_for(lambda: not is_running(pid))
    with running(home) as again:
        assert again == info
        gone = "delete from auth.users where email = 'x@topset.example' returning 1"
        assert one(again.owner_database_url, gone) == 1


def test_owner_and_database_killed_at_once_is_cleaned_up(home: Path) -> None:
    with owner_process(home) as owner:
        assert owner.stdout is not None
        info = BoxInfo(**json.loads(owner.stdout.readline()))
        os.kill(postmaster(home), signal.SIGKILL)
        owner.kill()
        owner.wait()
    with running(home) as again:
        assert again == info
        assert sign_in(again).status_code == 200


def test_killed_during_its_very_first_start_it_starts_all_the_same(tmp_path: Path) -> None:
    with owner_process(tmp_path) as owner:
        wait_for((tmp_path / "sandbox/postgres/data/postmaster.pid").exists)
        owner.kill()
        owner.wait()
    with running(tmp_path) as info:
        assert pull(info, sign_in(info).json()["access_token"]).json()["weeks"]


def test_a_second_process_attaches_to_the_running_box(home: Path) -> None:
    with owner_process(home) as owner:
        assert owner.stdout is not None
        info = BoxInfo(**json.loads(owner.stdout.readline()))
        guest = Box(home, durable=False)
        assert guest.start() == info
        assert guest.attached
        guest.stop()
        assert sign_in(info).status_code == 200


def test_a_running_box_is_not_wiped(home: Path) -> None:
    with running(home), pytest.raises(BoxBusy):
        Box(home).wipe()


def test_a_wiped_box_begins_anew(tmp_path: Path) -> None:
    with running(tmp_path) as before, psycopg.connect(before.owner_database_url) as owner:
        add_lifter(owner, "second@topset.example", "second-password")
    Box(tmp_path).wipe()
    with running(tmp_path) as after:
        assert after.publishable_key != before.publishable_key
        assert one(after.owner_database_url, "select count(*) from auth.users") == 1


def test_a_lifter_who_was_added_signs_in(home: Path) -> None:
    with running(home) as info:
        with psycopg.connect(info.owner_database_url) as owner:
            user_id = add_lifter(owner, "added@topset.example", "added-password")
        added = BoxInfo(**{**asdict(info), "email": "added@topset.example"})
        added = BoxInfo(**{**asdict(added), "password": "added-password"})
        assert sign_in(added).json()["user"]["id"] == user_id
        one(info.owner_database_url, "delete from auth.users where id = %s returning 1", user_id)


def test_what_is_kept_is_private(home: Path) -> None:
    with running(home):
        folder = home / "sandbox"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for name in ("kept.json", "running.json", "signing-key.pem", "lock"):
            assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600, name
