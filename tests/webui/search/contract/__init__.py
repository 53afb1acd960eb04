"""What every backend has to hold (``docs/backends.md``): one suite, run against each of them.

Cases that are written by hand run against the reference backend, too. On generated archives
every other backend has to *equal* the reference, hit for hit and count for count. It may
differ in no more than this:

- Scores are equal to float precision (:data:`~tests.webui.search.contract.support.same.PRECISION`).
  Articles whose scores differ by less may stand in any order, unless the same numbers
  make them: then the newest comes first.
- No score is promised for a query in which a provider, a topic, a type, a date or a number is
  one side of an ``OR``, or in which a pattern has several words (``data-driv*``).
- A backend that counts deleted articles in its statistics until it has cleaned up
  (``exact`` of its :class:`~tests.webui.search.contract.support.backends.Kind`) has other scores
  meanwhile, and may offer other words.
- Limits: how many words a pattern may stand for. Who leaves some out has to say so.
"""
