"""A sandbox of one's own and a laptop for each acceptance test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.acceptance.laptop import Laptop, Sandbox
from tests.acceptance.training import Trainee
from tests.support.box import SandboxUnderTest, TestLifter
from tui.sandbox import sample


@pytest.fixture
def sandbox(make_box: Callable[..., SandboxUnderTest]) -> Sandbox:
    """A sandbox with the sample lifter and nobody else; it may be stopped and started."""
    box = make_box()
    lifter = box.add_lifter("lifter@topset.example", "topset-demo")
    _fill(box, lifter)
    return Sandbox(box, lifter)


@pytest.fixture(params=["data_api", "direct"])
def laptop(request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path) -> Laptop:
    """A laptop that knows the sandbox, once through each door; nobody is signed in."""
    return Laptop(tmp_path / "laptop", sandbox.settings(request.param))


@pytest.fixture(autouse=True)
def no_token_outside_the_session_file(tmp_path: Path) -> Iterator[None]:
    """Look, after each test, for the tokens in all else that was written and shown."""
    yield
    tokens = {
        str(json.loads(session.read_text("utf-8"))[kind])
        for session in tmp_path.rglob("*.session.json")
        for kind in ("access_token", "refresh_token")
    }
    # The sandbox's own database holds what a server's does.
    written = [
        file
        for file in tmp_path.rglob("*")
        if file.is_file()
        and not file.name.endswith(".session.json")
        and "postgres" not in file.relative_to(tmp_path).parts
    ]
    for file in written:
        content = file.read_bytes()
        assert not [file for token in tokens if token.encode() in content]


@pytest.fixture
def trainee(box: SandboxUnderTest, tmp_path: Path) -> Callable[..., Trainee]:
    """Makes a lifter with the sample log who is signed in on a laptop."""

    def made(*, direct: bool = False, **settings: str) -> Trainee:
        lifter = box.add_lifter()
        if direct:
            settings["TOPSET_DATABASE_URL"] = box.database_url_of(lifter)
        _fill(box, lifter)
        laptop = Laptop(
            tmp_path / "laptop",
            {
                "TOPSET_URL": box.url,
                "TOPSET_PUBLISHABLE_KEY": box.publishable_key,
                "TOPSET_EMAIL": lifter.email,
                **settings,
            },
        )
        assert laptop.topset("sign-in", "--password-stdin", stdin=lifter.password).code == 0
        assert laptop.topset("sync").code == 0
        return Trainee(laptop, lifter.user_id, box.owner_database_url)

    return made


def _fill(box: SandboxUnderTest, lifter: TestLifter) -> None:
    """Give a lifter the sample log."""
    with psycopg.connect(box.owner_database_url) as owner:
        sample.fill(owner, lifter.user_id, today=datetime.now().astimezone().date())
