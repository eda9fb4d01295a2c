"""Another Supabase project, and keeping the one that was chosen."""

from __future__ import annotations

from urllib.parse import urlsplit

from tui.cli.wiring import AppContext
from tui.settings.file import remember_project
from tui.settings.paths import ConfigError
from tui.sync.protocol import SignInRefused


def with_project(context: AppContext, url: str, publishable_key: str) -> AppContext:
    """Return the same context for another project. Raises SignInRefused for a wrong URL or key.

    The direct way to the old project's database must not be taken with the new one.
    """
    from tui.supabase.encryption import refuse_plain_http
    from tui.supabase.project import check_key, clean_url

    given = {"url": clean_url(url), "publishable_key": check_key(publishable_key)}
    refuse_plain_http(given["url"], context.may_be_read)
    mine = context.settings
    if mine.url and mine.database_url and mine.url != given["url"]:
        raise SignInRefused(
            "The setting database_url leads straight to the old project: take it out of"
            f" {context.paths.config_file} first.",
            code="database_url",
        )
    return AppContext(
        context.paths,
        context.environment,
        {**context.given, **given},
        now=context.now,
        new_id=context.new_id,
    )


def keep_project(context: AppContext) -> None:
    """Write the project into config.toml. Raises SignInRefused where that fails."""
    try:
        remember_project(
            context.paths,
            url=context.url,
            publishable_key=context.publishable_key,
            insecure=_readable_host(context),
            replace=True,
        )
    except (OSError, ConfigError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SignInRefused(
            f"The project is right, but {context.paths.config_file} cannot be written: {reason}.",
            code="not_saved",
        ) from error


def keep_named_project(context: AppContext) -> bool:
    """Keep a project that the command line named for the next time; tell whether it was new."""
    if not context.given.get("url"):
        return False
    return remember_project(
        context.paths,
        url=context.url,
        publishable_key=context.publishable_key,
        insecure=_readable_host(context),
    )


def _readable_host(context: AppContext) -> str | None:
    """Return the project's host where it was said by name that all may read on the way."""
    parts = urlsplit(context.url)
    return parts.hostname if context.given.get("insecure") and parts.scheme == "http" else None
