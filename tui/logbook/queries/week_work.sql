-- What was done in each calendar week, by day and equipment; with names, in those exercises alone.
-- Warm-ups are no work.
select
  date(session.session_date, 'weekday 0', '-6 days') as monday,
  session.session_date,
  lower(exercise.equipment) as equipment,
  count(*) as sets,
  sum(max(performed.weight_kg, 0) * performed.reps_done) as moved
from modular_training_session as session
join modular_training_exercise as exercise on exercise.session_id = session.id
join training_set as performed on performed.exercise_row_id = exercise.id
where date(session.session_date, 'weekday 0', '-6 days') in (select value from json_each(:mondays))
  and not (exercise.tier like 'warm_up%' or exercise.tier like 'warmup%')
  and (
    :names is null
    or lower(exercise.exercise_name) in (select value from json_each(:names))
  )
group by 1, session.session_date, lower(exercise.equipment)
