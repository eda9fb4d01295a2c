"""Where a project comes from: the version of its PostgreSQL, and what it grants of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from tests.support.cluster import Database, Templates
from tui.supabase import schema


@dataclass(frozen=True, slots=True)
class Origin:
    """Projects made before October 2026 grant the API's roles whatever is made in them."""

    postgres: int
    automatic_grants: bool

    def __str__(self) -> str:
        return f"{self.postgres}, {'' if self.automatic_grants else 'no '}automatic grants"

    @contextmanager
    def bare(self, request: pytest.FixtureRequest) -> Iterator[Database]:
        """Make what Supabase hands out; skips where this machine lacks that PostgreSQL."""
        templates: Templates = request.getfixturevalue(
            "templates" if self.postgres == 18 else "postgres_15"
        )
        with templates.clone(templates.bare) as database:
            if self.automatic_grants:
                with psycopg.connect(database.superuser_url) as superuser:
                    schema.prepare_sandbox(superuser, automatic_grants=True)
            yield database


# Version and grants do not touch each other: `make test` has each once, the soak all four pairs.
ORIGINS = (
    Origin(18, automatic_grants=False),
    Origin(15, automatic_grants=True),
    pytest.param(Origin(18, automatic_grants=True), marks=pytest.mark.soak),
    pytest.param(Origin(15, automatic_grants=False), marks=pytest.mark.soak),
)
