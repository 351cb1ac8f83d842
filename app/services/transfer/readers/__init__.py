"""Readers: from a file to a table of cells, within limits, refusing what has two readings."""
