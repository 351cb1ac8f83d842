"""Where things are, what the user chose, what the log says: all that is needed before Qt or a database."""
