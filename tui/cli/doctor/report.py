"""The doctor's report: its checks and a project's own answers in one document without a secret."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from tui.cli.doctor.check import Check
from tui.cli.wiring import AppContext
from tui.late_pattern import late_pattern
from tui.secret_text import without_secrets
from tui.settings.model import Settings
from tui.settings.paths import ConfigError
from tui.sync.protocol import Json, SyncError

_EMAIL = late_pattern(r"[^\s\"'<>(@]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = late_pattern(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# A lifter's login of their own, and a project's reference where an address has one.
_LOGIN = late_pattern(r"\btopset_[0-9a-f]{16}\b")
_REFERENCE = late_pattern(r"\b(?=[a-z]*\d|[a-z0-9]{20}\.supabase)[a-z0-9]{20}\b|\.[a-z]{20}\b")


def report(
    context: AppContext, checks: Sequence[Check], owner_url: str | None
) -> dict[str, object]:
    """Return the document; who and where this is has been taken out of every text in it."""
    document: dict[str, Json] = {"checks": [asdict(check) for check in checks]}
    settings = _settings(context)
    if settings is not None and settings.url and settings.publishable_key:
        document["project"] = _project(context, settings.url, settings.publishable_key)
    if owner_url is not None:
        document["database"] = _database(owner_url)
    hidden = _hidden(context, settings, owner_url)
    return {name: _cleaned(value, hidden) for name, value in document.items()}


def _settings(context: AppContext) -> Settings | None:
    try:
        return context.settings
    except ConfigError:
        return None


def _project(context: AppContext, url: str, key: str) -> Json:
    from tui.supabase.report import answers_of_project

    try:
        context.refuse_plain_http()
        return dict(answers_of_project(url, key))
    except SyncError as error:
        return {"error": error.words}


def _database(owner_url: str) -> Json:
    from tui.supabase.owner import owner_connection
    from tui.supabase.report import answers_of_database

    try:
        with owner_connection(owner_url) as connection:
            return answers_of_database(connection)
    except SyncError as error:
        return {"error": error.words}


def _hidden(
    context: AppContext, settings: Settings | None, owner_url: str | None
) -> dict[str, str]:
    """Return what is to be replaced by what, the longest first."""
    found = {str(Path.home()): "~"}
    for folder in (context.paths.config, context.paths.data, context.paths.state):
        found[str(folder)] = f"<{folder.name}>"
    addresses = [owner_url]
    if settings is not None:
        addresses += [settings.url, settings.database_url]
        found |= {settings.publishable_key or "": "<key>", settings.email or "": "<e-mail>"}
    for address in addresses:
        found |= _parts(address or "")
    return {text: found[text] for text in sorted(filter(None, found), key=len, reverse=True)}


def _parts(address: str) -> dict[str, str]:
    """Return what an address of a project or a database tells of where and who it is."""
    from tui.supabase.direct import connection_parameters

    found = {address: "<address>"}
    try:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https"):
            return found | {parts.netloc: "<host>", parts.hostname or "": "<host>"}
        parameters = connection_parameters(address)
    except (ValueError, SyncError):
        return found
    for name, shown in (("host", "<host>"), ("hostaddr", "<host>"), ("password", "<password>")):
        found[parameters.get(name, "")] = shown
    return found


def _cleaned(value: Json, hidden: dict[str, str]) -> Json:
    """Return a value with every text in it, the names included, made fit to be passed on."""
    if isinstance(value, dict):
        return {_text(name, hidden): _cleaned(inner, hidden) for name, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner, hidden) for inner in value]
    return _text(value, hidden) if isinstance(value, str) else value


def _text(text: str, hidden: dict[str, str]) -> str:
    for secret, shown in hidden.items():
        text = text.replace(secret, shown)
    text = without_secrets(text)
    for pattern, shown in (
        (_EMAIL, "<e-mail>"),
        (_NUMBER, "<id>"),
        (_LOGIN, "<login>"),
        (_REFERENCE, "<ref>"),
    ):
        text = pattern.sub(shown, text)
    return text


def in_words(document: dict[str, object]) -> str:
    """Return the document as it is printed, to be read before it is sent."""
    return json.dumps(document, indent=1, ensure_ascii=True)
