"""The session on disk: closed to others, never half written, and forgiving when it is damaged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.supabase.conftest import EMAIL, USER_ID, MakeSession
from tui.supabase.keyring_secrets import KeyringSecrets
from tui.supabase.session_store import SecretsError, SessionStore
from tui.sync.protocol import Identity, SignedOut, SyncError, Unreachable

OTHER_ID = "6b1f8f4e-0000-4000-8000-000000000002"
ADA = Identity(user_id=USER_ID, email=EMAIL, project="127.0.0.1-54321")


def session_file(session_store: SessionStore, tmp_path: Path) -> Path:
    return tmp_path / "sessions" / session_store.project / f"{USER_ID}.session.json"


def test_nobody_is_signed_in_at_first(session_store: SessionStore) -> None:
    assert session_store.identity() is None
    assert session_store.lifters() == ()
    with pytest.raises(SignedOut) as signed_out:
        session_store.load(USER_ID)
    assert signed_out.value.code == "no_session"


def test_a_saved_session_comes_back_whole(
    session_store: SessionStore, make_session: MakeSession
) -> None:
    session_store.save(make_session())
    assert session_store.load(USER_ID) == make_session()
    assert session_store.identity() == ADA


def test_files_and_folders_are_closed_to_others(
    session_store: SessionStore, make_session: MakeSession, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        session_store.save(make_session())
    finally:
        os.umask(before)
    found = sorted((tmp_path / "sessions").rglob("*"))
    assert [path.name for path in found if path.is_file()] == [
        f"{USER_ID}.session.json",
        "current.json",
    ]
    for path in [tmp_path / "sessions", *found]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_file_that_others_may_read_is_closed_when_it_is_read(
    session_store: SessionStore, make_session: MakeSession, tmp_path: Path
) -> None:
    session_store.save(make_session())
    session_file(session_store, tmp_path).chmod(0o644)
    session_store.load(USER_ID)
    assert session_file(session_store, tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_session_does_not_show_its_tokens(make_session: MakeSession) -> None:
    session = make_session()
    assert session.access_token not in repr(session)
    assert session.refresh_token not in repr(session)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"user_id": "somebody else"}',
        f'{{"user_id": "{USER_ID}", "email": "a", "expires_in": 1, "received_at": 1}}'.encode(),
        f'{{"user_id": "{USER_ID}", "access_token": 1, "refresh_token": 2}}'.encode(),
    ],
)
def test_a_damaged_file_is_set_aside_and_the_lifter_stays_known(
    session_store: SessionStore, make_session: MakeSession, tmp_path: Path, damage: bytes
) -> None:
    session_store.save(make_session())
    path = session_file(session_store, tmp_path)
    path.write_bytes(damage)
    assert session_store.identity() == ADA
    with pytest.raises(SignedOut, match="set aside") as signed_out:
        session_store.load(USER_ID)
    assert signed_out.value.code == "session_damaged"
    assert not path.exists()
    assert path.with_suffix(".damaged").read_bytes() == damage
    session_store.save(make_session())
    assert session_store.load(USER_ID) == make_session()


def test_a_damaged_pointer_falls_back_to_the_only_lifter(
    session_store: SessionStore, make_session: MakeSession, tmp_path: Path
) -> None:
    session_store.save(make_session())
    (tmp_path / "sessions" / session_store.project / "current.json").write_text("{")
    assert session_store.identity() == ADA


def test_two_lifters_share_a_laptop(session_store: SessionStore, make_session: MakeSession) -> None:
    session_store.save(make_session())
    session_store.save(make_session(user_id=OTHER_ID, email="bea@gym.example"))
    assert [one.email for one in session_store.lifters()] == [EMAIL, "bea@gym.example"]
    current = session_store.identity()
    assert current is not None and current.user_id == OTHER_ID
    assert session_store.switch(USER_ID) == ADA == session_store.identity()
    session_store.forget(USER_ID)
    assert session_store.identity() is None
    assert [one.user_id for one in session_store.lifters()] == [OTHER_ID]


def test_a_refresh_leaves_the_current_lifter_alone(
    session_store: SessionStore, make_session: MakeSession
) -> None:
    session_store.save(make_session(user_id=OTHER_ID, email="bea@gym.example"))
    session_store.save(make_session())
    session_store.renew(make_session(user_id=OTHER_ID, email="bea@gym.example", refresh_token="r2"))
    assert session_store.identity() == ADA
    assert session_store.load(OTHER_ID).refresh_token == "r2"


def test_projects_do_not_see_each_other(make_session: MakeSession, tmp_path: Path) -> None:
    here = SessionStore(tmp_path, "http://127.0.0.1:1")
    there = SessionStore(tmp_path, "http://127.0.0.1:2")
    here.save(make_session())
    assert there.identity() is None
    assert there.lifters() == ()


def test_a_refresh_does_not_bring_a_session_back_after_signing_out(
    session_store: SessionStore, make_session: MakeSession
) -> None:
    session_store.save(make_session())
    session_store.forget(USER_ID)
    with pytest.raises(SignedOut):
        session_store.renew(make_session(refresh_token="refresh-2"))
    assert session_store.identity() is None


def test_an_ended_session_keeps_its_lifter_and_no_token(
    session_store: SessionStore, make_session: MakeSession, tmp_path: Path
) -> None:
    session_store.save(make_session())
    session_store.end(make_session(), "session_expired")
    assert session_store.identity() == ADA
    assert session_store.load(USER_ID).ended == "session_expired"
    assert "refresh-1" not in session_file(session_store, tmp_path).read_text()


@pytest.mark.parametrize("user_id", ["../../etc/passwd", "", "A" * 65, "a/b"])
def test_an_id_that_is_no_id_never_becomes_a_path(
    session_store: SessionStore, user_id: str
) -> None:
    with pytest.raises(SignedOut):
        session_store.load(user_id)


def test_a_folder_that_takes_no_file_is_said_and_the_old_session_stays(
    session_store: SessionStore, make_session: MakeSession, tmp_path: Path
) -> None:
    session_store.save(make_session())
    path = session_file(session_store, tmp_path)
    old = path.read_bytes()
    path.rename(path.with_suffix(".kept"))
    path.mkdir()
    with pytest.raises(Unreachable, match="could not be saved") as refusal:
        session_store.save(make_session(refresh_token="refresh-2"))
    assert refusal.value.code == "not_saved"
    assert path.with_suffix(".kept").read_bytes() == old
    assert not list(path.parent.glob("*.tmp"))


def test_a_folder_that_cannot_be_made_is_said_by_every_way_to_it(
    make_session: MakeSession, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    session_store = SessionStore(tmp_path / "file", "http://127.0.0.1:54321")
    assert session_store.identity() is None
    with pytest.raises(Unreachable, match="could not be locked"):
        session_store.lock(USER_ID, wait_seconds=0)
    with pytest.raises(Unreachable, match="could not be saved"):
        session_store.save(make_session())
    with pytest.raises(SyncError):
        session_store.load(USER_ID)
    with pytest.raises(Unreachable, match="could not be removed"):
        session_store.forget(USER_ID)


def test_a_lock_that_another_holds_is_waited_for_and_given_up(session_store: SessionStore) -> None:
    with (
        session_store.lock(USER_ID, wait_seconds=0),
        pytest.raises(Unreachable) as busy,
        session_store.lock(USER_ID, wait_seconds=0.01),
    ):
        raise AssertionError("two hold the lock")
    assert busy.value.code == "busy"


def test_asking_who_is_signed_in_imports_nothing_heavy(
    session_store: SessionStore, make_session: MakeSession, tmp_path: Path
) -> None:
    session_store.save(make_session())
    program = (
        "import sys; from pathlib import Path; url = 'http://127.0.0.1:54321';"
        "from tui.supabase.session_store import SessionStore;"
        "from tui.supabase.account import Account;"
        "found = Account(url, 'sb_publishable_x', SessionStore(Path(sys.argv[1]), url)).identity();"
        "heavy = {'httpx', 'pydantic', 'supabase_auth', 'psycopg', 'keyring', 'filelock', 'ssl'};"
        "print(found.email, sorted(heavy & sys.modules.keys()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "sessions")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"{EMAIL} []\n"


class Drawer:
    """Secrets in memory, which can be locked."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.locked = False

    def put(self, name: str, secret: str) -> None:
        self._check()
        self.kept[name] = secret

    def get(self, name: str) -> str | None:
        self._check()
        return self.kept.get(name)

    def remove(self, name: str) -> None:
        self._check()
        self.kept.pop(name, None)

    def _check(self) -> None:
        if self.locked:
            raise SecretsError("locked")


