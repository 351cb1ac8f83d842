"""Import and export of every list, on one mechanism: a kind is data, plus one way to apply its rows."""
