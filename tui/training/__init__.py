"""What lifting is: pure functions and frozen records, no I/O and no clock of its own."""
