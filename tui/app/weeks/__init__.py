"""Past weeks."""
