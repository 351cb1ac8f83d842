"""Plain Python: the words, rules and formulas of the business. No Qt, no SQLAlchemy, no input or output."""
