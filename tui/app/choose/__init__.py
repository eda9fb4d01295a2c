"""What could be trained."""
