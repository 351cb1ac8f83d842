"""The import wizard and the history of imports, over the same mechanism as the command line."""
