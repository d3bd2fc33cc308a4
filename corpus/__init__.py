"""What a policy says: reading, importing, checking and comparing texts."""
