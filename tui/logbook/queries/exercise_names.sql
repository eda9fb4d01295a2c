-- Every exercise in which something was logged, by its lower-case name and catalogue id. An
-- exercise without an id takes the one that the catalogue knows its name by.
select distinct
  lower(exercise.exercise_name) as name,
  coalesce(
    exercise.exercise_id,
    (
      select exercise_id
      from catalogue_name
      where name = lower(exercise.exercise_name)
      order by exercise_id
      limit 1
    )
  ) as exercise_id
from modular_training_exercise as exercise
where exists (select 1 from training_set where exercise_row_id = exercise.id)
order by name, exercise_id is null, exercise_id
