"""topset without a screen: a line in, lines out, for screen readers, pipes and dumb terminals."""
