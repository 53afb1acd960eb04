"""The package as users install it: a wheel, in an environment of its own, outside the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import SAMPLE_ARTICLES
from tests.webui.serving import DEADLINE, running

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("indexer", "webui")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
# Neither what was built before, which a build would take up again, nor an index.
NOT_SOURCE = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "index")


@dataclass(frozen=True)
class Installed:
    """An environment that the wheel was installed into, and an empty folder to work in."""

    environment: Path
    folder: Path

    def run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in the folder, to its end."""
        return subprocess.run(
            [self.environment / "bin" / program, *arguments],
            cwd=self.folder,
            env=variables(),
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )


def variables() -> dict[str, str]:
    """Return the variables of the process, without settings and other places to import from."""
    return {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("CUTTINGS_", "PYTHON"))
    }


def pip(*arguments: str | Path) -> None:
    """Run pip, which reaches no network."""
    offline = ["--no-index", "--no-deps", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", *arguments, *offline]
    subprocess.run(command, env=variables(), capture_output=True, timeout=100, check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from a copy of the checkout with the locked build backend."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_SOURCE)
    pip("wheel", "--no-build-isolation", "--wheel-dir", folder, folder / "source")
    (built,) = folder.glob("*.whl")
    return built


def metadata(packages: Path) -> Distribution:
    """Return what is known of the installed wheel."""
    (about,) = packages.glob("cuttings-*.dist-info")
    return Distribution.at(about)


def required(distribution: Distribution) -> set[str]:
    """Return the distributions that one asks for here, extras left out, and that those ask for."""
    found: set[str] = set()
    waiting = [distribution]
    while waiting:
        for text in waiting.pop().requires or ():
            requirement = Requirement(text)
            name = requirement.name.lower()
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if wanted and name not in found:
                found.add(name)
                waiting.append(Distribution.from_name(name))
    return found


def link(name: str, packages: Path) -> None:
    """Put what belongs to a distribution of the tests' environment into another one."""
    distribution = Distribution.from_name(name)
    for top in {file.parts[0] for file in distribution.files or () if file.parts[0] != ".."}:
        target = Path(str(distribution.locate_file(top)))
        if target.name != "__pycache__" and not (packages / top).exists():
            (packages / top).symlink_to(target)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Return an environment that holds the wheel and what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    environment = folder / "environment"
    command: list[str | Path] = [sys.executable, "-m", "venv", "--without-pip", environment]
    subprocess.run(command, env=variables(), timeout=DEADLINE, check=True)
    pip("--python", environment, "install", wheel)
    (packages,) = environment.glob("lib/python*/site-packages")
    # Only what the wheel asks for: what the tests have besides must not make up for a
    # dependency that it does not name.
    for name in required(metadata(packages)):
        link(name, packages)
    work = folder / "work"
    work.mkdir()
    return Installed(environment, work)


@pytest.fixture(scope="module")
def index(installed: Installed) -> Path:
    """Return an index of the sample articles that the installed indexer made."""
    done = installed.run("cuttings-index", "sync", SAMPLE_ARTICLES, "--index", "index")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("81 added"), done.stdout
    return installed.folder / "index"


def test_the_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    """All files of both packages are in it, and no tests, articles or documents."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    about = {name for name in names if name.startswith(f"cuttings-{VERSION}.dist-info/")}
    source = wheel.parent / "source"
    files = {
        path.relative_to(source).as_posix()
        for package in PACKAGES
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    assert names - about == files
    assert f"cuttings-{VERSION}.dist-info/licenses/LICENSE" in about


def test_the_wheel_says_that_it_is_typed(wheel: Path) -> None:
    """Both packages hold the file by which type checkers know."""
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)


def test_what_is_vendored_brings_its_licence(wheel: Path) -> None:
    """Each vendored project in the wheel has a licence beside it."""
    names = zipfile.ZipFile(wheel).namelist()
    vendored = re.findall(r"^webui/static/vendor/([\w-]+)/", "\n".join(names), re.MULTILINE)
    assert vendored
    for project in vendored:
        licence = rf"^webui/static/vendor/{project}/LICENSE"
        assert re.search(licence, "\n".join(names), re.MULTILINE), project


def test_nothing_is_there_but_what_the_wheel_asks_for(installed: Installed) -> None:
    """What only the tests have cannot be imported."""
    for module in ("pytest", "packaging", "mypy"):
        assert "ModuleNotFoundError" in installed.run("python", "-c", f"import {module}").stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_the_code_that_runs_is_the_wheels(installed: Installed, package: str) -> None:
    """Nothing is imported from the checkout."""
    code = f"import {package}; print({package}.__file__)"
    found = installed.run("python", "-c", code)
    assert Path(found.stdout).is_relative_to(installed.environment), found


@pytest.mark.parametrize(
    "program",
    [
        ("cuttings-index",),
        ("cuttings-web",),
        ("python", "-m", "indexer"),
        ("python", "-m", "webui"),
    ],
    ids=" ".join,
)
def test_programs_say_their_version(installed: Installed, program: tuple[str, ...]) -> None:
    """``--version`` prints the version of the package."""
    said = installed.run(*program, "--version")
    assert (said.returncode, said.stdout) == (0, f"cuttings {VERSION}\n"), said.stderr


def test_what_was_synced_is_found(installed: Installed, index: Path) -> None:
    """The installed search finds what the installed indexer indexed."""
    found = installed.run("cuttings-web", "search", "ferry strike halts", "--index", index)
    assert found.returncode == 0, found.stderr
    assert "Ferry strike halts passenger sailings" in found.stdout


def test_what_was_synced_is_served(installed: Installed, index: Path) -> None:
    """The installed server answers with the page, all files that it names, and the API."""
    program = installed.environment / "bin" / "cuttings-web"
    command: list[str | Path] = [program, "serve", "--index", index, "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=installed.folder,
        env={**variables(), "CUTTINGS_LOG": "off"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with running(process) as server:
        page = server.get("/?q=ferry")
        assert page.status == 200
        named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.body.decode()))
        assert len(named) > 5
        for address in named:
            assert server.get(address).status == 200, address
        answer = server.get("/api/search?q=ferry")
        assert answer.status == 200
        assert b"Ferry strike halts" in answer.body
        assert server.stop() == (0, "")
