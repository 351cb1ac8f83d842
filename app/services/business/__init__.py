"""What the business says of itself (name, currency, letterhead): asked at the first start, changed in preferences."""
