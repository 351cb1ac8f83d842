"""What a person and the business can choose: the look, the business's name, its people, backups, the password."""
