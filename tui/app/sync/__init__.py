"""What is not settled with the database."""
