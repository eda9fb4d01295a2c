"""The session that is being trained, or looked back at."""
