"""The benchmark of stories: its measures by hand, and all of it on few articles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from indexer.contract.article import Article
from indexer.stories.discovery import find_stories
from indexer.stories.features import FEATURES
from indexer.stories.model import CERTAIN, WEIGHTS, probability
from tests.benchmark.articles.sources import SAMPLE_ARTICLES, read_sources
from tests.benchmark.stories import bench, fit
from tests.benchmark.stories.describing import described_pairs
from tests.benchmark.stories.fitting import used_weights
from tests.benchmark.stories.forms import forms, signatures_of
from tests.benchmark.stories.judged import Judged, numbers_of, read_judged
from tests.benchmark.stories.measures import (
    Score,
    agreement,
    b_cubed,
    gold,
    interval,
    pairs_within,
    score,
)
from tests.benchmark.stories.regression import fit_logistic
from tests.benchmark.stories.replaying import Agreement, replay
from tests.benchmark.stories.shapes import shapes_of
from tests.benchmark.stories.silver import measure_silver
from tests.benchmark.stories.validating import FOLDS, folds
from tests.benchmark.writing import END, STORIES


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    """Return the sample articles."""
    return read_sources(SAMPLE_ARTICLES)


@pytest.fixture(scope="module")
def pairs(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a table of pairs of sample articles, some wrongly judged and one undecided.

    What the product joins is called the same event, and so are every eighth of the others.
    """
    story = find_stories(signatures_of(articles), np.ones(len(articles), np.bool_)).story
    lines = ["a\tb\tlabel\tweight"]
    for one in range(len(articles)):
        others = np.flatnonzero(story == story[one]).tolist()
        for two in sorted({*others, min(one - one % 4 + 3, len(articles) - 1)}):
            if one < two:
                same = two in others or len(lines) % 8 == 0
                label = "S" if same else "AD"[len(lines) % 2]
                lines.append(
                    f"{articles[one].id}\t{articles[two].id}\t{label}\t{len(lines) % 3 + 1}"
                )
    lines.append(f"{articles[0].id}\t{articles[9].id}\tU\t1")
    path = tmp_path_factory.mktemp("judged") / "pairs.tsv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def judged(articles: list[Article], pairs: Path) -> Judged:
    """Return those pairs."""
    return read_judged(pairs, numbers_of(articles))


def judge(*rows: tuple[int, int, str]) -> Judged:
    """Return pairs with their labels, each of which stands for itself."""
    one, two, label = zip(*rows, strict=True)
    return Judged(np.array(one), np.array(two), np.array(label), np.ones(len(rows)))


def test_pairs_are_read_without_those_that_are_undecided(pairs: Path, judged: Judged) -> None:
    """Each line but the first and the undecided one is a pair of document numbers."""
    assert len(judged) == len(pairs.read_text().splitlines()) - 2
    assert set(judged.label.tolist()) == {"S", "A", "D"}
    assert (judged.one < judged.two).all()


def test_a_judged_article_that_is_not_there_is_an_error(pairs: Path) -> None:
    """Nothing is measured with half of the pairs."""
    with pytest.raises(KeyError):
        read_judged(pairs, {})


def test_a_regression_finds_the_odds() -> None:
    """Without a penalty the log-odds of each group come out: 1 of 4 and 3 of 4 are the same."""
    features = np.array([0, 0, 0, 0, 1, 1, 1, 1], np.float64)[:, None]
    same = np.array([1, 0, 0, 0, 1, 1, 1, 0], np.bool_)
    slope, intercept = fit_logistic(features, same, np.ones(8), 0)
    assert intercept == pytest.approx(np.log(1 / 3), abs=1e-5)
    assert slope == pytest.approx(np.log(9), abs=1e-5)


def test_an_example_of_weight_two_counts_as_two() -> None:
    """Whether an example stands there twice or weighs twice as much is the same."""
    features = np.array([[0.0], [0.0], [1.0], [1.0]])
    same = np.array([1, 0, 1, 0], np.bool_)
    twice = [0, 1, 1, 2, 2, 3]
    weights = fit_logistic(features[twice], same[twice], np.ones(6), 0)
    assert weights == pytest.approx([np.log(4), np.log(1 / 2)], abs=1e-5)
    # The scale of a feature with a penalty follows the examples, not their weights.
    heavy = fit_logistic(features, same, np.array([1.0, 2, 2, 1]), 0)
    assert heavy == pytest.approx(weights, abs=1e-5)


def test_a_penalty_is_paid_for_scaled_weights() -> None:
    """At the weights that are returned the loss and the penalty pull alike, whatever the unit."""
    rng = np.random.default_rng(1)
    features, weight = rng.normal(3, 2, (60, 2)), rng.random(60) + 0.5
    same = features[:, 0] + rng.normal(0, 2, 60) > 3
    weights = fit_logistic(features, same, weight, 4)
    deviation = features.std(axis=0)
    wrong = weight * (1 / (1 + np.exp(-features @ weights[:-1] - weights[-1])) - same)
    pull = ((features - features.mean(axis=0)) / deviation).T @ wrong
    assert pull == pytest.approx(-4 * weights[:-1] * deviation, abs=1e-6)
    assert wrong.sum() == pytest.approx(0, abs=1e-4)
    other = fit_logistic(features * [1, 100], same, weight, 4)
    assert other[1] == pytest.approx(weights[1] / 100)


