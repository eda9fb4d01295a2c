"""Who trains: the lifters that are signed in on this laptop, each with a log of their own."""

from __future__ import annotations

from collections.abc import Iterable

from tui.app.sign_in.code import ArrivingScreen
from tui.app.sign_in.form import Way
from tui.app.sign_in.messages import SignInWanted


class LiftersScreen(ArrivingScreen):
    """Goes on as one of those who are signed in, or signs in somebody else."""

    HINT = "↑ ↓ choose · Enter goes on · Esc leaves"

    def heading(self) -> str:
        """Ask who."""
        return "Who is training?"

    def above(self) -> Iterable[str]:
        """Say that nothing is mixed."""
        return ("Each lifter has a log of their own on this laptop.",)

    def ways(self) -> Iterable[Way]:
        """Return a line for each lifter, and one for somebody else."""
        account = self.account
        current = account.identity()
        for number, lifter in enumerate(account.lifters()):
            here = current is not None and current.user_id == lifter.user_id
            yield Way(lifter.email, id=f"lifter-{number}", about="training now" if here else "")
        yield Way("Somebody else…", id="else", about="sign in")

    def on_mount(self) -> None:
        """Stand on the first line."""
        self.query(Way).first().focus()

    def take(self, way: str) -> None:
        """Go on as that lifter."""
        if way == "else":
            self.post_message(SignInWanted())
            return
        account = self.account
        lifters = account.lifters()
        number = int(way.removeprefix("lifter-"))
        if number < len(lifters):
            user_id = lifters[number].user_id
            self.ask("Opening the log…", lambda: account.switch(user_id), self.arrive)
