"""Stock: postings, balances, reservations."""
