"""Signing in and out by lines, connecting a project, and the first question of a new laptop."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from tui.lazy_dataclass import dataclass
from tui.logbook.errors import LogbookError
from tui.plain.talk import Answer, Asked, Talk, choose
from tui.plain_text import sentence
from tui.sync.protocol import (
    EMAIL_LIMIT,
    LOCAL_LIFTER,
    PASSWORD_REFUSED,
    Identity,
    SignInRefused,
    SyncError,
)
from tui.workout.sign_in.by_email import HOW_TO_ANSWER, send_unless_barred, sent_to
from tui.workout.sign_in.pasted_project import bare, url_and_key

if TYPE_CHECKING:
    from tui.workout.ports import AccountPort, Ports
    from tui.workout.signed_in import SignedIn

CHOICE: Final = "A number chooses. q goes back."
_AGAIN: Final = "Try again; an empty line goes back."

Tell: TypeAlias = Callable[[str], None]
Done = TypeVar("Done")
Step: TypeAlias = Generator[Asked, str, Done | None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who trains now, and what the program goes on with."""

    ports: Ports
    identity: Identity


class Demo:
    """The lifter wants to look around first."""


class SignedOut:
    """The lifter leaves the account, once nothing is open any more."""


Way: TypeAlias = Arrival | Demo | SignedOut


# -- the first start


def way_in(ports: Ports, tell: Tell) -> Step[Way]:
    """Ask whose log is to be opened where nobody's is; None when the lifter gives up."""
    if ports.account is not None:
        return (yield from _to_account(ports, tell))
    onboarding = ports.onboarding
    said = ["topset, plain. Where should your training log be kept?", *FIRST_QUESTION]
    while onboarding is not None:
        answer = yield from choose(said, 3, "Type 1, 2 or 3.")
        if answer is None:
            return None
        try:
            if answer[0] == "1":
                arrival = yield from _connect(ports, tell)
                if arrival is not None:
                    return arrival
            elif answer[0] == "2":
                return Arrival(onboarding.stay_local(), LOCAL_LIFTER)
            else:
                lacking = onboarding.look_around()
                if lacking is None:
                    return Demo()
                said = [lacking, *FIRST_QUESTION]
        except (SyncError, LogbookError) as error:
            said = [_words(error), *FIRST_QUESTION]
    return None


FIRST_QUESTION: Final = (
    "1. In a Supabase project, yours or your coach's.",
    "2. On just this laptop; connect a project later.",
    "3. Look around first: a sample lifter, all local.",
)


def _connect(ports: Ports, tell: Tell) -> Step[Way]:
    """Ask for a project until one answers, then for the account."""
    said = ["Both are in the project's dashboard, under Connect.", "Project URL:"]
    while ports.onboarding is not None:
        line = yield Asked(said, "long")
        if line.strip() in ("", "q"):
            return None
        url, key = url_and_key(line)
        if key is None:
            url, key = bare(line), bare((yield Asked(["Publishable key:"], "long")))
        tell("Asking the project.")
        try:
            connected = ports.onboarding.connect(url or "", key)
        except (SyncError, LogbookError) as error:
            said = [_words(error), "Project URL once more, or an empty line goes back:"]
            continue
        return (yield from _to_account(connected, tell))
    return None


# -- from inside


def account_talk(ports: Ports, lifter: SignedIn, tell: Tell, leave: Callable[[Way], None]) -> Talk:
    """Sign in, out or over to somebody else; `leave` is told where the log changes hands."""
    account = ports.account
    if account is None:
        if ports.onboarding is None:
            return ["There is no account here: this log stays on this laptop."]
        tell("What is logged on this laptop moves to the account you sign in with.")
        way = yield from _connect(ports, tell)
        return _left(way, lifter, leave)
    who = "" if lifter.is_local else lifter.identity.email
    ways = ["Sign in again, or as somebody else" if who else "Sign in, and bring this log along"]
    ways += ["Sign out; what was logged stays on this laptop"] if who else []
    here = f"Signed in as {who}." if who else "This log is only on this laptop."
    said = [here, *_numbered(ways)]
    answer = yield from choose(said, len(ways), CHOICE)
    if answer is None:
        return []
    if answer[0] == "2":
        leave(SignedOut())
        return []
    way = yield from _to_account(ports, tell, email=who)
    return _left(way, lifter, leave)


def _left(way: Way | None, lifter: SignedIn, leave: Callable[[Way], None]) -> Answer:
    """Go on where the same lifter was, or leave for another log."""
    if isinstance(way, Arrival) and way.identity.user_id == lifter.identity.user_id:
        lifter.wake()
        return [f"Signed in as {way.identity.email}."]
    if way is not None:
        leave(way)
    return []


# -- to an account


def _to_account(ports: Ports, tell: Tell, email: str = "") -> Step[Way]:
    """Ask who is training: somebody who is signed in already, or whoever signs in now."""
    account = ports.account
    if account is None:
        return None
    known = [one for one in account.lifters() if one.email != email]
    ways = [*(f"Go on as {one.email}" for one in known), *_WAYS]
    where = f"Signing in to {ports.offer.where}." if ports.offer.where else "Signing in."
    said = [where, *_numbered(ways)]
    while True:
        answer = yield from choose(said, len(ways), CHOICE)
        if answer is None:
            return None
        number = int(answer[0]) - 1
        try:
            if number < len(known):
                identity: Identity | None = account.switch(known[number].user_id)
            else:
                way = (_by_password, _by_code, _by_recovery, _by_new_account)[number - len(known)]
                identity = yield from way(account, tell, email or ports.offer.email)
        except (SyncError, LogbookError) as error:
            said = [_words(error), *_numbered(ways)]
            continue
        if identity is not None:
            return Arrival(ports, identity)
        said = _numbered(ways)


