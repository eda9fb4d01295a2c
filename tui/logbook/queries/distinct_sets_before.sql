-- What was done of the same exercise in all sessions before one: of equal sets the first, so that
-- years of the same weights are few rows; warm-ups aside. Of two sessions on a day, the one begun
-- first comes first. The same exercise is as in earlier_rows.
with candidate (id) as (
  select id from exercise_in_catalogue where exercise_id = :exercise_id
  union
  select id from exercise_by_catalogue_name where name = :name and :exercise_id is null
  union
  select id from modular_training_exercise where lower(exercise_name) = :name
),
begun (session_id, at) as (
  select exercise.session_id, min(unixepoch(performed.recorded_at))
  from modular_training_session as session
  join modular_training_exercise as exercise on exercise.session_id = session.id
  join training_set as performed on performed.exercise_row_id = exercise.id
  where session.session_date = :day
    and not (exercise.tier like 'warm_up%' or exercise.tier like 'warmup%')
  group by exercise.session_id
)
select performed.*, min(unixepoch(performed.recorded_at)) as first_done
from candidate
join modular_training_exercise as exercise on exercise.id = candidate.id
join modular_training_session as session on session.id = exercise.session_id
join training_set as performed on performed.exercise_row_id = exercise.id
where not (exercise.tier like 'warm_up%' or exercise.tier like 'warmup%')
  and session.id <> :this_session
  and (
    session.session_date < :day
    or (
      session.session_date = :day
      and ((select at from begun where session_id = session.id), session.id)
        < (
          coalesce((select at from begun where session_id = :this_session), 9e18),
          :this_session
        )
    )
  )
group by performed.weight_kg, performed.reps_done, performed.rpe
order by first_done, performed.set_no
