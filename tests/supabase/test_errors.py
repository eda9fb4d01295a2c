"""Each line of the table of errors: its class, and words that hold nothing of a server's making."""

from __future__ import annotations

import ssl

import httpx
import pytest

from tui.supabase import errors
from tui.sync.protocol import (
    Bug,
    Json,
    Refused,
    SignedOut,
    SyncError,
    Unreachable,
    WrongDatabase,
)


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [
        ("08000", Unreachable),
        ("08006", Unreachable),
        ("25006", Unreachable),
        ("25P03", Unreachable),
        ("25P04", Unreachable),
        ("40001", Unreachable),
        ("40P01", Unreachable),
        ("53100", Unreachable),
        ("53300", Unreachable),
        ("55P03", Unreachable),
        ("57014", Unreachable),
        ("57P01", Unreachable),
        ("58030", Unreachable),
        ("XX000", Unreachable),
        ("28000", SignedOut),
        ("28P01", SignedOut),
        ("22003", Refused),
        ("22P02", Refused),
        ("23503", Refused),
        ("23514", Refused),
        ("44000", Refused),
        ("P0001", Refused),
        ("3D000", WrongDatabase),
        ("3F000", WrongDatabase),
        ("42501", WrongDatabase),
        ("42703", WrongDatabase),
        ("42704", WrongDatabase),
        ("42725", WrongDatabase),
        ("42883", WrongDatabase),
        ("42P01", WrongDatabase),
        ("42601", Bug),
        ("0A000", Bug),
        ("54000", Refused),
        ("54001", Refused),
        ("P0002", Bug),
        ("", Bug),
        (None, Bug),
    ],
)
def test_a_sqlstate_has_one_class_through_either_door(
    sqlstate: str | None, kind: type[SyncError]
) -> None:
    assert type(errors.from_sqlstate(sqlstate, "words")) is kind
    body: Json = {"code": sqlstate, "message": "words", "details": None, "hint": None}
    assert type(errors.from_data_api(400, body, "gym.example")) is kind


def test_every_line_of_the_sqlstates_is_tested_above() -> None:
    marks = test_a_sqlstate_has_one_class_through_either_door.pytestmark  # type: ignore[attr-defined]  # pytest sets it
    tested = [str(case[0]) for case in marks[0].args[1]]
    for line in errors.SQLSTATES:
        assert any(case.startswith(line) for case in tested), line


@pytest.mark.parametrize("sqlstate", ["57014", "55P03", "40001", "40P01"])
def test_a_busy_row_is_not_told_as_a_restart(sqlstate: str) -> None:
    words = errors.from_sqlstate(sqlstate, "canceling statement due to a timeout").words
    assert "busy with the same rows" in words
    assert "restarting" not in words
    assert "too long" not in errors.from_sqlstate("57P01").words


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("PGRST000", 503, Unreachable),
        ("PGRST001", 503, Unreachable),
        ("PGRST002", 503, Unreachable),
        ("PGRST003", 504, Unreachable),
        ("PGRST300", 500, Unreachable),
        ("PGRST301", 401, SignedOut),
        ("PGRST302", 401, SignedOut),
        ("PGRST303", 401, SignedOut),
        ("PGRST106", 406, WrongDatabase),
        ("PGRST202", 404, WrongDatabase),
        ("PGRST203", 300, WrongDatabase),
        ("PGRST204", 400, WrongDatabase),
        ("PGRST205", 404, WrongDatabase),
        ("PGRST100", 400, Bug),
        ("PGRSTX00", 500, Unreachable),
    ],
)
def test_a_code_of_postgrest_has_one_class(code: str, status: int, kind: type[SyncError]) -> None:
    body: Json = {"code": code, "message": "words", "details": None, "hint": None}
    error = errors.from_data_api(status, body, "gym.example")
    assert type(error) is kind


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"message": "Invalid API key", "hint": "…"}, Unreachable),
        (401, {"code": "odd", "message": "…"}, SignedOut),
        (401, None, Unreachable),
        (403, None, Unreachable),
        (404, None, Unreachable),
        (302, None, Unreachable),
        (402, {"message": "exceed_egress_quota"}, Unreachable),
        (402, None, Unreachable),
        (408, {}, Unreachable),
        (413, None, Refused),
        (425, {}, Unreachable),
        (429, {}, Unreachable),
        (429, None, Unreachable),
        (500, {}, Unreachable),
        (502, None, Unreachable),
        (503, "busy", Unreachable),
        (522, None, Unreachable),
        (540, None, Unreachable),
        (400, {}, Bug),
        (418, {"message": "teapot"}, Bug),
    ],
)
def test_an_answer_without_a_known_code_goes_by_its_status(
    status: int, body: Json, kind: type[SyncError]
) -> None:
    assert type(errors.from_data_api(status, body, "gym.example")) is kind


def test_a_wrong_database_names_the_command() -> None:
    for line, (kind, words) in {**errors.SQLSTATES, **errors.POSTGREST}.items():
        if kind is WrongDatabase and line not in {"3D000", "PGRST106"}:
            assert "topset db migrate" in words, line


