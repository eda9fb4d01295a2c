"""View models: frozen values that the widgets draw, built by pure functions."""
