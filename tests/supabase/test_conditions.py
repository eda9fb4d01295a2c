"""What the client says of a project that is restricted, reloading, or refuses a key in its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Literal

import pytest

from tests.support.box import SandboxUnderTest
from tui.supabase.data_api import DataApiGateway
from tui.supabase.schema import LATEST
from tui.sync.protocol import Unreachable


@dataclass
class Signed:
    """The credentials of somebody who is signed in, and stays so."""

    access_token: str

    def token(self, *, renew: bool = False) -> str:
        """The token of the session."""
        return self.access_token


@contextmanager
def door(box: SandboxUnderTest, key: str = "") -> Iterator[DataApiGateway]:
    token = box.sign_in(box.add_lifter())["access_token"]
    with closing(DataApiGateway(box.url, key or box.publishable_key, Signed(token))) as opened:
        yield opened


def trouble(opened: DataApiGateway) -> Unreachable:
    with pytest.raises(Unreachable) as found:
        opened.schema_version()
    return found.value


def test_a_restricted_project_and_one_that_reads_its_schema_are_told_and_pass(
    make_box: Callable[..., SandboxUnderTest],
) -> None:
    box = make_box()
    with door(box) as opened:
        box.condition.restricted = True
        assert "bill" in trouble(opened).words
        box.condition.restricted = False
        box.condition.reloading = True
        found = trouble(opened)
        assert (found.code, "schema anew" in found.words) == ("PGRST002", True)
        box.condition.reloading = False
        assert opened.schema_version()


@pytest.mark.parametrize("refusal", ["json", "text", "nothing"])
def test_a_wrong_key_is_told_however_the_gateway_says_no(
    make_box: Callable[..., SandboxUnderTest], refusal: Literal["json", "text", "nothing"]
) -> None:
    box = make_box()
    with door(box, key="sb_publishable_of_another_project") as opened:
        box.condition.refusal = refusal
        found = trouble(opened)
    assert (found.code, "publishable key" in found.words) == ("wrong_key", True)


def test_the_schema_is_named_where_another_is_shown_first(
    make_box: Callable[..., SandboxUnderTest],
) -> None:
    """PostgREST takes the first schema of a project where a request names none."""
    box = make_box(schemas=("api", "public"))
    with door(box) as opened:
        assert opened.schema_version() == LATEST
