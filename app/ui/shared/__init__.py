"""Mechanisms and widgets that every tab is built of."""
