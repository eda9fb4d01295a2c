select
  exercise.exercise_name,
  (
    select coalesce(max(performed.set_no), 0)
    from training_set as performed
    where performed.exercise_row_id = exercise.id
  ) as highest
from modular_training_exercise as exercise
where exercise.id = ?