def request_error(kind: type[httpx.RequestError], cause: Exception | None) -> httpx.RequestError:
    error = kind("words")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (request_error(httpx.ConnectTimeout, None), "timeout"),
        (request_error(httpx.ReadTimeout, None), "timeout"),
        (request_error(httpx.ConnectError, None), "unreachable"),
        (request_error(httpx.ConnectError, ssl.SSLCertVerificationError()), "tls"),
        (request_error(httpx.ConnectError, ssl.SSLError()), "tls"),
        (request_error(httpx.ReadError, None), "broken"),
        (request_error(httpx.RemoteProtocolError, None), "broken"),
    ],
)
def test_a_request_without_an_answer_is_unreachable(error: Exception, code: str) -> None:
    assert errors.from_network(error, "gym.example").code == code


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("SSL error: certificate verify failed", "sslrootcert"),
        ('server certificate for "a" does not match host name "b"', "sslrootcert"),
        ("server does not support SSL, but SSL was required", "TLS"),
        ('FATAL:  password authentication failed for user "topset_direct"', "direct-login"),
        ("FATAL:  Tenant or user not found", "pooler"),
        ('FATAL:  database "x" does not exist', "does not know"),
        ("connection timeout expired", "in time"),
        ("could not translate host name", "network"),
    ],
)
def test_a_connection_that_fails_says_what_to_look_at(message: str, words: str) -> None:
    error = errors.from_connection(message, "db.example")
    assert isinstance(error, Unreachable)
    assert words in error.words


def test_text_of_a_server_is_made_harmless() -> None:
    text = "red\x1b[31m\r\nline\u202egnol\u200b\x00 end \ue000\ud800"
    cleaned = errors.clean(text)
    assert cleaned == "red [31m line gnol end"
    assert errors.clean("x" * 1000).endswith("…")
    assert len(errors.clean("x" * 1000)) == 300


def test_a_refusal_carries_the_servers_words_cleaned() -> None:
    error = errors.from_sqlstate("23514", "new row\x1b[2J violates check")
    assert error.words == "The database's rules do not allow this: new row [2J violates check"
    assert error.code == "23514"


@pytest.mark.parametrize(
    ("body", "page", "code"),
    [
        ({"message": "Invalid authentication credentials"}, False, "wrong_key"),
        (None, False, "wrong_key"),
        (None, True, "not_json"),
    ],
)
def test_a_gateways_no_to_a_key_is_told_from_a_page(body: Json, page: bool, code: str) -> None:
    assert errors.from_data_api(401, body, "gym.example", page=page).code == code


@pytest.mark.parametrize(
    ("content_type", "text", "page"),
    [
        ("text/html; charset=utf-8", "", True),
        ("", " <!doctype html>", True),
        ("text/plain", "Unauthorized", False),
        ("", "", False),
    ],
)
def test_a_page_for_a_browser_is_known(content_type: str, text: str, page: bool) -> None:
    assert errors.is_page(content_type, text) is page


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("FATAL: (ENOTFOUND) tenant/user postgres.x not found", "does not know this login"),
        ("FATAL: Tenant or user not found", "does not know this login"),
        (
            "FATAL: (ENOIDENTIFIER) no tenant identifier provided (external_id or sni_hostname)",
            "was not told which project",
        ),
        ("FATAL: (EADDRNOTALLOWED) address not in tenant allow_list: {1, 2}", "this network"),
        (
            "FATAL: (EMAXCONNSESSION) max clients reached in session mode",
            "no connection left for now",
        ),
        ("FATAL: sorry, too many clients already", "no connection left for now"),
        (
            "FATAL: remaining connection slots are reserved for roles with the SUPERUSER attribute",
            "no connection left for now",
        ),
        ("FATAL: (ECIRCUITBREAKER) too many authentication errors", "after too many wrong"),
        ("FATAL: (EBANNED) address is banned", "after too many wrong"),
        ("FATAL: (ESSLREQUIRED) SSL connection is required", "leave sslmode=disable out"),
        ("FATAL: password authentication failed for user x", "wait, then try again"),
    ],
)
def test_the_poolers_words_have_a_sentence_each(message: str, words: str) -> None:
    error = errors.from_connection(message, "aws-0-eu-central-1.pooler.supabase.com")
    assert isinstance(error, Unreachable)
    assert words in error.words


@pytest.mark.parametrize(
    "message",
    [
        "connection to server at ::1 failed: Network is unreachable",
        "failed to resolve host 'db.x': [Errno -5] No address associated with hostname",
        "[Errno 8] nodename nor servname provided, or not known",
    ],
)
def test_a_network_without_ipv6_is_sent_to_the_session_pooler(message: str) -> None:
    hosted = errors.from_connection(message, "db.abcdefghijklmnopqrst.supabase.co")
    assert (hosted.code, "session pooler's address" in hosted.words) == ("ipv6_only", True)
    assert errors.from_connection(message, "gym.example").code != "ipv6_only"
