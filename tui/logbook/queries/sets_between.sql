-- The sets of some days, session by session in order of time, each with its calendar week and its
-- exercise; warm-ups aside. It goes by the
-- sessions of those days, so that years of log besides cost nothing.
select
  performed.*,
  date(session.session_date, 'weekday 0', '-6 days') as monday,
  session.id as session_id,
  exercise.exercise_id,
  lower(exercise.exercise_name) as name,
  lower(exercise.equipment) as equipment,
  exercise.catalogue,
  exercise.reps
from modular_training_session as session indexed by modular_training_session_date
cross join known_exercise as exercise on exercise.session_id = session.id
cross join training_set as performed on performed.exercise_row_id = exercise.id
where session.session_date >= :since
  and session.session_date < :until
  and not (exercise.tier like 'warm_up%' or exercise.tier like 'warmup%')
order by
  session.session_date,
  min(julianday(performed.recorded_at)) over (partition by session.id),
  session.id,
  julianday(performed.recorded_at),
  performed.set_no,
  performed.id
