-- When the first set of a session was done.
select performed.recorded_at
from modular_training_exercise as exercise
join training_set as performed on performed.exercise_row_id = exercise.id
where exercise.session_id = ?
order by unixepoch(performed.recorded_at)
limit 1
