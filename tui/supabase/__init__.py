"""Everything that is Supabase: accounts, both doors, and the migrations."""
