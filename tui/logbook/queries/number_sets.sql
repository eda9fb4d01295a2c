-- A week's sets counted anew, each exercise's by time: as the database counts them. They are found
-- by the week's sessions: no index says in which week a set lies, and this is done with every set.
update training_set
set set_no = counted.place
from (
  select
    performed.id,
    row_number() over (
      partition by performed.exercise_row_id
      order by julianday(performed.recorded_at), performed.set_no, performed.id
    ) as place
  from modular_training_session as session
  cross join modular_training_exercise as exercise on exercise.session_id = session.id
  cross join training_set as performed on performed.exercise_row_id = exercise.id
  where session.week_id = ?
) as counted
where training_set.id = counted.id
  and training_set.set_no <> counted.place
