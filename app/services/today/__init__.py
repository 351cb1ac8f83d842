"""What the first tab says of the day, beside the follow-ups."""
