"""The application: a session being trained, what can be done, and what is said of it."""
