"""How long each migration takes where there is much: a hosted project cuts statements off.

`topset db migrate` lifts that limit for itself, which test_live_migration.py holds; who pushes the
same files in another way has two minutes for each statement.
"""

from __future__ import annotations

from time import monotonic

import psycopg
import pytest

from tests.sql.lifters import ask
from tests.sql.test_start_states import STARTS
from tests.support.cluster import Database
from tui.supabase import schema

LIFTERS = 20  # of ten thousand sets each
MANY = 200  # two million sets
LIMIT_SECONDS = 120.0
# Named in docs/operators.md, with what to do.
LONG = {"backfill"}


@pytest.mark.soak
def test_with_two_million_sets_one_file_alone_takes_longer_than_a_hosted_project_allows(
    bare_database: Database,
) -> None:
    """Measured with a tenth of them; what is allowed leaves room for a slower disk."""
    with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
        with owner.transaction():
            schema.run_script(owner, (STARTS / "production.sql").read_text())
            fill = (STARTS / "large.sql").read_text()
            schema.run_script(owner, fill.replace("%(lifters)s", str(LIFTERS)))
        assert ask(owner, "select count(*) from training_set") == 10_000 * LIFTERS + 36
        owner.execute("analyze")
        seconds: dict[str, float] = {}
        for migration in schema.migrations():
            begun = monotonic()
            schema.apply(owner, wanted=(migration,))
            seconds[migration.name] = (monotonic() - begun) * MANY / LIFTERS
        begun = monotonic()
        assert schema.check(owner).ready
        seconds["check"] = (monotonic() - begun) * MANY / LIFTERS
    assert {name for name, long in seconds.items() if long > LIMIT_SECONDS} <= LONG, seconds
    print({name: round(long) for name, long in seconds.items() if long > 1})  # noqa: T201  # with -s
