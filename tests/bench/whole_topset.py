"""The `topset` program, for benches that start modules: `python -m tests.bench.whole_topset`."""

from __future__ import annotations

from tui.cli import main

if __name__ == "__main__":
    main()
