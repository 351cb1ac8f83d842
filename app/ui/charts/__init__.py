"""Charts: one plot with its exact values, its definition and its table; small ones for headlines."""
