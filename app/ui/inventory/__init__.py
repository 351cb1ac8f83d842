"""The Inventory tab: products and what is there of them, the moves, one product's page."""
