"""Use cases: what the program does, for the window, the terminal and the documents alike."""
