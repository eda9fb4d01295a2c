-- Whether the server shows a week at a lower revision than it has shown before.
select exists (
  select 1
  from week_revision as known
  join json_each(?) as told on told.key = known.week_id
  where told.value < known.revision
) as behind
