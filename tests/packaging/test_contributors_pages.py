"""What a newcomer reads is true: the rooms are there, floors are the contracts', recipes work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return what stands under a heading."""
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def blocks(text: str, language: str) -> list[str]:
    """Return the blocks of code in a language."""
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_every_file_and_folder_that_is_named_is_there() -> None:
    rooms = "tui|app|workout|training|logbook|sync|supabase|sql|tests"
    named = re.findall(rf"`((?:{rooms})/[\w./]+)`", f"{ARCHITECTURE}\n{CONTRIBUTING}")
    recipes = {"tui/cli/where.py", "tui/app/yours/"}
    missing = [
        name
        for name in named
        if name not in recipes and not ((ROOT / name).exists() or (ROOT / "tui" / name).exists())
    ]
    assert len(named) > 25
    assert missing == []


def test_every_room_is_in_the_list_of_rooms() -> None:
    rooms = set(re.findall(r"^  (\w+)/", section(ARCHITECTURE, "The rooms"), re.MULTILINE))
    folders = {path.parent.name for path in (ROOT / "tui").glob("*/__init__.py")}
    assert rooms == folders


def test_the_floors_are_those_of_the_import_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (
        contract["layers"]
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    told = [
        set(re.findall(r"`(tui\.\w+)`", line))
        for line in section(ARCHITECTURE, "Who may import whom").splitlines()
        if line.startswith("|")
    ]
    assert [floor for floor in told if floor] == [set(layer.split(" | ")) for layer in layers]


def test_every_contract_has_its_reason_beside_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    places = [n for n, line in enumerate(lines) if line == "[[tool.importlinter.contracts]]"]
    assert len(places) >= 8
    assert [lines[place - 1] for place in places if not lines[place - 1].startswith("# ")] == []


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    words = re.findall(r"^\| ([\w ]+) \|", GLOSSARY, re.MULTILINE)[1:]
    assert len(words) > 20
    assert words == sorted(set(words))


def test_the_recipe_of_a_command_works(tmp_path: Path) -> None:
    recipe = section(CONTRIBUTING, "Add a command")
    module, line, test = blocks(recipe, "python")
    copy = tmp_path / "topset"
    wanted = ("tui", "sql", "tests", "pyproject.toml")
    for name in wanted:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    (copy / "tui/cli/where.py").write_text(module, encoding="utf-8")
    (copy / "tests/cli/test_where.py").write_text(test, encoding="utf-8")
    root = copy / "tui/cli/root.py"
    commands = root.read_text(encoding="utf-8")
    head, rest = commands.split("COMMANDS", 1)
    opening, rest = rest.split("{\n", 1)
    root.write_text(f"{head}COMMANDS{opening}{{\n{line}{rest}", encoding="utf-8")
    pytest_alone = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*pytest_alone, "tests/cli/test_where.py"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("title", ["Add a screen", "Add a migration"])
def test_what_a_recipe_names_of_the_code_is_there(title: str) -> None:
    recipe = section(CONTRIBUTING, title)
    names = set(re.findall(r"`([A-Z][A-Za-z_]+)`", recipe)) - {"YourView"}
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("tui", "tests")
        for path in (ROOT / folder).rglob("*.py")
    )
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", sources)] == []
