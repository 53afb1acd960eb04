"""The settings: one frozen object, made once at the edge and passed inwards.

An option on the command line wins over the environment (``CUTTINGS_`` and the
name in capitals), which wins over the default.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from indexer.contract.errors import SettingsError
from indexer.contract.surroundings.address_texts import networks, node_address, path_prefix
from indexer.contract.surroundings.resources import half_of_processors, part_of_memory, processors

ENVIRONMENT_PREFIX = "CUTTINGS_"

# What OpenSearch lets an index be called, with room for what is appended.
_INDEX_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}")


class Settings(BaseModel):
    """Everything that can be set. Every field is documented in ``docs/settings.md``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backend: Literal["local", "opensearch"] = Field(
        "local", description="What keeps the archive: an index in a folder, or a cluster."
    )
    opensearch_url: str = Field(
        "http://127.0.0.1:9200",
        description="Address of the cluster, or those of several of its nodes, between commas.",
    )
    opensearch_user: str = Field("", description="The user name that the cluster asks for.")
    opensearch_password: str = Field("", repr=False, description="The password that goes with it.")
    opensearch_password_file: Path | None = Field(
        None, description="File that holds this password instead."
    )
    opensearch_ca: Path | None = Field(
        None, description="File of the certificates by which the cluster's is trusted."
    )
    opensearch_index: str = Field(
        "cuttings", description="What the names of the indexes in the cluster begin with."
    )
    opensearch_shards: int = Field(
        2, ge=1, le=1024, description="Parts that an index of articles is made with."
    )
    opensearch_replicas: int = Field(
        1, ge=0, le=10, description="Further copies of each of them, on other nodes."
    )
    opensearch_timeout_seconds: float = Field(
        30,
        gt=0,
        le=3600,
        allow_inf_nan=False,
        description="So long the cluster may take for one request.",
    )
    opensearch_cache: Path = Field(
        Path("index_data/cluster"),
        description="Folder in which a sync keeps what it knows of an archive in a cluster.",
    )
    index: Path = Field(Path("index_data/index"), description="Folder of the index.")
    providers: Path | None = Field(
        None, description="File of aliases; providers.yml in the articles folder if not given."
    )
    jobs: int = Field(
        default_factory=processors,
        ge=1,
        le=256,
        description="Processes that read and index articles.",
    )
    max_file_bytes: int = Field(
        4 * 1024 * 1024,
        ge=1024,
        description="A larger file is reported instead of read.",
    )
    host: str = Field("127.0.0.1", min_length=1, description="Address that the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port of the server; 0 takes a free one.")
    trusted_hosts: str = Field(
        "localhost,127.0.0.1,[::1]",
        description="Host names, separated by commas, that requests may be sent to.",
    )
    prefix: str = Field("", description="Path that the addresses of all pages begin with.")
    trusted_proxy: str = Field(
        "",
        description="Addresses or networks, separated by commas, of the proxies that are believed"
        " what they say of a request in X-Forwarded headers.",
    )
    password_hash: str = Field(
        "", repr=False, description="Hash of the password that readers are asked for."
    )
    password_file: Path | None = Field(None, description="File that holds this hash instead.")
    user: str = Field("", description="The user name that goes with the password; any if empty.")
    tokens_file: Path | None = Field(
        None, description="File of the tokens by which programs are let in."
    )
    cache_bytes: int = Field(
        default_factory=part_of_memory,
        ge=0,
        description="Memory for what the server has decoded and derived of the index.",
    )
    search_cache_bytes: int = Field(
        48 * 1024 * 1024,
        ge=0,
        description="Of that, memory for what searches have read: postings, scores, articles.",
    )
    answer_cache_bytes: int = Field(
        16 * 1024 * 1024,
        ge=0,
        description="Memory for answers that are given again as long as the index stays as it is.",
    )
    probes_from: str = Field(
        "127.0.0.1,::1",
        description="Addresses or networks, separated by commas, of those who may ask how the"
        " server is, by whatever host name.",
    )
    log: Literal["auto", "json", "text", "off"] = Field(
        "auto", description="How each request is logged; auto: as text on a terminal, else JSON."
    )
    log_addresses: bool = Field(False, description="Whether the log has the addresses of clients.")
    threads: int = Field(2, ge=1, le=256, description="Requests that are answered at once.")
    queue: int = Field(
        30, ge=0, le=1024, description="Further requests that wait until they can be answered."
    )
    heavy_places: int = Field(
        default_factory=half_of_processors,
        ge=1,
        le=256,
        description="Requests that take long and are answered at once, beside the others.",
    )
    heavy_queue: int = Field(
        16, ge=0, le=1024, description="Further requests that take long and wait."
    )
    stream_places: int = Field(
        4, ge=1, le=256, description="Exports that are sent at once, beside the others."
    )
    stream_queue: int = Field(4, ge=0, le=1024, description="Further exports that wait.")
    deadline_seconds: float = Field(
        5,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="After so long a request is given up; 0: never.",
    )
    workers: int = Field(
        1,
        ge=0,
        le=64,
        description="Processes that answer, kept and exchanged by one that supervises them; with 0"
        " the server is a single process.",
    )
    drain_seconds: float = Field(
        10,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="Seconds in which what was received is answered before the server ends.",
    )
    max_connections: int = Field(
        500, ge=10, le=100_000, description="Connections that a process of the server holds."
    )
    connections_per_address: int | None = Field(
        None, ge=1, description="Connections that one client may have; as many as all if not given."
    )
    rate_limit: str = Field(
        "",
        description="How often one client may ask, as 60/minute; without it, no matter how often.",
    )
    searches: Path = Field(
        Path("index_data/searches"), description="Folder of the files of standing searches."
    )
    channels: Path | None = Field(
        None, description="File of the channels by which notify delivers, with their secrets."
    )
    state: Path = Field(
        Path("index_data/state"), description="Folder in which notify notes what it delivered."
    )
    base_url: str = Field("", description="Address of the pages, for links in what notify sends.")

    @field_validator(
        *("index", "providers", "searches", "channels", "state", "password_file", "tokens_file"),
        *("opensearch_ca", "opensearch_password_file", "opensearch_cache"),
        mode="before",
    )
    @classmethod
    def _named(cls, value: object) -> object:
        # An empty path is the current folder, which nobody means by an unset variable.
        if value == "":
            raise ValueError("the name is empty")
        return value

    @field_validator("password_hash", "user")
    @classmethod
    def _meant(cls, value: str) -> str:
        # What could not be read into a variable must not let everybody in.
        if not value.strip():
            raise ValueError("it is empty; unset it if readers are not to be asked for it")
        return value

    @field_validator("prefix")
    @classmethod
    def _readable_prefix(cls, value: str) -> str:
        return path_prefix(value)

    @field_validator("base_url")
    @classmethod
    def _readable_base_url(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        whole = parts.scheme in ("http", "https") and parts.hostname
        if value and (not whole or parts.query or parts.fragment):
            raise ValueError("an address begins with http:// or https://, and has no ? or #")
        return value.rstrip("/")

    @field_validator("opensearch_url")
    @classmethod
    def _readable_nodes(cls, value: str) -> str:
        return ",".join(node_address(each.strip()) for each in value.split(","))

    @field_validator("opensearch_index")
    @classmethod
    def _possible_name(cls, value: str) -> str:
        if not _INDEX_NAME.fullmatch(value):
            raise ValueError("a name is made of small letters, digits, “-”, “_” and “.”")
        return value

    @field_validator("trusted_proxy", "probes_from")
    @classmethod
    def _readable_networks(cls, value: str) -> str:
        networks(value)
        return value


def load_settings(
    options: Mapping[str, Any], environment: Mapping[str, str] | None = None
) -> Settings:
    """Combine options, environment and defaults.

    Args:
        options: values from the command line by field name; None means not given.
        environment: ``os.environ`` if not given; only ``CUTTINGS_…`` is looked at.

    Raises:
        SettingsError: a setting is unknown or its value cannot be read; it names the setting.
    """
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for variable, text in (os.environ if environment is None else environment).items():
        if variable.startswith(ENVIRONMENT_PREFIX):
            name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
            values[name], origin[name] = text, variable
    for name, value in options.items():
        if value is not None:
            values[name], origin[name] = value, f"--{name.replace('_', '-')}"
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        where = origin.get(name, name)
        if first["type"] == "extra_forbidden":
            known = ", ".join(ENVIRONMENT_PREFIX + field.upper() for field in Settings.model_fields)
            raise SettingsError(where, f"Unknown setting {where}. Known are: {known}.") from error
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(where, f"{where}: {message}.") from error
