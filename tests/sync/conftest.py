"""Laptops on the session's sandbox, and what its database holds of a lifter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.laptops import DoorKind, Laptop, Laptops, switched_off_after
from tests.support.plans import PlantedPlan, plant_plan


@pytest.fixture(params=["direct", "data_api"])
def kind(request: pytest.FixtureRequest) -> DoorKind:
    """Each test that asks for it runs once for each door."""
    found: DoorKind = request.param
    return found


@pytest.fixture
def laptops(tmp_path: Path, box: SandboxUnderTest, kind: DoorKind) -> Iterator[Laptops]:
    """Makes laptops with the door under test."""
    with switched_off_after(Laptops(tmp_path, box, kind)) as made:
        yield made


@pytest.fixture
def plan(box: SandboxUnderTest, lifter: TestLifter) -> PlantedPlan:
    """Three weeks of the lifter, one session of one exercise each."""
    return plant_plan(box.database.superuser_url, lifter.user_id, weeks=3)


@pytest.fixture
def laptop(laptops: Laptops, lifter: TestLifter, plan: PlantedPlan) -> Laptop:
    """A laptop that has pulled the plan."""
    made = laptops.new(lifter)
    made.sync()
    return made


@pytest.fixture
def server(box: SandboxUnderTest) -> Iterator[psycopg.Connection]:
    """The sandbox's database as a superuser sees and changes it, each statement for itself."""
    with psycopg.connect(box.database.superuser_url, autocommit=True) as connection:
        yield connection
