"""People of the business: who works here, what each may do, and who signs in."""
