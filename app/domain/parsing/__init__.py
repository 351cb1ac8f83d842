"""Strict readings of what people and other programs write: numbers, dates, times, marks.

Why our own grammars: ``float``, ``Decimal``, ``int`` and ``strptime`` accept far more than a
person means (``1_000``, ``１２３``, ``1e999999``, blanks inside), and two of the readings of one
text can both be valid.  Nothing here guesses: when two readings fit, both are named.
"""
