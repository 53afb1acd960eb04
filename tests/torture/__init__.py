"""Long attempts at breaking what is promised, each with its own oracle; ``make torture``.

A torture is a module named in :mod:`tests.torture.registered`. It has ``NAME``, and
``run(seed, seconds, report)``, which goes on for about so many seconds (or ends before that
when it has tried all there is) and tells the report what it tried. Samples of all of them run
in the suite.
"""
