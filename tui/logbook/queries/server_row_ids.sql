-- The ids of what the server had of a week, as last known.
select id from (
  select id from modular_training_week where id = :in_week
  union all
  select id from modular_training_session where in_week = :in_week
  union all
  select id from modular_training_exercise where in_week = :in_week
  union all
  select id from training_set where in_week = :in_week
)
where id not in (select row_id from server_row where in_week = :in_week)
union
select row_id
from server_row
where in_week = :in_week
  and document is not null
