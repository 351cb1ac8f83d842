"""What printed documents need beyond the screens' own queries, each read from one snapshot."""
