"""Every command once: its key, its words, and when it makes sense."""
