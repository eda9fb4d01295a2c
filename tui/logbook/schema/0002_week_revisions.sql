-- The server's revision of each week as it was last pulled. A server that shows a lower one has
-- gone back in time; a week that has to be read once more is read from just before its own.
create table week_revision (
  week_id text primary key,
  revision integer not null
) without rowid;
