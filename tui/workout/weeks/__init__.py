"""Past weeks, as they are shown and read out."""
