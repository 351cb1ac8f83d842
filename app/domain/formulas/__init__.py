"""The formulas behind the figures, pure and exact; each names its source in the definitions."""
