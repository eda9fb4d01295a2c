"""Finishing a session."""
