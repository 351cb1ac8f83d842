"""The sample shop: two plausible years of a small wholesaler, made by the same use cases as a person's work."""
