"""A letter on everything one can go to."""
