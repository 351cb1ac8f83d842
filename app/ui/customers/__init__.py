"""The Customers tab: the directory, one customer with everything about them, and all sales orders."""
