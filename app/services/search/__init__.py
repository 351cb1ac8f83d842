"""Search everything: one box for every record."""
