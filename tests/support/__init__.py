"""Helpers that the tests share; nothing here stands in for a part of the program."""
