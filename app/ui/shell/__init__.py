"""The window around the tabs: its bars, its first page, sign-in, search, and what happens when things go wrong."""
