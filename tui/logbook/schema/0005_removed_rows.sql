-- Rows that this laptop has seen removed, by whomever: a server that is set back to an older copy has
-- them again, and does not bring them back unasked.
create table removed_row (
  row_id text primary key
) without rowid;
