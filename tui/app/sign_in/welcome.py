"""The first start: with a Supabase project, on this laptop alone, or a look around."""

from __future__ import annotations

from collections.abc import Iterable

from tui.app.sign_in.form import Field, PasteLine, Way
from tui.app.sign_in.form_screen import FormScreen
from tui.app.sign_in.messages import ProjectSet, ProjectWanted, StayedLocal
from tui.workout.sign_in.pasted_project import bare, url_and_key

_KEY_CODES = frozenset({"no_key", "bad_key", "secret_key", "wrong_key"})


class WelcomeScreen(FormScreen):
    """Asks where the training log shall live."""

    HINT = "↑ ↓ choose · Enter goes on · Esc quits"

    def heading(self) -> str:
        """Say what this is."""
        return "topset, a workout log for the terminal"

    def above(self) -> Iterable[str]:
        """Say what the choice is."""
        return ("Where should your training log be kept?",)

    def ways(self) -> Iterable[Way]:
        """Return the three ways to begin, each with what it means."""
        return (
            Way("Supabase project", id="project", about="yours, or your coach's"),
            Way("Just this laptop", id="local", about="connect a project later"),
            Way("Look around first", id="demo", about="a sample lifter, all local"),
        )

    def on_mount(self) -> None:
        """Stand on the first way."""
        self.query(Way).first().focus()

    def take(self, way: str) -> None:
        """Begin."""
        onboarding = self.ports.onboarding
        if onboarding is None:
            return
        if way == "project":
            self.post_message(ProjectWanted())
        elif way == "local":
            self.ask(
                "Making the log of this laptop…",
                onboarding.stay_local,
                lambda ports: self.tell(StayedLocal(ports)),
            )
        else:
            words = onboarding.look_around()
            if words is None:
                self.app.exit()
            else:
                self._say(words, bad=True)


class ProjectScreen(FormScreen):
    """Takes a project's URL and publishable key, and has the project asked whether they fit."""

    HINT = "Enter checks them · Tab next field · Esc back"

    def heading(self) -> str:
        """Say what is asked for."""
        return "Your Supabase project"

    def above(self) -> Iterable[str]:
        """Say where the two are found."""
        return (
            "Both are in the project's dashboard, under Connect. Paste them one by one, or both at"
            " once.",
        )

    def fields(self) -> Iterable[Field]:
        """Return the two fields."""
        return (
            Field("Project URL", id="url", pasted=True, placeholder="https://….supabase.co"),
            Field("Publishable key", id="key", pasted=True, placeholder="sb_publishable_…"),
        )

    def on_paste_line_pasted(self, message: PasteLine.Pasted) -> None:
        """Put a URL and a key that were pasted together each into its place."""
        url, key = url_and_key(message.text)
        if url and key:
            self.query_one("#url", Field).fill(url)
            self.query_one("#key", Field).fill(key)
            self.query_one("#key", Field).line.focus()

    def submit(self) -> None:
        """Have the project asked."""
        onboarding = self.ports.onboarding
        if onboarding is None:
            return
        url, key = (bare(self.query_one(name, Field).value) for name in ("#url", "#key"))
        self.ask(
            "Asking the project…",
            lambda: onboarding.connect(url, key),
            lambda ports: self.tell(ProjectSet(ports)),
        )

    def field_at_fault(self, code: str | None) -> Field | None:
        """Return the key's field for what is wrong with the key, else the URL's."""
        return self.query_one("#key" if code in _KEY_CODES else "#url", Field)
