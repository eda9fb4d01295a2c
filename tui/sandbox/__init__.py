"""Supabase in a box: embedded PostgreSQL, Auth and the Data API on this laptop."""
