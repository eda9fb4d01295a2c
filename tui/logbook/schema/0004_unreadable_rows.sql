-- Rows of the server that hold a value which cannot be read, as last pulled: told to the lifter, and
-- never taken for rows that the server has lost. `in_week` is null for plans.
create table unreadable_row (
  row_id text primary key,
  in_week text,
  words text not null
) without rowid;

create index unreadable_row_week on unreadable_row (in_week);
