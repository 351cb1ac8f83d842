"""Opening a profile: the lock, the database brought to the newest schema, the person who acts."""
