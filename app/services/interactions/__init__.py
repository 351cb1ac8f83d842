"""What was said with whom: calls, e-mails, meetings, notes."""
