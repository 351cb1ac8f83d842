"""Sales orders as others look at them."""
