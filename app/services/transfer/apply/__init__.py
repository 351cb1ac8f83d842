"""How the rows of each kind become a plan: what is new, what changes, what is already so, and what cannot be."""
