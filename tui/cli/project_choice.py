"""Another Supabase project for a house, and keeping the one that was chosen."""

from __future__ import annotations

from urllib.parse import urlsplit

from tui.cli.compose import House
from tui.settings.config import ConfigError, remember_project
from tui.sync.protocol import SignInRefused


def with_project(house: House, url: str, publishable_key: str) -> House:
    """Return the same house for another project. Raises SignInRefused for a wrong URL or key.

    The direct way to the old project's database must not be taken with the new one.
    """
    from tui.supabase.encryption import refuse_plain_http
    from tui.supabase.project import check_key, clean_url

    given = {"url": clean_url(url), "publishable_key": check_key(publishable_key)}
    refuse_plain_http(given["url"], house.may_be_read)
    mine = house.settings
    if mine.url and mine.database_url and mine.url != given["url"]:
        raise SignInRefused(
            "The setting database_url leads straight to the old project: take it out of"
            f" {house.places.config_file} first.",
            code="database_url",
        )
    return House(
        house.places,
        house.environment,
        {**house.given, **given},
        now=house.now,
        new_id=house.new_id,
    )


def keep_project(house: House) -> None:
    """Write a house's project into config.toml. Raises SignInRefused where that fails."""
    try:
        remember_project(
            house.places,
            url=house.url,
            publishable_key=house.publishable_key,
            insecure=_readable_host(house),
            replace=True,
        )
    except (OSError, ConfigError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SignInRefused(
            f"The project is right, but {house.places.config_file} cannot be written: {reason}.",
            code="not_saved",
        ) from error


def keep_named_project(house: House) -> bool:
    """Keep a project that the command line named for the next time; tell whether it was new."""
    if not house.given.get("url"):
        return False
    return remember_project(
        house.places,
        url=house.url,
        publishable_key=house.publishable_key,
        insecure=_readable_host(house),
    )


def _readable_host(house: House) -> str | None:
    """Return the project's host where it was said by name that all may read on the way."""
    parts = urlsplit(house.url)
    return parts.hostname if house.given.get("insecure") and parts.scheme == "http" else None
