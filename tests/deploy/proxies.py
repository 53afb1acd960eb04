"""nginx and Caddy, run from the recipes in ``deploy/`` on ports of this machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.webui.serving import until

ROOT = Path(__file__).parent.parent.parent
USER, PASSWORD = "reader", "secret"
# As the two programs keep the password, in the quickest way that each knows.
_NGINX_KEEPS = "{PLAIN}secret"
_CADDY_KEEPS = "$2b$04$7aJVOHMIDya8gkEQwxAlTOJybWleNTExBjMfATQYuIp52WISiaTUG"


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def program(name: str) -> str:
    """Return where a program is; the test is skipped where it is not installed."""
    found = shutil.which(name, path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def nginx_command(folder: Path, port: int, server: int) -> list[str]:
    """Write what nginx needs, round the recipe; return the command."""
    recipe = (ROOT / "deploy" / "nginx" / "cuttings.conf").read_text()
    assert recipe.count("127.0.0.1:8000") == 1
    recipe = recipe.replace("127.0.0.1:8000", f"127.0.0.1:{server}")
    recipe = recipe.replace("/etc/nginx/cuttings.htpasswd", str(folder / "htpasswd"))
    (folder / "htpasswd").write_text(f"{USER}:{_NGINX_KEEPS}\n")
    (folder / "cuttings.conf").write_text(recipe)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *(program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
            *("ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=news.example"),
            *("-addext", "subjectAltName=DNS:news.example"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(f"""
daemon off; master_process off; pid {folder}/pid; error_log stderr;
events {{}}
http {{
    access_log off; {temporary}
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name news.example;
        ssl_certificate {certificate}; ssl_certificate_key {key};
        large_client_header_buffers 4 32k;
        include {folder}/cuttings.conf;
    }}
}}
""")
    return [program("nginx"), "-c", str(configuration), "-p", str(folder), "-e", "stderr"]


def caddy_command(folder: Path, port: int, server: int) -> list[str]:
    """Write what Caddy needs, round the recipe; return the command."""
    recipe = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()
    for before, after in (
        ("127.0.0.1:8000", f"127.0.0.1:{server}"),
        ("news.example {", f"https://news.example:{port} {{\n\tbind 127.0.0.1\n\ttls internal"),
        ("$2a$14$REPLACE.THIS.BY.WHAT.caddy.hash-password.PRINTS.FOR.YOU", _CADDY_KEEPS),
    ):
        assert recipe.count(before) == 1, before
        recipe = recipe.replace(before, after)
    own = ("admin off", "skip_install_trust", "auto_https disable_redirects")
    options = "\n".join((*own, f"storage file_system {folder}/storage"))
    file = folder / "Caddyfile"
    file.write_text(f"{{\n{options}\n}}\n{recipe}")
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)]


COMMANDS: dict[str, Callable[[Path, int, int], list[str]]] = {
    "nginx": nginx_command,
    "caddy": caddy_command,
}


@contextmanager
def proxying(name: str, folder: Path, server: int) -> Iterator[int]:
    """Run a proxy in front of a port until the block ends; yield the port that it listens on."""
    port = free_port()
    command = COMMANDS[name](folder, port, server)
    log = (folder / "log").open("w")
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    with log, subprocess.Popen(command, stdout=log, stderr=log, env=environment) as process:
        try:
            until(lambda: process.poll() is not None or _listens(port))
            assert process.poll() is None, (folder / "log").read_text()
            yield port
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
