"""Suppliers: the directory, one supplier with what it promises and what it does, and what it sells us."""
