"""What is said and read on the way in."""
