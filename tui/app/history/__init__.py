"""How an exercise went, all the way back."""
