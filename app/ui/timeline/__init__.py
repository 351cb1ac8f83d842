"""The history of contacts with a partner: the stream of entries, the composer above it, and the quick log."""
