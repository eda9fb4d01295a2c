"""Every way in, as the command line composes it, over the sandbox's HTTP: few and short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from textual.pilot import Pilot

from tests.app.test_app import shows, until
from tests.support.box import GENEROUS, SandboxUnderTest, TestLifter
from tests.support.totp import totp
from tui.app.app import TopsetApp
from tui.app.choose.screen import ChooseScreen
from tui.app.sign_in.code import CodeScreen
from tui.app.sign_in.form import Field
from tui.app.sign_in.lifters import LiftersScreen
from tui.app.sign_in.new_password import RecoverScreen, SignUpScreen
from tui.app.sign_in.screen import SignInScreen
from tui.app.sign_in.welcome import ProjectScreen, WelcomeScreen
from tui.app.today.screen import TodayScreen
from tui.cli.opening import ProjectOnboarding, ports_of
from tui.cli.wiring import AppContext
from tui.settings.file import remember_project
from tui.settings.paths import Paths

Open = Callable[[], TopsetApp]
SESSIONS = """
    select session.day_label
    from modular_training_session as session
    join modular_training_week as week on week.id = session.week_id
    join modular_training_plan as plan on plan.id = week.plan_id
    where plan.user_id = %s
"""


@pytest.fixture
def paths(topset_home: Path) -> Paths:
    """The folders of a laptop on which nothing was ever set."""
    return Paths.under(topset_home)


@pytest.fixture
def open_app(paths: Paths) -> Open:
    """Opens the app as `topset` alone does."""

    def opened() -> TopsetApp:
        context = AppContext(paths, {}, {})
        return TopsetApp(ports_of(context, door=ProjectOnboarding(context)))

    return opened


@pytest.fixture
def project(paths: Paths, box: SandboxUnderTest) -> Paths:
    """The same laptop with the sandbox as its project."""
    remember_project(paths, url=box.url, publishable_key=box.publishable_key)
    return paths


def fill(pilot: Pilot[None], **values: str) -> None:
    """Put values into fields, as typing does."""
    for name, value in values.items():
        pilot.app.screen.query_one(f"#{name}", Field).fill(value)


async def on(pilot: Pilot[None], screen: type[object]) -> None:
    """Wait for a screen, and until the cursor stands somewhere on it."""
    await until(
        pilot,
        lambda: isinstance(pilot.app.screen, screen) and pilot.app.screen.focused is not None,
    )


async def inside(pilot: Pilot[None], user_id: str | None = None) -> None:
    """Wait until a log is open, or this lifter's: another's may lie below the forms meanwhile."""

    def is_open() -> bool:
        app = pilot.app
        assert isinstance(app, TopsetApp)
        if not isinstance(app.screen, ChooseScreen | TodayScreen) or app.lifter is None:
            return False
        return user_id in (None, app.lifter.identity.user_id)

    await until(pilot, is_open)


async def enter(pilot: Pilot[None], **values: str) -> None:
    """Fill the last field by name too, stand in it, and press Enter."""
    fill(pilot, **values)
    pilot.app.screen.query(Field).last().line.focus()
    await until(pilot, lambda: pilot.app.focused is pilot.app.screen.query(Field).last().line)
    await pilot.press("enter")


async def test_the_first_start_leads_over_the_project_into_the_log(
    open_app: Open, paths: Paths, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, WelcomeScreen)
        await pilot.press("enter")
        await on(pilot, ProjectScreen)
        await enter(pilot, url=f' "{box.url}/" ', key=f"PUBLISHABLE_KEY='{box.publishable_key}'")
        await on(pilot, SignInScreen)
        await enter(pilot, email=lifter.email, password="not this one")
        await until(pilot, shows(pilot, "The e-mail address or the password is wrong."))
        await enter(pilot, password=lifter.password)
        await inside(pilot, lifter.user_id)
    assert f'url = "{box.url}"' in paths.config_file.read_text(encoding="utf-8")
    assert lifter.password not in paths.config_file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("sb_secret_0123456789abcdef", "That is a secret key"),
        ("sb_publishable_of_another", "does not accept the publishable key"),
    ],
)
async def test_a_key_that_is_not_the_publishable_one_is_refused_and_not_kept(
    open_app: Open, paths: Paths, box: SandboxUnderTest, key: str, words: str
) -> None:
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, WelcomeScreen)
        await pilot.press("enter")
        await on(pilot, ProjectScreen)
        await enter(pilot, url=box.url, key=key)
        await until(pilot, shows(pilot, words))
        assert pilot.app.focused is pilot.app.screen.query_one("#key", Field).line
    assert not paths.config_file.exists()


async def test_a_code_by_e_mail_signs_in(
    open_app: Open, project: Paths, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, SignInScreen)
        await pilot.press("f2")
        await until(pilot, shows(pilot, "Type your e-mail address first."))
        fill(pilot, email=lifter.email)
        await pilot.press("f2")
        await on(pilot, CodeScreen)
        await enter(pilot, code="000000")
        await until(pilot, shows(pilot, "The code is wrong or too old"))
        await pilot.press("f2")
        await until(pilot, shows(pilot, "Another e-mail is on its way"))
        await enter(pilot, code=box.codes_sent_to(lifter.email)[-1])
        await inside(pilot, lifter.user_id)


async def test_a_second_code_within_a_minute_is_put_off_in_words(
    open_app: Open, paths: Paths, make_box: Callable[..., SandboxUnderTest]
) -> None:
    slow = make_box(limits=replace(GENEROUS, seconds_between_letters=60.0), own_database=False)
    remember_project(paths, url=slow.url, publishable_key=slow.publishable_key)
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, SignInScreen)
        fill(pilot, email=slow.add_lifter().email)
        await pilot.press("f2")
        await on(pilot, CodeScreen)
        await pilot.press("f2")
        await until(pilot, shows(pilot, "One e-mail a minute: the next can be asked for at"))


async def test_a_code_in_hand_is_taken_while_the_next_e_mail_is_barred(
    open_app: Open, paths: Paths, make_box: Callable[..., SandboxUnderTest]
) -> None:
    slow = make_box(limits=replace(GENEROUS, seconds_between_letters=60.0), own_database=False)
    remember_project(paths, url=slow.url, publishable_key=slow.publishable_key)
    lifter = slow.add_lifter()
    AppContext(paths, {}, {}).account().send_code(lifter.email)
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, SignInScreen)
        fill(pilot, email=lifter.email)
        await pilot.press("f2")
        await on(pilot, CodeScreen)
        await until(pilot, shows(pilot, "One e-mail a minute"))
        await enter(pilot, code=slow.codes_sent_to(lifter.email)[-1])
        await inside(pilot, lifter.user_id)


async def test_a_refused_password_after_the_second_factor_is_chosen_again_with_the_same_code(
    open_app: Open, project: Paths, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    account = AppContext(project, {}, {}).account()
    account.sign_in(lifter.email, lifter.password)
    factor = account.enroll_second_factor()
    account.confirm_second_factor(factor.id, totp(factor.secret, box.clock().timestamp()))
    account.sign_out()
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, SignInScreen)
        fill(pilot, email=lifter.email)
        await pilot.press("f3")
        await on(pilot, RecoverScreen)
        arrived = box.click(box.letters_to(lifter.email)[-1].link)
        await enter(pilot, code=arrived, password=lifter.password, repeated=lifter.password)
        await until(pilot, shows(pilot, "Second factor"))
        await on(pilot, CodeScreen)
        await enter(pilot, code=totp(factor.secret, box.clock().timestamp()))
        await on(pilot, RecoverScreen)
        await until(pilot, shows(pilot, "The new password is the old one."))
        await enter(pilot, password="brand new 22", repeated="brand new 22")
        await inside(pilot, lifter.user_id)


async def test_an_account_with_a_second_factor_is_asked_for_it(
    open_app: Open, project: Paths, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    account = AppContext(project, {}, {}).account()
    account.sign_in(lifter.email, lifter.password)
    factor = account.enroll_second_factor()
    account.confirm_second_factor(factor.id, totp(factor.secret, box.clock().timestamp()))
    account.sign_out()
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, SignInScreen)
        await enter(pilot, email=lifter.email, password=lifter.password)
        await until(pilot, shows(pilot, "Second factor"))
        await on(pilot, CodeScreen)
        assert account.identity() is None
        await enter(pilot, code=totp(factor.secret, box.clock().timestamp()))
        await inside(pilot, lifter.user_id)


async def test_a_new_account_is_confirmed_by_its_code(
    open_app: Open, project: Paths, box: SandboxUnderTest
) -> None:
    email = "somebody-new@gym.example"
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, SignInScreen)
        await pilot.press("f4")
        await on(pilot, SignUpScreen)
        await enter(pilot, email=email, password="short", repeated="other")
        await until(pilot, shows(pilot, "The two do not match."))
        await enter(pilot, repeated="short")
        await until(pilot, shows(pilot, "This password is too weak."))
        await enter(pilot, password="long enough 1", repeated="long enough 1")
        await on(pilot, CodeScreen)
        await enter(pilot, code=box.codes_sent_to(email)[-1])
        await inside(pilot)
        assert AppContext(project, {}, {}).signed_in().email == email


async def test_a_forgotten_password_is_replaced(
    open_app: Open, project: Paths, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, SignInScreen)
        fill(pilot, email=lifter.email)
        await pilot.press("f3")
        await on(pilot, RecoverScreen)
        code = box.codes_sent_to(lifter.email)[-1]
        await enter(pilot, code=code, password="brand new 22", repeated="brand new 22")
        await inside(pilot, lifter.user_id)
    assert AppContext(project, {}, {}).account().sign_in(lifter.email, "brand new 22")


async def test_two_lifters_change_places_and_each_keeps_a_log_of_their_own(
    open_app: Open, project: Paths, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    friend = box.add_lifter()
    account = AppContext(project, {}, {}).account()
    account.sign_in(friend.email, friend.password)
    account.sign_in(lifter.email, lifter.password)
    emails = sorted([lifter.email, friend.email])
    async with open_app().run_test(size=(80, 24)) as pilot:
        await inside(pilot, lifter.user_id)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        await pilot.app.run_action("app.lifters")
        await on(pilot, LiftersScreen)
        await pilot.press(*["down"] * emails.index(friend.email), "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await inside(pilot, friend.user_id)
        await pilot.app.run_action("app.sign_out")
        await on(pilot, LiftersScreen)
        assert account.identity() is None
        await pilot.press("enter")
        await inside(pilot, lifter.user_id)
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
    context = AppContext(project, {}, {})
    with context.logbook(context.signed_in()) as book:
        assert len(book.workouts.agenda(context.today()).today) == 1


async def test_an_ended_session_is_said_and_the_log_stays_open(
    open_app: Open, project: Paths, lifter: TestLifter
) -> None:
    context = AppContext(project, {}, {})
    context.account().sign_in(lifter.email, lifter.password)
    context.session_store.end(context.session_store.load(lifter.user_id), "session_expired")
    async with open_app().run_test(size=(80, 24)) as pilot:
        await inside(pilot, lifter.user_id)
        await until(pilot, shows(pilot, "session ended"))
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        await pilot.app.run_action("app.sign_in")
        await on(pilot, SignInScreen)
        assert pilot.app.screen.query_one("#email", Field).value == lifter.email
        await enter(pilot, password=lifter.password)
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        await until(pilot, lambda: "session ended" not in shown_mark(pilot))


def shown_mark(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, TopsetApp)
    return pilot.app.lifter.mark().words if pilot.app.lifter else ""


async def test_this_laptop_alone_is_enough_and_a_project_takes_it_all_later(
    open_app: Open, paths: Paths, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    async with open_app().run_test(size=(80, 24)) as pilot:
        await on(pilot, WelcomeScreen)
        await pilot.press("down", "enter")
        await inside(pilot, "lifter")
        assert shows(pilot, "on this laptop")()
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
    async with open_app().run_test(size=(80, 24)) as pilot:
        await inside(pilot, "lifter")
        await pilot.app.run_action("app.connect")
        await on(pilot, ProjectScreen)
        await enter(pilot, url=box.url, key=box.publishable_key)
        await on(pilot, SignInScreen)
        await until(pilot, shows(pilot, "What is logged on this laptop moves to the account"))
        await enter(pilot, email=lifter.email, password=lifter.password)
        await until(pilot, lambda: not isinstance(pilot.app.screen, SignInScreen))
        await inside(pilot, lifter.user_id)
        await until(pilot, lambda: "sent" in shown_mark(pilot))
    context = AppContext(paths, {}, {})
    rounds = context.rounds(context.signed_in())
    try:
        rounds.run()
        assert rounds.counts().unsent == 0
    finally:
        rounds.close()
    assert context.local_lifter() is None
    with psycopg.connect(box.database.superuser_url) as connection:
        arrived = connection.execute(SESSIONS, (lifter.user_id,)).fetchall()
    assert arrived == [("Free session",)]
