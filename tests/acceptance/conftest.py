"""A sandbox of one's own and a laptop for each acceptance test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.laptop import Laptop, Sandbox
from tests.support.prepared import copy_sandbox


@pytest.fixture
def sandbox(prepared_sandbox: Path, tmp_path: Path) -> Iterator[Sandbox]:
    """A running sandbox with the sample lifter."""
    copy_sandbox(prepared_sandbox, tmp_path / "sandbox")
    served = Sandbox(tmp_path / "sandbox")
    served.start()
    try:
        yield served
    finally:
        served.stop()


@pytest.fixture(params=["data_api", "direct"])
def laptop(request: pytest.FixtureRequest, sandbox: Sandbox, tmp_path: Path) -> Laptop:
    """A laptop that knows the sandbox, once through each door; nobody is signed in."""
    return Laptop(tmp_path / "laptop", sandbox.settings(request.param))
