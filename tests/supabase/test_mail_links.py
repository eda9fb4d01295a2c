"""What is pasted where a code is asked for: codes, links as they come, and where clicks lead."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tui.supabase.mail_links import ClickedLink, Code, MailToken, SpentLink, read_pasted

LINK = (
    "https://abcdefghijklmnopqrst.supabase.co/auth/v1/verify"
    "?token=0a1b2c&type=signup&redirect_to=http://localhost:3000"
)
CLICKED = (
    "http://localhost:3000/#access_token=eyJ.a.b&expires_at=1&expires_in=3600"
    "&refresh_token=r4nd0mt0k3n1&token_type=bearer&type=magiclink"
)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("123456", "123456"), (" 123 456\n", "123456"), ("12345678", "12345678"), ("x=1", "x=1")],
)
def test_what_is_no_link_is_a_code(text: str, digits: str) -> None:
    assert read_pasted(text) == Code(digits)


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        f"  {LINK}\n",
        f"<{LINK}>",
        f'"{LINK}"',
        f"Confirm your mail: {LINK}",
        LINK.replace("&", "&amp;"),
        f"{LINK[:70]}\n{LINK[70:]}",
        f"https://eur01.safelinks.protection.outlook.com/?url={quote(LINK, safe='')}&data=05",
        f"https://www.google.com/url?q={quote(LINK, safe='')}&sa=D",
        "https://gym.example/auth/confirm?token_hash=0a1b2c&type=signup",
    ],
)
def test_a_link_nobody_clicked_is_its_token_and_kind(text: str) -> None:
    assert read_pasted(text) == MailToken("0a1b2c", "signup")


@pytest.mark.parametrize(
    "text",
    [
        CLICKED,
        f" {CLICKED}\n",
        f"{CLICKED[:40]}\n{CLICKED[40:]}",
        CLICKED.partition("/#")[2],
        f"#{CLICKED.partition('#')[2]}",
        CLICKED.replace("http://localhost:3000/#", "gymapp://arrived#"),
    ],
)
def test_where_a_click_led_is_the_session_it_made(text: str) -> None:
    assert read_pasted(text) == ClickedLink("r4nd0mt0k3n1")


def test_a_click_that_was_refused_says_why() -> None:
    text = "http://localhost:3000/#error=access_denied&error_code=otp_expired&error_description=x"
    assert read_pasted(text) == SpentLink("otp_expired")


def test_no_token_shows_in_a_traceback() -> None:
    assert "r4nd0mt0k3n1" not in repr(read_pasted(CLICKED))
    assert "0a1b2c" not in repr(read_pasted(LINK))


@pytest.mark.parametrize("text", ["http://[::1", "https://gym.example/", "://", "=", "#", ""])
def test_odd_text_breaks_nothing(text: str) -> None:
    assert isinstance(read_pasted(text), Code)