def test_a_feature_that_is_always_the_same_weighs_nothing() -> None:
    """It divides nobody, and its standard deviation of 0 divides nothing."""
    features = np.array([[0.0, 5], [1, 5], [0, 5], [1, 5]])
    weights = fit_logistic(features, np.array([0, 1, 1, 0], np.bool_), np.ones(4), 1)
    assert weights[1] == 0


def test_what_divides_perfectly_needs_a_penalty() -> None:
    """Without one no weight is large enough."""
    features, same = np.array([[0.0], [1.0]]), np.array([0, 1], np.bool_)
    with pytest.raises(ValueError, match="settle"):
        fit_logistic(features, same, np.ones(2), 0)
    assert fit_logistic(features, same, np.ones(2), 1)[0] > 0


def test_precision_and_recall_of_pairs() -> None:
    """By weight, and of nothing at all they are 1."""
    joined, same = np.array([1, 1, 0, 0], np.bool_), np.array([1, 0, 1, 0], np.bool_)
    assert score(joined, same, np.ones(4)) == (0.5, 0.5)
    assert score(joined, same, np.array([3.0, 1, 9, 9])) == (0.75, 0.25)
    assert score(~joined & joined, same, np.ones(4)) == (1, 0)
    assert score(joined, same & ~same, np.ones(4)) == (0, 1)
    assert Score(0.75, 0.25).f1 == 0.375
    assert Score(0, 0).f1 == 0


def test_an_interval_lies_around_what_was_measured() -> None:
    """It is a point where all groups are alike, and wide where they differ."""
    same = np.ones(12, np.bool_)
    group = np.arange(12) // 2
    alike = np.tile([True, False], (1, 6))
    assert interval(alike, same, np.ones(12), group, 1).recall == (0.5, 0.5)
    different = np.array([[True] * 6 + [False] * 6])
    low, high = interval(different, same, np.ones(12), group, 1).recall
    assert 0 <= low < 0.3 < 0.7 < high <= 1


def test_b_cubed_counts_what_is_known_of_each_article() -> None:
    """Articles 0 to 2 are one event, 3 and 4 another; of 5 only 0's event is known to differ.

    With 0, 1, 3 and 5 in one story, article 3 and 5 may be one event or not.
    """
    known = gold(
        judge((0, 1, "S"), (1, 2, "S"), (3, 4, "S"), (2, 3, "D"), (0, 5, "A")),
    )
    precision, recall = b_cubed(np.array([0, 0, 2, 0, 4, 0]), known)
    assert precision == pytest.approx([2 / 4, 2 / 4, 1, 1 / 3, 1, 1 / 3])
    assert recall == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 2, 1 / 2, 1])
    assert known.contradicted == 0


def test_a_judgement_against_a_chain_of_others_is_counted() -> None:
    """0 and 2 are of one event by way of 1, whatever is said of the two."""
    known = gold(judge((0, 1, "S"), (1, 2, "S"), (0, 2, "A")))
    assert known.contradicted == 1
    assert known.together.all()
    assert not known.apart.any()


def test_agreement_is_of_pairs() -> None:
    """Of three pairs and one pair in two groupings, one is in both."""
    assert pairs_within(np.array([4, 4, 4, 1])) == 3
    assert agreement(np.array([0, 0, 0, 3]), np.array([7, 7, 2, 3])) == pytest.approx(1 / 3)
    assert agreement(np.array([0, 1]), np.array([0, 1])) == 1


def test_connected_pairs_are_in_one_fold() -> None:
    """No article is in two folds, and each fold gets as many groups as the others."""
    rows = [(doc, doc + 1, "S") for doc in range(0, 60, 3)]
    pairs = judge(*rows, *[(doc + 1, doc + 2, "D") for doc in range(0, 60, 3)])
    fold = folds(pairs.group, 3)
    assert (fold[:20] == fold[20:]).all()
    assert np.bincount(fold[:20]).tolist() == [20 / FOLDS] * FOLDS
    assert (folds(pairs.group, 3) == fold).all()
    assert (folds(pairs.group, 4) != fold).any()


def test_what_is_fitted_to_is_what_the_product_sees(articles: list[Article]) -> None:
    """The features give the product's pairs, with the product's probabilities."""
    signatures, live = signatures_of(articles), np.ones(len(articles), np.bool_)
    earlier, later, features = described_pairs(signatures, live)
    likely = np.rint(CERTAIN * probability(features))
    edges = find_stories(signatures, live).edges
    kept = likely >= edges.likely.min()
    seen = zip(earlier[kept].tolist(), later[kept].tolist(), likely[kept].tolist(), strict=True)
    theirs = (edges.earlier.tolist(), edges.later.tolist(), edges.likely.tolist())
    assert set(seen) == set(zip(*theirs, strict=True))
    assert len(edges.likely) > 10


