"""The engine that carries changes to the database and brings others' changes back."""
