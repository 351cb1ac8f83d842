"""What the window draws first: the rows a person last looked at, as long as nothing has changed since."""
