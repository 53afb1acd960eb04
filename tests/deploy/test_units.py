"""The units of systemd and the files of containers say what they promise."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
import yaml

from indexer.contract import exit_statuses

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = ("cuttings-web.service", "cuttings-sync.service")
# On a scale to 10, of which systemd calls up to 2 fine.
MOST_EXPOSED = 1.5


class _Unit(RawConfigParser):
    def optionxform(self, optionstr: str) -> str:
        return optionstr


def service(name: str) -> dict[str, str]:
    """Return what a unit says of its service; of what is said twice, the last."""
    parser = _Unit(strict=False)
    parser.read(UNITS / name)
    return dict(parser["Service"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little(name: str) -> None:
    """Systemd itself finds nothing to object to."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNITS / name)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    level = re.search(r"exposure level for \S+: ([\d.]+)", told.stdout)
    assert level is not None, told.stderr
    assert float(level[1]) <= MOST_EXPOSED


def test_the_units_can_be_read(tmp_path: Path) -> None:
    """Every line means something to systemd, and the programs are there (another Python here)."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    units = []
    for unit in sorted(UNITS.glob("*.[st]*[er]")):
        text = unit.read_text().replace("/opt/cuttings/.venv/run/bin/python", sys.executable)
        units.append(tmp_path / unit.name)
        units[-1].write_text(text)
    assert len(units) == 3
    told = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)],
        capture_output=True,
        text=True,
        check=False,
    )
    # It also looks at the units of the machine.
    ours = [line for line in told.stderr.splitlines() if "cuttings" in line]
    assert (told.returncode, ours) == (0, [])


def test_one_user_writes_and_another_one_serves() -> None:
    """The server cannot write anywhere; what is written is for the group, and no others."""
    web, sync = map(service, SERVICES)
    assert web["User"] != sync["User"]
    assert web["Group"] == sync["Group"]
    assert not {"ReadWritePaths", "StateDirectory"} & set(web)
    assert web["ProtectSystem"] == sync["ProtectSystem"] == "strict"
    assert (sync["UMask"], sync["StateDirectoryMode"]) == ("0027", "0750")
    assert "MemoryMax" in web
    assert "MemoryMax" in sync


def test_what_is_no_failure_is_none_to_systemd() -> None:
    """Unreadable files and another sync are no failures; a refusal is one."""
    statuses = {int(each) for each in service("cuttings-sync.service")["SuccessExitStatus"].split()}
    assert statuses == {exit_statuses.SOME_FAILED, exit_statuses.LOCKED}


def test_the_containers_may_do_little() -> None:
    """Neither is root, both have a system that cannot be written; the server's index neither."""
    services = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())["services"]
    for each in services.values():
        assert each["read_only"]
        assert each["cap_drop"] == ["ALL"]
        assert not each["user"].startswith("0")
        assert "mem_limit" in each
    assert services["web"]["volumes"] == ["index:/index:ro"]
    assert services["web"]["user"] != services["sync"]["user"]
    assert all(port.startswith("127.0.0.1:") for port in services["web"]["ports"])
    built = (DEPLOY / "container" / "Containerfile").read_text()
    assert re.findall(r"^USER (\S+)", built, re.MULTILINE) == [services["web"]["user"]]
    assert "--require-hashes --requirement requirements.txt" in built
    assert re.findall(r"^ARG REQUIREMENTS=(\S+)", built, re.MULTILINE) == ["run"]


def test_nobody_reaches_the_nodes_of_the_cluster() -> None:
    """They ask for no password: only the server and the sync share a network with them."""
    composed = yaml.safe_load((DEPLOY / "container" / "cluster.yaml").read_text())
    nodes = {name for name in composed["services"] if name.startswith("node")}
    assert len(nodes) == 3
    assert composed["networks"]["nodes"]["internal"]
    for name, service_of in composed["services"].items():
        if name in nodes:
            assert service_of["networks"] == ["nodes"]
            assert "ports" not in service_of
            assert service_of["environment"]["node.name"] == name
            continue
        assert service_of["environment"]["CUTTINGS_BACKEND"] == "opensearch"
        assert service_of["read_only"]
        assert service_of["cap_drop"] == ["ALL"]
        assert all(port.startswith("127.0.0.1:") for port in service_of.get("ports", ()))
        built = service_of["build"]["args"]["REQUIREMENTS"]
        assert (DEPLOY.parent / "requirements" / f"{built}.txt").exists()
