"""Selling: orders of customers, from quote to closed."""
