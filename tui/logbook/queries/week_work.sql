-- What was done in each week, by day and equipment; with names, in those exercises alone.
-- Warm-ups are no work.
select
  session.week_id,
  session.session_date,
  lower(exercise.equipment) as equipment,
  count(*) as sets,
  sum(max(performed.weight_kg, 0) * performed.reps_done) as moved
from json_each(:week_ids) as wanted
join modular_training_session as session on session.week_id = wanted.value
join modular_training_exercise as exercise on exercise.session_id = session.id
join training_set as performed on performed.exercise_row_id = exercise.id
where exercise.tier <> 'warm-up'
  and (
    :names is null
    or lower(exercise.exercise_name) in (select value from json_each(:names))
  )
group by session.week_id, session.session_date, lower(exercise.equipment)
