"""The documentation says all that there is, and nothing that there is not."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from pkgutil import resolve_name
from runpy import run_path
from typing import Any, get_args

import click
import pytest

import indexer.cli
import webui.cli
from indexer.contract.settings import ENVIRONMENT_PREFIX, Settings
from tests.support.rooms import ROADS, SUBJECTS
from tests.webui.clients import client_of
from webui.app import create_app
from webui.search.criteria.criteria import PARAMETERS
from webui.search.criteria.reading import parse_criteria
from webui.search.query.parser import parse_query
from webui.search.results.base import NoticeCode

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"

# What the examples of docs/urls.md answer, in their order.
EXAMPLES = (
    "/api/search?q=ferry&from=2022",
    "/api/stories/2022/2022-05-31-skarrow-ferry-crews-vote-nine-to-one-to-walk-out-on-friday",
    "/api/coverage?q=ferry",
    "/api/followers",
    "/api/ledger?interval=year",
    "/api/audit?q=ferry+OR+strike",
    "/api/compare?q=ferry&q=strike&from=2022&pair=0,1",
)
CHANGING = {"took_ms", "synced", "added"}

FOLDERS = ("indexer", "webui", "tests", "docs", "tools", "requirements", "deploy")
# What is made when something runs, and what stands for a folder of the reader's.
NOT_OURS = (
    "build/",
    "index_data/cluster",
    "index_data/index",
    "index_data/indexes",
    "index_data/searches",
    "index_data/state",
    "path/to/",
)


def first_cells(document: str) -> set[str]:
    """Return every `code` in the first column of a document's tables."""
    text = (DOCS / document).read_text()
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {code for row in rows for code in re.findall(r"`([^`]+)`", row)}


def commands(main: click.Group, module: str) -> set[str]:
    """Return every command with its options, as the documentation would write them."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {
        f"{module} {name} {option}"
        for name, command in found.items()
        for parameter in (command.params if command else [])
        for option in parameter.opts
        # Those of a search are the parameters of addresses, which docs/urls.md has.
        if isinstance(parameter, click.Option) and not (parameter.name or "").startswith("of_")
    }


def test_every_setting_is_documented() -> None:
    """docs/settings.md lists the settings, all of them and no others."""
    expected = {ENVIRONMENT_PREFIX + name.upper() for name in Settings.model_fields}
    documented = {code for code in first_cells("settings.md") if code.startswith("CUTTINGS_")}
    assert documented == expected


def test_documented_defaults_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default of each setting in docs/settings.md is the one in the code."""
    text = (DOCS / "settings.md").read_text()
    for name, default in re.findall(r"^\| `CUTTINGS_(\w+)` \| `([^`]+)` \|", text, re.MULTILINE):
        assert str(Settings.model_fields[name.lower()].get_default()) == default


def test_every_parameter_is_documented() -> None:
    """docs/urls.md lists the parameters that are understood, all of them and no others."""
    expected = set(PARAMETERS)
    text = (DOCS / "urls.md").read_text()
    table = text[text.index("## Parameters") : text.index("Empty parameters")]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert {code for row in rows for code in re.findall(r"`(\w+)`", row)} == expected


def test_every_address_is_documented() -> None:
    """docs/urls.md lists the addresses that are answered, all of them and no others."""
    app = create_app(Settings())
    rules = {
        re.sub(r"<path:\w+>", "<id>", rule.rule)
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith("/static/") and rule.endpoint != "api.unknown"
    }
    documented = {code for code in first_cells("urls.md") if code.startswith("/")}
    assert documented == rules


def test_every_notice_is_documented() -> None:
    """docs/urls.md names every code that a notice may have."""
    text = (DOCS / "urls.md").read_text()
    for code in get_args(NoticeCode):
        assert f"`{code}`" in text


def test_every_option_is_documented() -> None:
    """docs/commands.md shows each command with each of its options."""
    text = (DOCS / "commands.md").read_text()
    for main, module in ((indexer.cli.commands, "indexer"), (webui.cli.main, "webui")):
        for line in commands(main, module):
            _, command, option = line.split()
            usage = re.search(
                rf"python -m {module} {command} .*?(?=\npython|\n```)", text, re.DOTALL
            )
            assert usage is not None, command
            assert re.search(rf"\[{option}\b", usage[0]), line


