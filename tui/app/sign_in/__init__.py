"""The way in: project, account, codes, and who is training."""
