"""How the house is built: what a reader of the code, of the lock file or of a traceback may rely on."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("extractors", "storage", "flows")


def sources(*floors):
    return sorted(path for floor in floors for path in (ROOT / floor).rglob("*.py"))


def test_nothing_in_flows_is_named_like_a_module_of_others():
    """Prefect puts flows/ first on sys.path: a file there would be imported in place of what it is named like."""
    ours = {path.stem for path in (ROOT / "flows").iterdir() if path.suffix == ".py" or path.is_dir()} - {"__pycache__"}
    others = set(sys.stdlib_module_names) | set(packages_distributions()) - set(FLOORS)
    assert ours & others == set()


def test_the_floors_and_doors_stand_as_they_were_planned():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert re.search(r"Contracts: \d+ kept, 0 broken", done.stdout)


#: Each of these has one door: the module that imports it, so that it can be replaced there.
DOORS = {
    "httpx": {"flows/web/fetch.py", "flows/web/transport.py"},
    "trafilatura": {"extractors/pages/body.py"},
    "rapidfuzz": {"extractors/similarity.py"},
    "feedparser": {"extractors/feeds.py"},
    "protego": {"flows/web/robots.py"},
    "zstandard": {"storage/fetches.py"},
    "pebble": {"flows/clean.py"},
    "cronsim": {"flows/settings.py"},
    "warcio": {"flows/files/warc.py"},
}


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library):
    imports = re.compile(rf"^\s*(?:from {library}[. ]|import {library}\b)", re.MULTILINE)
    found = {path.relative_to(ROOT).as_posix() for path in sources(*FLOORS) if imports.search(path.read_text("utf-8"))}
    assert found <= DOORS[library]
    assert found


def requirements():
    text = (ROOT / "requirements.txt").read_text("utf-8").replace("\\\n", " ")
    return [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_every_requirement_is_one_version_with_its_hashes():
    for name, *rest in requirements():
        assert re.fullmatch(r"[a-z0-9.-]+(?:\[[a-z0-9,-]+\])?==[^=\s]+", name), name
        assert any(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", word) for word in rest), name
        assert not [word for word in rest if word.startswith("--") and not word.startswith("--hash=")], name


def test_requirements_name_no_place_to_get_them_from():
    text = (ROOT / "requirements.txt").read_text("utf-8")
    assert "://" not in text
    assert "@" not in text


def test_everything_that_is_needed_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.match(r"[A-Za-z0-9_.-]+", one)[0].lower().replace("_", "-") for one in wanted}
    locked = {re.split(r"[=\[]", name)[0] for name, *_ in requirements()}
    assert names <= locked


@pytest.mark.parametrize("path", sources(*FLOORS), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_is_in_a_sentence(path):
    first = path.read_text("utf-8").splitlines()[0]
    assert re.match(r'""".+[.:?]', first), first


def test_tests_do_not_stand_in_packages():
    assert list((ROOT / "tests").rglob("__init__.py")) == []
