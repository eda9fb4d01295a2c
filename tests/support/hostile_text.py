"""Text as strangers may put it into a database, and what of it may reach a terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

STEERING = ("\x1b[2J", "\x1b]0;gone\x07", "\x9b31m", "\x90", "\r", "\n", "\u2028", "\x08", "\x7f")
TURNING = ("\u202e", "\u2066", "\u0301" * 40, "\U000e0041", "\ufff9", "\u200d", "👩\u200d🏋️", "٨")
MARKUP = ("[bold]", "[/]", "[@click=x]", "{0}", "%s", "=1+1", "\\", "<b>")
PIECES = st.sampled_from([*STEERING, *TURNING, *MARKUP])
# A lone surrogate cannot come over the wire or into SQLite.
TEXTS = (
    st.lists(PIECES | st.text(max_size=20), min_size=1, max_size=12)
    .map("".join)
    .map(lambda text: text.encode("utf-8", "ignore").decode())
)


def is_harmless(printed: str) -> bool:
    """Tell whether nothing in what was printed steers a terminal or turns its text round."""
    return all(
        one == "\n"
        or one in "\u200c\u200d"
        or (
            unicodedata.category(one) not in {"Cc", "Cs", "Zl", "Zp"}
            and unicodedata.bidirectional(one)
            not in {"RLO", "LRO", "RLE", "LRE", "RLI", "LRI", "FSI"}
        )
        for one in printed
    )
