"""What purchase orders and sales orders look like alike: the list, the page, the form with its lines, the steps."""