def test_every_documented_option_exists() -> None:
    """docs/commands.md shows no command and no option that there is not."""
    text = (DOCS / "commands.md").read_text()
    known = commands(indexer.cli.commands, "indexer") | commands(webui.cli.main, "webui")
    usages = re.findall(r"^python -m (\w+) (\w[\w-]*)(.*?)(?=^python|^```)", text, re.DOTALL | re.M)
    assert len(usages) == 13
    for module, command, rest in usages:
        for option in re.findall(r"\[(--[\w-]+)", rest):
            assert f"{module} {command} {option}" in known


def test_the_options_before_a_command_are_documented() -> None:
    """docs/commands.md shows what may stand in place of a command, all of it and nothing else."""
    text = (DOCS / "commands.md").read_text()
    existing = {
        (module, option)
        for main, module in ((indexer.cli.commands, "indexer"), (webui.cli.main, "webui"))
        for parameter in main.params
        for option in parameter.opts
    }
    documented = re.findall(r"^python -m (\w+) (--[\w-]+)$", text, re.MULTILINE)
    assert set(documented) == existing


def test_every_operator_in_the_docs_is_understood() -> None:
    """Each query in docs/query-language.md parses without a notice, as itself."""
    queries = first_cells("query-language.md")
    assert len(queries) > 20
    for text in queries:
        parsed = parse_query(text)
        assert parsed.tree is not None, text
        assert parsed.notices == (), text


def test_the_example_parameters_can_be_read() -> None:
    """The periods that docs/urls.md gives as examples for `last` are understood."""
    import datetime

    text = (DOCS / "urls.md").read_text()
    row = re.search(r"^\| `last` \|(.*)\|$", text, re.MULTILINE)
    assert row is not None
    periods = re.findall(r"`(\w+)`", row[1])
    assert len(periods) == 4
    for period in periods:
        parse_criteria({"last": [period]}, datetime.date(2024, 12, 31))


def agrees(example: Any, answer: Any) -> bool:
    """Whether an answer has all that an example has; … stands for any text."""
    if isinstance(example, dict):
        return all(
            name in answer and (name in CHANGING or agrees(value, answer[name]))
            for name, value in example.items()
        )
    if isinstance(example, list):
        # An example shows what might be there, too.
        return not answer or all(any(agrees(one, each) for each in answer) for one in example)
    if isinstance(example, str) and "…" in example:
        return isinstance(answer, str)
    if isinstance(example, float):
        return bool(example == pytest.approx(answer, abs=0.005))
    return bool(example == answer)


def test_the_examples_are_what_the_sample_answers(sample_index: Path) -> None:
    """The JSON in the docs is JSON, and its numbers are those of the sample articles."""
    examples = re.findall(r"```json\n(.*?)```", (DOCS / "urls.md").read_text(), re.DOTALL)
    client = client_of(sample_index)
    for example, address in zip(examples, EXAMPLES, strict=True):
        assert agrees(json.loads(example), client.get(address).json), address


def texts() -> dict[Path, str]:
    """Return what people read, by file."""
    return {page: page.read_text() for page in [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]}


