"""The program from a terminal: one module per command, the same services as the window."""
