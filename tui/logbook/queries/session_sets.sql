select performed.*
from modular_training_exercise as exercise
join training_set as performed on performed.exercise_row_id = exercise.id
where exercise.session_id = ?
order by performed.set_no, julianday(performed.recorded_at), performed.id
