"""People, and the ways to reach them and their firms."""
