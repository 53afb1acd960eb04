"""The report's place in the documentation."""

from __future__ import annotations

from pathlib import Path

BEGIN = "<!-- Measured: what stands between the two marks is written by make bench WRITE=… -->"
END = "<!-- End of what was measured. -->"

TEMPLATE = f"""\
# Performance

How long a search takes, beside three other engines that are used as libraries of a Python program:
[tantivy](https://github.com/quickwit-oss/tantivy-py) (Rust), SQLite's
[FTS5](https://www.sqlite.org/fts5.html) (C) and Whoosh's own searcher, on the very index that
Cuttings wrote. Repeat it with

```console
$ make bench
$ make bench N=1000000
```

which takes some minutes for the 100,000 articles of the first line, most of them for building
indexes; these are kept in `.bench/`.

## What is measured

**The articles** are generated: provider, topics, type and quality of each are those of one real
article, its title and excerpt are joined from halves of several, and three words of a hundred are
coined, so that the vocabulary grows with the number of articles as that of real text does. The same
seed gives the same articles.

**The questions** are chosen from the index's own words by how frequent they are, several of each
kind.

**The work** is the same for each engine: find all articles that match, rank them by BM25 with the
same field weights, read the first ten from storage, give the exact total, the twenty most
frequent providers and topics, and the number of articles by month. *Cuttings* is that, from query
text to articles, through its own functions. *Cuttings, /api/search* is all of a request but the
socket: besides the same work, it reads and checks the URL's parameters, counts types, marks the
words in the texts, looks for misspelt words and writes JSON.

**Warm** is a question that was asked before. The engines take turns, question by question, in one
process; what is reported are the times of all runs, not the best ones. **Cold** is a question that
holds no word that was looked up before, in a fresh process; its files are in the operating
system's cache. While the first questions reach */api/search*, the application reads ahead in the
background, as it does whenever it opens an index. **Times Cuttings** is the geometric mean, over
the questions that both engines answered, of the ratios of their medians: below 1 is faster than
Cuttings. Memory is that of the process that asked all questions, the Python interpreter and
libraries included.

## What it does not say

- Analyzers differ a little: the other engines have a stemmer, word breaks and accents of their own.
  How far the answers differ is listed at the end.
- Where a facet value is chosen, Cuttings counts that facet as if it were not, as a page needs it;
  the others count the hits only.
- Cuttings counts by day or week where the dates are close together, and by month otherwise; the
  others always count by month.
- Each engine was set up with care, but by somebody who knows Cuttings best.
- Where several programs share the machine, times vary; compare columns rather than runs.

## Where it falls short

- A search that finds little costs some milliseconds of Python, most of them for reading articles
  and writing down the facets; tantivy and SQLite need less than half of it.
- The first search with a pattern decodes the words of the index, and the first phrase of very
  frequent words their positions. The server reads ahead after opening, but not the positions.
- Writing is slow, and the index is larger than those of the others.

## Results

{BEGIN}
{END}

## Ranking

Words are scored by BM25F (Robertson, Zaragoza and Taylor, 2004): how often a word stands in title,
excerpt and topics is weighted 2 : 1 : 0.25 and added up, the fields' lengths likewise, and scored
once, with k1 1.2, b 0.75 and the inverse document frequency of Lucene. This form and these weights
won among those tried on half of the questions, and were checked on the other half: adding up one
score for each field, as Whoosh does, found known articles markedly worse; heavier titles found more
related articles and known ones less well; a b for each field, other k1, and a bonus for more
different words gained nothing. With `match=any` the words that questions are made of are left out,
a word that repeats counts as often, and the parts of *data-driven* count by themselves.

Judged pairs come from the real corpus: an article's title, a few of its words, or its first
sentence is the question; the article itself, or those in its `related` list, are what should be
found. `make bench-ranking` asks them of Cuttings and of plain BM25 (k1 1.2, b 0.75) over title and
excerpt as one text.

<!-- ranking -->
<!-- /ranking -->
"""


def write_report(path: Path, report: str) -> None:
    """Put a report between the marks of a document, which is made if there is none.

    Raises:
        ValueError: the document has lost its marks.
    """
    text = path.read_text() if path.exists() else TEMPLATE
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path.name} has no marks between which the report could stand")
    path.write_text(f"{before}{BEGIN}\n\n{report}\n\n{END}{after}")
