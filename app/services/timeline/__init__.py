"""One order of time of everything that happened with a partner."""
