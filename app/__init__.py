"""Tradepost: the supply chain and the customers of a small business, in one window over one local database."""

__version__ = "0.1.0"
