"""What a lifter pastes where a code is asked for: digits, an e-mail's link, or where a click led.

By default the e-mails of a project hold a link and no code. Nobody has clicked it: it holds a
token that is as good as the code. Clicked, it leads to the project's site with the session, or
with an error, in the fragment; whether that site exists does not matter here.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import field
from typing import Final, TypeAlias
from urllib.parse import parse_qs, urlsplit

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass

_ADDRESS: Final = late_pattern(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
# Mail programs that look at links first put the real one into one of these.
_WRAPPED: Final = ("url", "u", "q", "target", "a")
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class Code:
    """The code itself, as it was sent."""

    digits: str


@dataclass(frozen=True, slots=True)
class MailToken:
    """The token of a link that nobody has clicked yet, and the kind that the link names."""

    token_hash: str = field(repr=False)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ClickedLink:
    """Where a click led: the refresh token of the session that it made."""

    refresh_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SpentLink:
    """Where a click led that was refused, with the error_code."""

    error_code: str


Pasted: TypeAlias = Code | MailToken | ClickedLink | SpentLink


def read_pasted(text: str) -> Pasted:
    """Return what was pasted; what is no link of Auth's is taken for a code."""
    joined = "".join(text.split())
    found = _ADDRESS.search(text) or _ADDRESS.search(joined)
    # A terminal may have broken the link: what follows the blank belongs to it then.
    for address in (joined[joined.find(found[0][:8]) :], found[0]) if found else ():
        link = _link(html.unescape(address).strip("<>\"'"), _DEEPEST)
        if link is not None:
            return link
    if "=" in joined and (link := _by_parts(_named(joined.lstrip("#?/")))) is not None:
        return link
    return Code(joined)


def _link(address: str, depth: int) -> Pasted | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    asked = _named(parts.query)
    found = _by_parts({**asked, **_named(parts.fragment)})
    if found is not None or depth == 0:
        return found
    wrapped = (asked[name] for name in _WRAPPED if "://" in asked.get(name, ""))
    return next((link for inner in wrapped if (link := _link(inner, depth - 1))), None)


def _by_parts(said: Mapping[str, str]) -> Pasted | None:
    if refresh := said.get("refresh_token"):
        return ClickedLink(refresh)
    if token := said.get("token") or said.get("token_hash"):
        return MailToken(token, said.get("type", ""))
    if "error" in said or "error_code" in said:
        return SpentLink(said.get("error_code", ""))
    return None


def _named(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}