_WAYS: Final = (
    "Sign in with a password",
    "Sign in with a code or link by e-mail",
    "I forgot my password",
    "Make a new account",
)


def _by_password(account: AccountPort, tell: Tell, email: str) -> Step[Identity]:
    email = yield from _email(email)
    said: Answer = []
    while email:
        word = yield from _password("Password", said)
        if not word:
            return None
        tell("Signing in.")
        try:
            return (yield from _arrive(account, lambda word=word: account.sign_in(email, word)))  # type: ignore[misc]  # bound at once
        except SyncError as error:
            said = [error.words, _AGAIN]
    return None


def _by_code(account: AccountPort, tell: Tell, email: str) -> Step[Identity]:
    email = yield from _email(email)
    if not email:
        return None
    tell("Sending an e-mail.")
    barred = send_unless_barred(lambda: account.send_code(email))
    take = lambda code: account.sign_in_with_code(email, code)  # noqa: E731
    return (yield from _with_code(account, sent_to(email, barred), take))


def _by_recovery(account: AccountPort, tell: Tell, email: str) -> Step[Identity]:
    """Set a new password; the code that was taken stays good for another one."""
    email = yield from _email(email)
    word = (yield from _new_password([])) if email else ""
    if not word:
        return None
    tell("Sending an e-mail.")
    barred = send_unless_barred(lambda: account.send_recovery(email))
    sent = barred or f"If {email} has an account, an e-mail is on its way there."
    proved = ""

    def take(code: str) -> Identity:
        nonlocal proved
        proved = code
        return account.recover(email, code, word)

    attempt = _with_code(account, (sent, HOW_TO_ANSWER), take)
    while True:
        try:
            return (yield from attempt)
        except SignInRefused as refusal:
            if refusal.code not in PASSWORD_REFUSED:
                raise
            word = yield from _new_password([refusal.words])
            if not word:
                return None
            attempt = _arrive(account, lambda: take(proved))


def _by_new_account(account: AccountPort, tell: Tell, email: str) -> Step[Identity]:
    """Make an account, and have its address confirmed where the project wants that."""
    email = yield from _email(email)
    word = (yield from _new_password([])) if email else ""
    while word:
        tell("Making the account.")
        barred = ""
        try:
            made = account.sign_up(email, word)
        except SignInRefused as refusal:
            if refusal.code in PASSWORD_REFUSED:
                word = yield from _new_password([refusal.words])
                continue
            if refusal.code != EMAIL_LIMIT:
                raise
            made, barred = None, refusal.words
        if made is not None:
            return made
        take = lambda code: account.confirm_sign_up(email, code)  # noqa: E731
        return (yield from _with_code(account, sent_to(email, barred), take))
    return None


def _email(known: str) -> Generator[Asked, str, str]:
    empty = f"; an empty line for {known}" if known else "; an empty line goes back"
    line = (yield Asked([f"E-mail address{empty}:"])).strip()
    return line or known


def _password(what: str, said: Sequence[str]) -> Generator[Asked, str, str]:
    return (yield Asked([*said, f"{what}; it is not shown:"], "unseen"))


def _new_password(said: Sequence[str]) -> Generator[Asked, str, str]:
    """Have a password typed twice, since nobody sees what is typed; nothing typed goes back."""
    while True:
        word = yield from _password("New password", said)
        if not word or word == (yield from _password("The same again", [])):
            return word
        said = ["The two do not match."]


def _with_code(
    account: AccountPort, said: Sequence[str], take: Callable[[str], Identity]
) -> Step[Identity]:
    """Ask for a code until one is taken, or nothing is typed."""
    lines = [*said, "Code or link; an empty line goes back:"]
    while True:
        code = (yield Asked(lines, "long")).strip()
        if not code:
            return None
        try:
            return (yield from _arrive(account, lambda code=code: take(code)))  # type: ignore[misc]  # bound at once
        except SyncError as error:
            if isinstance(error, SignInRefused) and error.code in PASSWORD_REFUSED:
                raise
            lines = [error.words, _AGAIN]


def _arrive(account: AccountPort, arrive: Callable[[], Identity]) -> Step[Identity]:
    """Sign in, with the authenticator's code where the account wants one."""
    try:
        return arrive()
    except SignInRefused as refusal:
        if refusal.code != "second_factor_needed":
            raise
    said = ["Type the six digits that your authenticator shows for this account."]
    while True:
        code = (yield Asked(said)).strip()
        if not code:
            return None
        try:
            return account.second_factor(code)
        except SyncError as error:
            if isinstance(error, SignInRefused) and error.code in PASSWORD_REFUSED:
                raise
            said = [error.words, _AGAIN]


def _numbered(ways: Sequence[str]) -> Answer:
    return [f"{number}. {way}." for number, way in enumerate(ways, start=1)]


def _words(error: SyncError | LogbookError) -> str:
    return error.words if isinstance(error, SyncError) else sentence(str(error))
