"""Customers: the directory, one customer, and how they are edited."""
