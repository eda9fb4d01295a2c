"""The seed of the long tests: `make soak` says one, and with that one it can be played again."""

from __future__ import annotations

import os
import random
import sys


def soak_seed() -> int:
    """Return the seed that `make soak` gave, else a new one; a failure shows it."""
    given = os.environ.get("SOAK_SEED")
    seed = int(given) if given else random.randrange(1_000_000)
    sys.stdout.write(f"seed {seed}: SOAK_SEED={seed} plays it again\n")
    return seed
