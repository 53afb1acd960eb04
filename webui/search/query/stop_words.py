"""Words that say little of what is looked for."""

from __future__ import annotations

from webui.search.criteria.criteria import Match
from webui.search.query.syntax import (
    Node,
    Word,
)

# Too common to be worth insisting on: optional beside other words, kept in
# phrases and where a query has nothing else. Words that are also names in
# news (IT, US, WHO, May, Will) are not here or count only in lower case.
STOP_WORDS = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has",
    "have", "in", "into", "is", "it", "its", "of", "on", "or", "that", "the", "their", "this", "to",
    "was", "were", "which", "with",
})  # fmt: skip


# What questions are made of beside their subject. In a collection of news they are rare
# enough to outweigh it, so that they count for nothing where any word will do.
_QUESTION_WORDS = frozenset({
    "about", "also", "am", "being", "can", "could", "did", "do", "does", "having", "he",
    "her", "him", "his", "how", "i", "if", "me", "my", "no", "nor", "not", "our", "she", "should",
    "so", "such", "than", "them", "then", "there", "these", "they", "those", "we", "what",
    "when", "where", "who", "whom", "whose", "why", "would", "you", "your",
})  # fmt: skip

# They may tell one article from another, but no subject: the rest of English function words,
# and names of days and months, of which "may" and "march" are the least loss.
_UNTELLING_WORDS = frozenset({
    "above", "across", "after", "again", "against", "all", "almost", "already", "although",
    "always", "amid", "among", "amp", "another", "any", "anyone", "anything", "around", "away",
    "because", "before", "behind", "below", "between", "both", "cannot", "don", "due", "during",
    "each", "either", "else", "enough", "even", "ever", "every", "everyone", "everything", "few",
    "further", "get", "gets", "getting", "got", "here", "hers", "herself", "himself", "however",
    "instead", "itself", "just", "least", "less", "let", "ll", "made", "make", "makes", "making",
    "many", "may", "might", "more", "most", "much", "must", "myself", "near", "nearly", "never",
    "now", "off", "often", "once", "one", "only", "onto", "other", "others", "ours", "out", "over",
    "own", "per", "perhaps", "quite", "rather", "re", "said", "same", "say", "says", "see",
    "several", "shall", "since", "some", "something", "soon", "still", "take", "taken", "takes",
    "taking", "though", "through", "thus", "together", "too", "toward", "towards", "two", "under",
    "unless", "until", "up", "upon", "us", "use", "used", "uses", "using", "ve", "very", "via",
    "well", "went", "while", "whole", "will", "within", "without", "yes", "yet", "yours",
    "yourself",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", "today", "yesterday", "tomorrow", "week", "weeks", "month", "months", "year", "years",
    "day", "days", "hour", "hours",
})  # fmt: skip

COMMON_WORDS = STOP_WORDS | _QUESTION_WORDS | _UNTELLING_WORDS
"""All words that say nothing of what an article is about."""


def is_stop_word(node: Node, match: Match = "all") -> bool:
    """Whether a part is a stop word; ``IT`` in capitals and ``=it`` are not.

    Args:
        node: a part of a query.
        match: with ``any``, the words that questions are made of are stop words too.
    """
    if not isinstance(node, Word) or node.field is not None or node.exact:
        return False
    word = node.text.lower()
    if word not in STOP_WORDS and not (match == "any" and word in _QUESTION_WORDS):
        return False
    return len(node.text) == 1 or not node.text.isupper()