def test_with_a_keyring_the_file_holds_no_refresh_token(
    make_session: MakeSession, tmp_path: Path
) -> None:
    drawer = Drawer()
    session_store = SessionStore(tmp_path / "sessions", "http://127.0.0.1:54321", secrets=drawer)
    session_store.save(make_session())
    text = session_file(session_store, tmp_path).read_text()
    assert "refresh-1" not in text
    assert session_store.load(USER_ID) == make_session()
    assert session_store.identity() == ADA
    session_store.forget(USER_ID)
    assert drawer.kept == {}


def test_what_goes_into_the_keyring_is_small_enough_for_windows(
    make_session: MakeSession, tmp_path: Path
) -> None:
    """Its Credential Manager takes 2,560 bytes in UTF-16, and an access token may have 3,000."""
    drawer = Drawer()
    session_store = SessionStore(tmp_path / "sessions", "http://127.0.0.1:54321", secrets=drawer)
    large = replace(make_session(), access_token="a" * 3000, refresh_token="r" * 1000)
    session_store.save(large)
    (kept,) = drawer.kept.values()
    assert len(kept.encode("utf-16-le")) <= 2560
    assert session_store.load(USER_ID) == large
    assert session_store.in_keyring(USER_ID)


def test_a_session_of_which_the_keyring_holds_both_tokens_is_read(
    make_session: MakeSession, tmp_path: Path
) -> None:
    drawer = Drawer()
    session_store = SessionStore(tmp_path / "sessions", "http://127.0.0.1:54321", secrets=drawer)
    session_store.save(make_session())
    file = session_file(session_store, tmp_path)
    stored = json.loads(file.read_text())
    tokens = {"access_token": stored.pop("access_token"), "refresh_token": "refresh-1"}
    file.write_text(json.dumps(stored))
    drawer.put(next(iter(drawer.kept)), json.dumps(tokens))
    assert session_store.load(USER_ID) == make_session()


