"""One way to a cluster: requests out, decoded JSON back, and what went wrong as our errors.

The client, ``opensearch-py``, is an extra of the package: it is imported with the first connection.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indexer.contract.cluster.cluster_errors import ClusterError, error_of_answer, shortened
from indexer.contract.cluster.server_version import understood_version
from indexer.contract.errors import SettingsError
from indexer.contract.settings import Settings

_OBJECT = re.compile(r"^.*?(?:>|\)): ")

# A node that does not answer is passed over; what is asked here may be asked again.
_TRIES = 3
# A node that takes no connection for so long is one that does not answer.
_CONNECT_SECONDS = 2.0
_LEAST_SECONDS = 0.01
_CONNECTIONS = 16


class Cluster:
    """A cluster, and the archive in it: safe to use from any thread.

    Args:
        client: of ``opensearch-py``.
        name: what the names of the archive's indexes begin with.
        address: of the cluster, for messages.
        timeout: seconds that a request may take.

    Attributes:
        name, address, timeout: as given.
    """

    def __init__(self, client: Any, name: str, address: str, timeout: float) -> None:
        self._client = client
        self.name, self.address, self.timeout = name, address, timeout
        self._version: tuple[int, ...] = ()

    @property
    def version(self) -> tuple[int, ...]:
        """The version of OpenSearch, as (2, 19, 6).

        Raises:
            ClusterError: it cannot be asked, or is none that is understood.
        """
        return self._known(None)

    def _known(self, timeout: float | None) -> tuple[int, ...]:
        if not self._version:
            said = self._perform("GET", "/", None, {}, timeout)
            self._version = understood_version(self.name, self.address, said)
        return self._version

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, Any] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Ask the cluster something; return its answer, decoded.

        Args:
            method: of HTTP.
            path: begins with a slash.
            body: becomes JSON; a string or bytes are sent as they are.
            params: of the address.
            timeout: seconds, if not as for all requests.

        Raises:
            ClusterMissingError: 404.
            ClusterConflictError: 409.
            ClusterError: anything else that is no success, and no answer.
        """
        # A cluster of another version, or of another program, may do anything.
        self._known(timeout)
        answer = self._perform(method, path, body, dict(params or {}), timeout)
        if not isinstance(answer, dict):
            raise self._is_another()
        return answer

    @property
    def given_up(self) -> dict[str, str]:
        """The parameter by which a cluster gives up a change before nobody waits for it."""
        return {"timeout": f"{max(int(800 * self.timeout), 1)}ms"}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _perform(
        self, method: str, path: str, body: Any, params: dict[str, Any], timeout: float | None
    ) -> Any:
        from opensearchpy import exceptions as failures

        headers = None
        if isinstance(body, str | bytes):
            headers = {"content-type": "application/x-ndjson"}
        seconds = timeout or self.timeout
        at = f"The cluster at {self.address}"
        try:
            return self._sent(method, path, params, body, headers, seconds)
        except failures.ConnectionTimeout as error:
            raise ClusterError(
                self.name,
                f"{at} did not answer within {round(seconds, 2):g} seconds. Its index may be "
                "whole: try again, or set CUTTINGS_OPENSEARCH_TIMEOUT_SECONDS to more.",
                kind="timeout",
                passing=True,
            ) from error
        except failures.SSLError as error:
            cause = shortened(_cause(error))
            way_out = (
                "Does its address begin with http://?"
                if "WRONG_VERSION_NUMBER" in cause
                else "Name the file of its authority's certificate: CUTTINGS_OPENSEARCH_CA."
            )
            raise ClusterError(
                self.name,
                f"{at} cannot be trusted ({cause}). {way_out}",
                kind="certificate",
            ) from error
        except failures.ConnectionError as error:
            raise ClusterError(
                self.name,
                f"{at} cannot be reached ({shortened(_cause(error))}). "
                "Is it running, and is CUTTINGS_OPENSEARCH_URL its address?",
                kind="unreachable",
                passing=True,
            ) from error
        except failures.TransportError as error:
            raise error_of_answer(
                self.name, self.address, int(error.status_code), error.info
            ) from error
        # The client looks for the parts of an error in whatever JSON there is.
        except (failures.SerializationError, AttributeError, RecursionError) as error:
            raise self._is_another() from error

    def _is_another(self) -> ClusterError:
        return ClusterError(
            self.name,
            f"The cluster at {self.address} answers otherwise than OpenSearch does. Is it one?",
        )

    def _sent(
        self, method: str, path: str, params: Any, body: Any, headers: Any, seconds: float
    ) -> Any:
        """Send a request, to other nodes where one cannot be reached; all within its time."""
        from opensearchpy import exceptions as failures
        from urllib3 import Timeout

        end = time.monotonic() + seconds
        for tries_left in reversed(range(_TRIES)):
            left = max(end - time.monotonic(), _LEAST_SECONDS)
            try:
                return self._client.transport.perform_request(
                    method,
                    path,
                    params=params,
                    body=body,
                    timeout=Timeout(total=left, connect=min(left, _CONNECT_SECONDS)),
                    headers=headers,
                )
            except (failures.ConnectionTimeout, failures.SSLError):
                raise
            except failures.ConnectionError:
                if not tries_left or time.monotonic() >= end:
                    raise
        raise AssertionError("unreachable")


def connect(settings: Settings) -> Cluster:
    """Return the cluster of some settings. Nothing is asked of it yet.

    Raises:
        SettingsError: the client is not installed, or a file that is named cannot be read.
    """
    try:
        from opensearchpy import OpenSearch
    except ImportError as error:
        raise SettingsError(
            "CUTTINGS_BACKEND",
            "CUTTINGS_BACKEND=opensearch needs an extra: pip install 'cuttings[opensearch]'.",
        ) from error
    # What it has to say is in the errors.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
    options: dict[str, Any] = {}
    if settings.opensearch_user:
        options["http_auth"] = (settings.opensearch_user, _password(settings))
    if settings.opensearch_ca is not None:
        _readable("opensearch_ca", settings.opensearch_ca)
        options["ca_certs"] = str(settings.opensearch_ca)
    client = OpenSearch(
        settings.opensearch_url.split(","),
        timeout=settings.opensearch_timeout_seconds,
        # It would give each try the whole time.
        max_retries=0,
        retry_on_status=(),
        pool_maxsize=_CONNECTIONS,
        **options,
    )
    return Cluster(
        client,
        settings.opensearch_index,
        settings.opensearch_url,
        settings.opensearch_timeout_seconds,
    )


def _password(settings: Settings) -> str:
    path = settings.opensearch_password_file
    if path is None:
        return settings.opensearch_password
    return _readable("opensearch_password_file", path).strip()


def _readable(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        variable = f"CUTTINGS_{name.upper()}"
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        message = f"{variable}: {path} cannot be read: {reason}."
        raise SettingsError(variable, message) from error


def _cause(error: Any) -> str:
    # urllib3's texts begin with the object that failed, or stand behind it.
    said = error.info.args[-1:] if isinstance(error.info, Exception) else ()
    return _OBJECT.sub("", str(said[0] if said else error.error)) or str(error.info)
