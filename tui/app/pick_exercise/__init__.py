"""Choosing an exercise of the catalogue, or naming one."""
