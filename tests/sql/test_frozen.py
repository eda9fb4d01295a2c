"""What has landed of the migrations is never edited: books elsewhere hold it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tui.supabase import schema

# As `sha256sum *.sql` writes it: a line comes in when a migration lands, and never changes again.
LANDED = Path(__file__).with_name("landed.sha256")


def test_no_migration_that_has_landed_was_edited_and_none_is_left_out() -> None:
    found = [
        f"{hashlib.sha256(one.path.read_bytes()).hexdigest()}  {one.path.name}"
        for one in schema.migrations()
    ]
    assert found == LANDED.read_text(encoding="utf-8").splitlines()
