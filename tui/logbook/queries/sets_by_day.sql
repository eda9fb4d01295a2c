-- How many sets were done on each day, without warm-ups.
select session.session_date, count(*) as sets
from modular_training_session as session
cross join modular_training_exercise as exercise on exercise.session_id = session.id
cross join training_set as performed on performed.exercise_row_id = exercise.id
where session.session_date between :since and :until
  and not (exercise.tier like 'warm_up%' or exercise.tier like 'warmup%')
  and (
    :names is null
    or lower(exercise.exercise_name) in (select value from json_each(:names))
  )
group by session.session_date
