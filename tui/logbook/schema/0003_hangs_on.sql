-- The row that a new row hangs on: when that one is refused, so is all that hangs on it.
alter table change add column hangs_on text;

update change
set hangs_on = coalesce(
  document ->> 'exercise_row_id',
  document ->> 'session_id',
  document ->> 'week_id',
  document ->> 'plan_id'
)
where op = 'insert'
  and json_valid(document);

create index change_hangs_on on change (hangs_on);
create index change_parked_with on change (parked_with);
