"""The Shipments tab: what comes in and what goes out, as a table, a board and a calendar."""
