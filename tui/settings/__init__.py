"""Where files live, and what the lifter has set."""
