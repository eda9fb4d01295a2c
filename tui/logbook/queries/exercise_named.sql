-- The newest row of an exercise by its name, for what is known of it besides the name.
select exercise.*
from known_exercise as exercise
join modular_training_session as session on session.id = exercise.session_id
where lower(exercise.exercise_name) = :name
  and exercise.id <> :but
  and exercise.swapped_from is null
order by session.session_date desc
limit 1
