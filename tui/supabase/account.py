"""Signing in and out, by the official Auth client; what comes of it is kept by a SessionStore."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.environment import local_now
from tui.lazy_dataclass import dataclass
from tui.supabase.mail_links import ClickedLink, Code, MailToken, SpentLink, read_pasted
from tui.supabase.project import check_key, clean_url, jwt_claims
from tui.sync.protocol import Identity, SignedOut, SignInRefused, SyncError, Unreachable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from supabase_auth import Session, SyncGoTrueClient
    from supabase_auth.types import EmailOtpType, UserResponse, VerifyOtpParams

    from tui.supabase.session_store import SessionStore, StoredSession

GOODBYE_SECONDS = 3.0
LOCK_SECONDS = 45.0
LONGEST_PASSWORD_BYTES = 72  # Auth takes no more
# The kinds of link that such an e-mail may hold.
_LINKS: Final[Mapping[str, EmailOtpType]] = {
    "email": "email",
    "invite": "invite",
    "magiclink": "magiclink",
    "recovery": "recovery",
    "signup": "signup",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettings:
    """What a project lets lifters do, as its Auth server tells every holder of the key."""

    url: str
    email: bool
    sign_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFactor:
    """A second factor that waits for its first code; `secret` goes into an authenticator app."""

    id: str
    secret: str = field(repr=False)
    uri: str = field(repr=False)


class _Pending(NamedTuple):
    """A sign-in that waits for its second factor, and the password to set once it is there."""

    session: Session
    factor_id: str
    new_password: str | None


class Account:
    """The account of one project on this laptop. Every method raises a SyncError and nothing else.

    After a sign-in that needs a second factor (SignInRefused, code "second_factor_needed") the same
    Account takes the code with `second_factor`; nothing is kept on disk before that.
    """

    def __init__(
        self,
        url: str,
        publishable_key: str,
        session_store: SessionStore,
        *,
        now: Callable[[], datetime] = local_now,
    ) -> None:
        """Raises SignInRefused for a URL or key that cannot be right, a secret key above all."""
        self.url = clean_url(url)
        self._key = check_key(publishable_key)
        self._session_store = session_store
        self._now = now
        self._pending: _Pending | None = None
        self._recovering: tuple[tuple[str, str], Session | None] | None = None

    def identity(self) -> Identity | None:
        """Return who is signed in, from disk alone."""
        return self._session_store.identity()

    def lifters(self) -> tuple[Identity, ...]:
        """Return everyone who is signed in to this project on this laptop."""
        return self._session_store.lifters()

    def switch(self, user_id: str) -> Identity:
        """Go on as another lifter who is signed in."""
        return self._session_store.switch(user_id)

    def check_project(self) -> ProjectSettings:
        """Ask the project what it offers, which proves its URL and key before any password."""
        from tui.supabase.auth_client import settings_answer

        offered = settings_answer(self.url, self._key, self._now)
        external = offered["external"]
        return ProjectSettings(
            url=self.url,
            email=isinstance(external, dict) and external.get("email") is not False,
            sign_up=offered.get("disable_signup") is False,
        )

    def sign_in(self, email: str, password: str) -> Identity:
        """Sign in with e-mail and password."""
        if not email.strip() or not password:
            raise SignInRefused("Type the e-mail address and the password.", code="incomplete")
        with self._client() as client:
            answer = client.sign_in_with_password({"email": email.strip(), "password": password})
        return self._arrive(answer.session)

    def send_code(self, email: str) -> None:
        """Have a code sent to a known address; `sign_in_with_code` takes it."""
        with self._client() as client:
            client.sign_in_with_otp(
                {"email": email.strip(), "options": {"should_create_user": False}}
            )

    def sign_in_with_code(self, email: str, code: str) -> Identity:
        """Sign in with the code that was sent to the address."""
        return self._arrive(self._prove("email", email, code))

    def second_factor(self, code: str) -> Identity:
        """Finish a sign-in with the code that the authenticator shows."""
        if self._pending is None:
            raise SignInRefused("Sign in first.", code="no_pending_sign_in")
        pending = self._pending
        session = self._verified(pending.session, pending.factor_id, code)
        if pending.new_password is not None:
            # From here on the session itself is what a refused password may be followed by.
            if self._recovering is not None:
                self._recovering = (self._recovering[0], session)
            self._set_password(session, pending.new_password)
        return self._keep(session)

    def sign_up(self, email: str, password: str) -> Identity | None:
        """Make an account; None if the address has to be confirmed with a code first."""
        _check_length(password)
        with self._client() as client:
            answer = client.sign_up({"email": email.strip(), "password": password})
        return None if answer.session is None else self._arrive(answer.session)

    def confirm_sign_up(self, email: str, code: str) -> Identity:
        """Confirm a new account's address with the code that was sent to it, and sign in."""
        return self._arrive(self._prove("signup", email, code))

    def resend_confirmation(self, email: str) -> None:
        """Have the e-mail that confirms a new account sent once more."""
        with self._client() as client:
            client.resend({"type": "signup", "email": email.strip()})

    def send_recovery(self, email: str) -> None:
        """Have a code sent with which `recover` sets a new password."""
        with self._client() as client:
            client.reset_password_for_email(email.strip())

    def recover(self, email: str, code: str, new_password: str) -> Identity:
        """Set a new password with the code that was sent to the address, and sign in.

        A code works once: after a password that was refused, the same code may be given again.
        """
        _check_length(new_password)
        asked = (email.strip(), _digits(code))
        if self._recovering is None or self._recovering[0] != asked:
            self._recovering = (asked, self._prove("recovery", email, code))
        return self._arrive(self._recovering[1], new_password=new_password)

    def enroll_second_factor(self, name: str = "topset") -> NewFactor:
        """Begin a second factor for who is signed in; `confirm_second_factor` ends it."""
        session = self._session_now()
        with self._client(session) as client:
            # One that was broken off, here or elsewhere, holds the name; its secret is known to
            # nobody any more.
            for begun in session.user.factors or []:
                if begun.friendly_name == name and begun.status != "verified":
                    client.mfa.unenroll({"factor_id": begun.id})
            factor = client.mfa.enroll(
                {"factor_type": "totp", "friendly_name": name, "issuer": "topset"}
            )
        if factor.totp is None:
            raise Unreachable("The project answered without a secret.", code="no_secret")
        return NewFactor(id=factor.id, secret=factor.totp.secret, uri=factor.totp.uri)

    def confirm_second_factor(self, factor_id: str, code: str) -> Identity:
        """Prove that the authenticator works with its first code."""
        return self._keep(self._verified(self._session_now(), factor_id, code))

    def remove_second_factors(self) -> int:
        """Take every authenticator off the account of who is signed in; return how many."""
        session = self._session_now()
        factors = [one for one in session.user.factors or [] if one.factor_type == "totp"]
        with self._client(session) as client:
            for factor in factors:
                client.mfa.unenroll({"factor_id": factor.id})
        return sum(factor.status == "verified" for factor in factors)

    def sign_out(self) -> None:
        """Forget the session on this laptop, and tell the server if it can be reached at once."""
        identity = self._session_store.identity()
        if identity is None:
            return
        try:
            session = self._session_store.load(identity.user_id)
        except SyncError:
            session = None
        try:
            # Under the lock no refresh in another process can bring the session back.
            with self._session_store.lock(identity.user_id, wait_seconds=1.0):
                self._session_store.forget(identity.user_id)
        except Unreachable:
            self._session_store.forget(identity.user_id)
        if session is not None and session.ended is None:
            self._end_on_server(session)

    def _client(
        self, session: Session | None = None, *, answer_seconds: float | None = None
    ) -> AbstractContextManager[SyncGoTrueClient]:
        from tui.supabase.auth_client import auth_client
        from tui.supabase.auth_errors import from_sign_in
        from tui.supabase.transport import ANSWER_SECONDS

        return auth_client(
            self.url,
            self._key,
            lambda error, host: from_sign_in(error, host, self._now()),
            session=session,
            answer_seconds=answer_seconds or ANSWER_SECONDS,
        )

    def _prove(self, kind: EmailOtpType, email: str, pasted: str) -> Session | None:
        """Trade what came by e-mail for a session: its code, its link, or where a click led."""
        found = read_pasted(pasted)
        if isinstance(found, SpentLink):
            raise SignInRefused(
                "This link was used before or is too old: ask for a new one.", code="otp_expired"
            )
        with self._client() as client:
            if isinstance(found, ClickedLink):
                return client.refresh_session(found.refresh_token).session
            return client.verify_otp(_proof(kind, email, found)).session

    def _arrive(self, session: Session | None, *, new_password: str | None = None) -> Identity:
        """Keep the session that was given, or ask for the second factor first."""
        self._pending = None
        if session is None:
            raise Unreachable("The project answered without a session.", code="no_session")
        factors = [one for one in session.user.factors or [] if one.status == "verified"]
        if factors and jwt_claims(session.access_token).get("aal") != "aal2":
            factor = next((one for one in factors if one.factor_type == "totp"), None)
            if factor is None:
                raise SignInRefused(
                    "This account's second factor is no authenticator, and topset knows no other.",
                    code="second_factor_unknown",
                )
            self._pending = _Pending(session, factor.id, new_password)
            raise SignInRefused(
                "Type the code that your authenticator shows.", code="second_factor_needed"
            )
        if new_password is not None:
            self._set_password(session, new_password)
        return self._keep(session)

    def _verified(self, session: Session, factor_id: str, code: str) -> Session:
        from supabase_auth import Session

        with self._client(session) as client:
            answer = client.mfa.challenge_and_verify(
                {"factor_id": factor_id, "code": _digits(code)}
            )
        return Session.model_validate(answer.model_dump())

    def _set_password(self, session: Session, password: str) -> None:
        with self._client(session) as client:
            client.update_user({"password": password})

    def _session_now(self) -> Session:
        """Return the session of the lifter who is signed in, as the client wants it."""
        from supabase_auth import Session

        from tui.supabase.credentials import StoredCredentials

        identity = self._session_store.identity()
        if identity is None:
            raise SignedOut("Nobody is signed in on this laptop.", code="no_session")
        credentials = StoredCredentials(
            self.url, self._key, self._session_store, identity.user_id, now=self._now
        )
        token = credentials.token()
        try:
            answer = self._user_of(token)
        except SignInRefused as refusal:
            # A signing key that was revoked since: a refresh brings a token of the new one.
            if refusal.code != "bad_jwt":
                raise
            token = credentials.token(renew=True)
            answer = self._user_of(token)
        if answer is None:
            raise SignedOut("The session was not accepted: sign in again.", code="no_session")
        return Session(
            access_token=token,
            refresh_token="",
            expires_in=3600,
            token_type="bearer",
            user=answer.user,
        )

    def _user_of(self, token: str) -> UserResponse | None:
        with self._client() as client:
            return client.get_user(token)

    def _keep(self, session: Session) -> Identity:
        from tui.supabase.auth_client import stored

        kept = stored(session, self._now())
        # Under the lock no refresh of an older session can write over this one.
        with self._session_store.lock(kept.user_id, wait_seconds=LOCK_SECONDS):
            self._session_store.save(kept)
        self._pending = self._recovering = None
        return Identity(user_id=kept.user_id, email=kept.email, project=self._session_store.project)

    def _end_on_server(self, session: StoredSession) -> None:
        """Take the refresh token's worth away; a server that cannot be reached lets it lapse."""
        from tui.supabase.auth_client import refreshed

        try:
            if self._now().timestamp() > session.received_at + session.expires_in:
                session = refreshed(
                    self.url,
                    self._key,
                    session.refresh_token,
                    self._now,
                    answer_seconds=GOODBYE_SECONDS,
                )
            with self._client(answer_seconds=GOODBYE_SECONDS) as client:
                client.admin.sign_out(session.access_token, "local")
        except SyncError as error:
            _log.info("the server was not told of the sign-out: %s", error.words)


def _digits(code: str) -> str:
    """Return a code as it was sent, without the blanks that people type into it."""
    return "".join(code.split())


def _check_length(password: str) -> None:
    """Raises SignInRefused for what Auth would refuse after the code is spent."""
    if len(password.encode(errors="replace")) > LONGEST_PASSWORD_BYTES:
        raise SignInRefused(
            f"This password is too long: {LONGEST_PASSWORD_BYTES} letters are the most.",
            code="weak_password",
        )


def _proof(kind: EmailOtpType, email: str, found: Code | MailToken) -> VerifyOtpParams:
    """Return what proves to Auth that an e-mail was read."""
    if isinstance(found, Code):
        return {"type": kind, "email": email.strip(), "token": found.digits}
    return {"type": _LINKS.get(found.kind, kind), "token_hash": found.token_hash}
