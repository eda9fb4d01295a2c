"""topset by lines, for screen readers, scripts and slow terminals."""
