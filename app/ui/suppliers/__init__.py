"""The Suppliers tab: the directory, one supplier beside it, what it sells us, and purchase orders."""