def test_a_keyring_that_takes_nothing_leaves_the_session_in_the_file(
    make_session: MakeSession, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    drawer = Drawer()
    drawer.locked = True
    session_store = SessionStore(tmp_path / "sessions", "http://127.0.0.1:54321", secrets=drawer)
    session_store.save(make_session())
    assert "locked" in caplog.text
    assert "refresh-1" not in caplog.text
    assert not session_store.in_keyring(USER_ID)
    assert session_store.load(USER_ID) == make_session()


def test_a_locked_keyring_is_trouble_for_now_not_the_end_of_the_session(
    make_session: MakeSession, tmp_path: Path
) -> None:
    drawer = Drawer()
    SessionStore(tmp_path / "sessions", "http://127.0.0.1:54321", secrets=drawer).save(
        make_session()
    )
    drawer.locked = True
    later = SessionStore(tmp_path / "sessions", "http://127.0.0.1:54321", secrets=drawer)
    with pytest.raises(Unreachable, match="keyring"):
        later.load(USER_ID)
    drawer.locked = False
    assert later.load(USER_ID) == make_session()


def test_a_keyring_that_hangs_is_given_up_in_time() -> None:
    import keyring
    from keyring.backend import KeyringBackend

    asked, release = threading.Event(), threading.Event()

    class Hanging(KeyringBackend):
        priority = 1

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError("nobody asked for that")

        def get_password(self, service: str, username: str) -> str | None:
            asked.set()
            release.wait(20)
            return None

    before = keyring.get_keyring()
    keyring.set_keyring(Hanging())  # type: ignore[no-untyped-call]  # theirs has no types
    try:
        with pytest.raises(SecretsError, match="no answer"):
            KeyringSecrets(limit_seconds=0.05).get("name")
        assert asked.wait(5)
    finally:
        release.set()
        keyring.set_keyring(before)
