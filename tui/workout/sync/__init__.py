"""What is not settled with the database, and what can be done about it."""
