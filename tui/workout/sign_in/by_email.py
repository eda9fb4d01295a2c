"""What is said of an e-mail with a code or a link, and of the limit that bars it for now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tui.sync.protocol import EMAIL_LIMITS, SignInRefused

CODE_LABEL: Final = "Code or link"
HOW_TO_ANSWER: Final = (
    "Type its code, or paste its whole link. If you clicked the link, paste the address that the"
    " browser shows after it."
)


def sent_to(email: str, barred: str = "") -> tuple[str, ...]:
    """Return what is said once an e-mail is on its way, or barred for now by a limit."""
    if barred:
        return (barred, HOW_TO_ANSWER)
    return (
        f"An e-mail is on its way to {email}.",
        "It can take a minute; check the spam folder too. Only the newest one works.",
        HOW_TO_ANSWER,
    )


def send_unless_barred(send: Callable[[], object]) -> str:
    """Have an e-mail sent; return the limit that bars it, for one that came before still works."""
    try:
        send()
    except SignInRefused as refusal:
        if refusal.code not in EMAIL_LIMITS:
            raise
        return refusal.words
    return ""
