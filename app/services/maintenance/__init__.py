"""Backups, restoring, checking and repairing a profile, as the command line and the window ask for them."""
