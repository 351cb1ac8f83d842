"""Products: made, edited, archived."""
