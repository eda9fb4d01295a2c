"""Which picture shows which screen in which state: every screen, every state that it can be in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """The pictures of one screen by state, names apart by blanks; none where it cannot be so.

    `error` is what nobody is to blame for: a disk, a file, a database without migrations.
    """

    filled: str = ""
    empty: str = ""
    loading: str = ""
    offline: str = ""
    refused: str = ""
    error: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every picture of the screen."""
        return tuple(name for one in fields(self) for name in getattr(self, one.name).split())


MATRIX: Final[Mapping[str, Pictures]] = {
    # The way in
    "WelcomeScreen": Pictures(
        filled="welcome",
        loading="welcome-waiting",
        refused="welcome-no-sandbox",
        error="welcome-refused",
    ),
    "ProjectScreen": Pictures(
        empty="project project-unfilled",
        loading="project-waiting",
        offline="project-offline",
        refused="project-secret-key",
    ),
    "SignInScreen": Pictures(
        filled="sign-in sign-in-again",
        empty="sign-in-empty sign-in-unfilled sign-in-no-address",
        loading="sign-in-waiting code-sending",
        offline="sign-in-offline",
        refused="sign-in-refused sign-in-too-often",
    ),
    "CodeScreen": Pictures(
        filled="code-again",
        empty="code second-factor sign-up-confirm",
        loading="code-waiting second-factor-waiting",
        offline="code-offline",
        refused="code-refused second-factor-refused",
    ),
    "SignUpScreen": Pictures(
        empty="sign-up",
        loading="sign-up-waiting",
        offline="sign-up-offline",
        refused="sign-up-refused sign-up-weak",
    ),
    "RecoverScreen": Pictures(
        filled="recover-again",
        empty="recover",
        loading="recover-waiting",
        offline="recover-offline",
        refused="recover-refused",
    ),
    "LiftersScreen": Pictures(
        filled="lifters lifters-inside", loading="lifters-waiting", refused="lifters-refused"
    ),
    "LeavingScreen": Pictures(loading="leaving"),
    # Training
    "ChooseScreen": Pictures(
        filled="choose choose-two-today choose-missed choose-missed-last choose-past-midnight",
        empty="choose-ended choose-local",
        loading="first-fetch",
        offline="choose-offline",
        refused="choose-signed-out",
        error="choose-wrong-database",
    ),
    "TodayScreen": Pictures(
        filled="today harder record superset skipped swapped swapped-begun warm-up-logged"
        " midnight forty-exercises thirty-sets rest-paused rest-over amending one-more"
        " exercise-done longest-done advice-taken completed day-moved",
        empty="no-exercises",
        offline="today-offline",
        refused="today-signed-out today-refused",
        error="today-wrong-database not-saved",
    ),
    "FinishScreen": Pictures(filled="finish finish-records", refused="finish-refused"),
    "CardScreen": Pictures(filled="plates warm-up"),
    "PickExerciseScreen": Pictures(
        filled="add-search swap-search swap-untyped swap-from-now-on",
        empty="add-search-nothing",
        loading="add-search-no-catalogue",
    ),
    "HistoryScreen": Pictures(
        filled="history history-newest history-older history-bodyweight", empty="history-empty"
    ),
    # Looking back
    "WeeksScreen": Pictures(
        filled="weeks weeks-typing weeks-filtered weeks-years",
        empty="weeks-empty weeks-nothing",
        loading="weeks-counting",
        offline="weeks-offline",
    ),
    "PastScreen": Pictures(filled="past"),
    # The exchange
    "SyncScreen": Pictures(
        filled="sync sync-waits-for-another sync-discard-asked sync-mended sync-unsent sync-many"
        " saved",
        empty="sync-all-sent sync-local",
        loading="sync-begun sync-talking",
        offline="sync-offline",
        refused="sync-refused sync-signed-out",
        error="sync-wrong-database sync-trouble",
    ),
    "MendScreen": Pictures(filled="mend", refused="mend-refused"),
    "MoveScreen": Pictures(filled="move", empty="move-nothing"),
    # Everywhere
    "AskScreen": Pictures(filled="save", empty="comment", refused="save-refused day-refused"),
    "TellScreen": Pictures(error="salvaged"),
    "HelpScreen": Pictures(
        filled="help help-end help-weeks help-sync help-history help-choose"
        " help-setting help-formula"
    ),
    "JumpScreen": Pictures(filled="jump jump-weeks jump-choose jump-sync"),
    "SettingsScreen": Pictures(
        filled="settings settings-open settings-named settings-kept settings-choice"
        " settings-new-gym settings-two-gyms settings-key settings-landmarks",
        refused="settings-refused settings-named-refused settings-key-refused"
        " settings-landmarks-refused",
        error="settings-broken settings-unwritable",
    ),
}


def screen_of(picture: str) -> str | None:
    """Return the name of the screen that a picture shows."""
    return next((screen for screen, pictures in MATRIX.items() if picture in pictures.names), None)
