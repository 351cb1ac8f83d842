"""Buying: orders to suppliers, from draft to closed."""
