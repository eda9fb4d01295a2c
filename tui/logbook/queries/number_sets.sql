-- A week's sets counted anew, each exercise's by time: as the database counts them.
update training_set
set set_no = counted.place
from (
  select
    id,
    row_number() over (
      partition by exercise_row_id
      order by julianday(recorded_at), set_no, id
    ) as place
  from training_set
  where in_week = ?
) as counted
where training_set.id = counted.id
  and training_set.set_no <> counted.place
