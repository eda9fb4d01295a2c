"""The settings as rows to be changed."""