def prose(text: str) -> str:
    """Return a text without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def quoted(text: str) -> list[str]:
    """Return every `code` within the paragraphs of a text, on one line each."""
    return [" ".join(code.split()) for code in re.findall(r"`((?:[^`\n]|\n(?!\n))+)`", prose(text))]


def anchors(text: str) -> set[str]:
    """Return what can be linked to in a page: its headings, as GitHub names them."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", texts(), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Whatever a page links to in the checkout is there, and has the heading that is named."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page.read_text())):
        if re.match(r"https?://", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(target.read_text()), link


@pytest.mark.parametrize("page", texts(), ids=lambda page: page.name)
def test_targets_exist(page: Path) -> None:
    """Every `make target` that a page names is one of the Makefile's."""
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text()
    lines = [*quoted(text), *re.findall(r"^\$ (make .*)$", text, re.MULTILINE)]
    named = {found[1] for line in lines if (found := re.match(r"make ([a-z][a-z0-9-]*)", line))}
    assert named <= targets, named - targets


@pytest.mark.parametrize("page", texts(), ids=lambda page: page.name)
def test_files_and_folders_exist(page: Path) -> None:
    """Every path of ours that a page names is there; in the docs its beginning may be left out."""
    known = [
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in [ROOT / folder, *(ROOT / folder).rglob("*")]
        if "__pycache__" not in path.parts
    ]
    endings = {"/" + name for path in known for name in (path, path.removesuffix(".py"))}
    for code in quoted(page.read_text()):
        path = code.rstrip("/")
        if re.fullmatch(r"[a-z_]+(/[\w.-]+)+", path) and not path.startswith(NOT_OURS):
            if path.partition("/")[0] in FOLDERS:
                assert (ROOT / path).exists(), path
            assert any(ending.endswith("/" + path) for ending in endings), path


@pytest.mark.parametrize("page", texts(), ids=lambda page: page.name)
def test_names_in_the_code_exist(page: Path) -> None:
    """Every module, and every test, that a page names is there."""
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    for code in quoted(page.read_text()):
        if re.fullmatch(r"(indexer|webui|tests)(\.\w+)+", code):
            resolve_name(code)
        if re.fullmatch(r"test_\w+", code):
            modules = (ROOT / "tests").rglob(f"{code}.py")
            assert f"def {code}(" in tests or any(modules), code


@pytest.mark.parametrize("road", ROADS)
def test_the_roads_are_the_same_wherever_they_are_told(road: str) -> None:
    """CONTRIBUTING.md lists each road's folders, all of them and in their order."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    item = re.search(rf"^- \*\*{road}\*\*:(.*?)\.$", text, re.MULTILINE | re.DOTALL)
    assert item is not None
    assert tuple(quoted(item[1])) == ROADS[road]


def glossary() -> dict[str, str]:
    """Return the words of the glossary with their meanings, in their order."""
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", (DOCS / "glossary.md").read_text(), re.MULTILINE)
    assert [word for word, _ in rows[:2]] == ["word", "---"]
    return dict(rows[2:])


def test_the_glossary_is_in_order() -> None:
    """Words are sorted, each stands once, and says in one sentence what it is and where."""
    text = (DOCS / "glossary.md").read_text()
    words = [*glossary()]
    assert words == sorted(words)
    assert len(words) == text.count("\n| ") - 2
    for word, meaning in glossary().items():
        assert meaning.endswith("."), word
        assert not re.search(r"[a-z`)]\. ", meaning), word
        assert re.search(r"`[a-z_]+/|\]\(", meaning), word


def test_the_glossary_has_words_that_are_used() -> None:
    """Each word stands in the code or in another page, whatever joins its parts."""
    sources = [path for package in ("indexer", "webui") for path in (ROOT / package).rglob("*.py")]
    pages = [text for page, text in texts().items() if page.name != "glossary.md"]
    everything = "\n".join([*pages, *(path.read_text() for path in sources)])
    for word in glossary():
        pattern = r"[\s_-]*".join(map(re.escape, word.split()))
        assert re.search(rf"\b{pattern}", everything, re.IGNORECASE), word


def test_the_glossary_has_the_subjects() -> None:
    """What several modules are called by is explained."""
    assert glossary().keys() >= SUBJECTS


def test_the_help_says_what_the_docs_say() -> None:
    """The pages of the query language and on privacy are what `make help-page` writes."""
    tool = run_path(str(ROOT / "tools" / "help_page.py"))
    for source in tool["PAGES"]:
        written = tool["page_of"](source)
        assert tool["template_of"](source).read_text() == written, "run: make help-page"
    for code in first_cells("query-language.md"):
        assert f"<code>{html.escape(code, quote=False)}</code>" in tool["page_of"](
            "query-language.md"
        )
