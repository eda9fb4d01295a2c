"""A certificate that nobody knows is refused by either door, and accepted once it is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg import conninfo

from tests.supabase.conftest import KEY
from tests.supabase.test_faults import OneToken, behind
from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.certificates import (
    Certificate,
    TlsPostgres,
    TlsSayingServer,
    make_certificate,
)
from tests.support.faulty import answer
from tui.supabase.account import Account
from tui.supabase.data_api import DataApiGateway
from tui.supabase.direct import DirectGateway
from tui.supabase.session_store import SessionStore
from tui.supabase.transport import http_client
from tui.sync.protocol import Cursor, Unreachable


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return make_certificate(tmp_path)


def test_the_data_api_door_refuses_an_unknown_certificate(
    certificate: Certificate, tmp_path: Path
) -> None:
    with TlsSayingServer(answer(200, {})) as server:
        server.certificate = certificate
        door = DataApiGateway(server.url, KEY, OneToken())
        try:
            with pytest.raises(Unreachable, match="certificate of localhost") as refusal:
                door.pull(Cursor())
        finally:
            door.close()
        with pytest.raises(Unreachable, match="certificate of localhost"):
            Account(server.url, KEY, SessionStore(tmp_path, server.url)).check_project()
        assert server.asked == []
    assert refusal.value.code == "tls"


def test_the_direct_door_refuses_an_unknown_certificate_and_says_how_to_name_it(
    box: SandboxUnderTest, certificate: Certificate, lifter: TestLifter
) -> None:
    with TlsPostgres(behind(box, "direct")) as server:
        server.certificate = certificate
        url = conninfo.make_conninfo(
            box.database_url_of(lifter), host="localhost", port=server.port, sslmode="verify-full"
        )
        door = DirectGateway(url, OneToken())
        try:
            with pytest.raises(Unreachable, match="sslrootcert="):
                door.pull(Cursor())
        finally:
            door.close()


def test_the_direct_door_accepts_a_certificate_that_is_named(
    box: SandboxUnderTest, certificate: Certificate, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    with TlsPostgres(behind(box, "direct")) as server:
        server.certificate = certificate
        url = conninfo.make_conninfo(
            box.database_url_of(lifter),
            host="localhost",
            port=server.port,
            sslmode="verify-full",
            sslrootcert=str(certificate.file),
        )
        door = DirectGateway(url, OneToken(token))
        try:
            assert door.pull(Cursor()).revision == 0
        finally:
            door.close()


def test_a_project_of_this_machine_is_reached_without_reading_certificates(
    box: SandboxUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/at/all.pem")
    with http_client(box.url) as client:
        assert client.get(f"{box.url}/auth/v1/health").status_code < 500
    with pytest.raises(Unreachable, match="SSL_CERT_FILE"):
        http_client("https://gym.example")