def test_other_weights_are_used_for_a_while_only() -> None:
    """The product's own are back afterwards."""
    before = dict(WEIGHTS)
    with used_weights({"cosine": -7.0}):
        assert {**before, "cosine": -7} == WEIGHTS
    assert before == WEIGHTS


def test_each_judged_pair_is_in_one_small_archive(articles: list[Article], judged: Judged) -> None:
    """It is one of some ninety articles, both of its own among them."""
    many = [
        replace(article, id=f"{copy}/{article.id}") for copy in range(3) for article in articles
    ]
    *_, small = forms(many, judged)
    pairs = np.concatenate([setting.pairs for setting in small.settings])
    dated = [number for number, article in enumerate(many) if article.published]
    inside = np.isin(judged.one, dated) & np.isin(judged.two, dated)
    assert sorted(pairs.tolist()) == np.flatnonzero(inside).tolist()
    for setting in small.settings:
        assert setting.live[judged.one[setting.pairs]].all()
        assert setting.live[judged.two[setting.pairs]].all()
        assert setting.live.sum() <= 92


def test_shapes_of_stories(articles: list[Article]) -> None:
    """A text that three print is one report and two copies; who is alone is in no story."""
    article = next(article for article in articles if article.published and article.excerpt)
    assert article.published is not None
    later = article.published.replace(year=article.published.year + 1)
    told = [
        *(replace(article, id=str(number)) for number in range(3)),
        replace(article, id="again", published=later),
    ]
    shapes = shapes_of(find_stories(signatures_of(told), np.ones(4, np.bool_)))
    assert shapes.articles == 4
    assert (shapes.sizes.tolist(), shapes.copies.tolist(), shapes.days.tolist()) == ([3], [2], [0])


def test_a_replay_of_few_articles_agrees(articles: list[Article]) -> None:
    """In whatever order they come: all statistics are measured anew each time."""
    order = np.random.default_rng(2).permutation(len(articles))
    assert replay(signatures_of(articles), order) == Agreement(1, 1, 1)


def test_small_archives_are_measured_by_the_large_one(articles: list[Article]) -> None:
    """By one without stories all pairs are wrong; by the same articles' own most are right."""
    signatures = signatures_of(articles)
    found = find_stories(signatures, np.ones(len(articles), np.bool_))
    alone = replace(found, story=np.arange(len(articles)))
    assert measure_silver(signatures, alone, 1).all == (0, 1)
    measured = measure_silver(signatures, found, 1)
    for value in (*measured.all, *measured.mean):
        assert 0.5 < value <= 1


def run(command: object, *arguments: object) -> tuple[str, str]:
    """Run a command and return what it says and what it complains of."""
    assert isinstance(command, type(bench.main))
    done = CliRunner().invoke(command, [str(part) for part in arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout, done.stderr


def test_fitting_prints_the_table_of_the_model(pairs: Path) -> None:
    """It has a weight for each feature, and is the same at every run."""
    text, _ = run(fit.main, "--articles", SAMPLE_ARTICLES, "--pairs", pairs)
    assert text == run(fit.main, "--articles", SAMPLE_ARTICLES, "--pairs", pairs)[0]
    found: dict[str, dict[str, float]] = {}
    exec(text, found)  # noqa: S102 - it is to be Python
    assert list(found["WEIGHTS"]) == ["", *FEATURES]
    assert found["WEIGHTS"] != WEIGHTS


def test_the_report_is_put_into_a_page(pairs: Path, tmp_path: Path) -> None:
    """It has all tables, and says that the shipped model was fitted to other pairs."""
    page = tmp_path / "stories.md"
    page.write_text(f"before\n{STORIES}\nold\n{END}\nafter\n")
    options = ("--articles", SAMPLE_ARTICLES, "--pairs", pairs, "--generated", 50)
    text, complaints = run(bench.main, *options, "--write", page)
    assert page.read_text() == f"before\n{STORIES}\n\n{text}\n{END}\nafter\n"
    assert "not the one that would be fitted" in complaints
    for heading in ("precision, weighted", "B-cubed F1", "in order of time", "| generated | 50 |"):
        assert heading in text
    assert "nan" not in text


@pytest.mark.parametrize("command", [bench.main, fit.main])
def test_without_judged_pairs_nothing_is_measured(command: object, tmp_path: Path) -> None:
    """It says so, and that is no error: they are not part of the project."""
    said, complaint = run(command, "--articles", tmp_path, "--pairs", tmp_path / "none.tsv")
    assert not said
    assert "There are no judged pairs" in complaint
