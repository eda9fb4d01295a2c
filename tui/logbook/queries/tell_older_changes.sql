-- Give changes that an older topset made what it told in their words alone.
update change
set (origin, about, set_of) = (
  select origin, about, set_of from older_change where older_change.seq = change.seq
)
where origin is null
