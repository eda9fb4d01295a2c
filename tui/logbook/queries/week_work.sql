-- What was done in each calendar week, by day, exercise and plan; with names, in those alone.
-- Warm-ups are no work. It goes by the days of the weeks: years of log besides cost nothing.
with wanted (day) as (
  select date(monday.value, '+' || weekday.value || ' days')
  from json_each(:mondays) as monday, json_each('[0, 1, 2, 3, 4, 5, 6]') as weekday
)
select
  date(session.session_date, 'weekday 0', '-6 days') as monday,
  session.session_date,
  lower(exercise.exercise_name) as name,
  lower(exercise.equipment) as equipment,
  exercise.catalogue,
  exercise.reps,
  count(*) as sets,
  sum(max(performed.weight_kg, 0) * performed.reps_done) as moved
from wanted
cross join modular_training_session as session on session.session_date = wanted.day
cross join known_exercise as exercise on exercise.session_id = session.id
cross join training_set as performed on performed.exercise_row_id = exercise.id
where not (exercise.tier like 'warm_up%' or exercise.tier like 'warmup%')
  and (
    :names is null
    or lower(exercise.exercise_name) in (select value from json_each(:names))
  )
group by exercise.id
