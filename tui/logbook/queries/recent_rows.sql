-- Exercises of the sessions since a day that are the same exercise and have a set, newest first.
-- It goes by the sessions of those days, so that years of log before them cost nothing.
with known_as (exercise_id) as (
  select :exercise_id where :exercise_id is not null
  union
  select exercise_id from catalogue_name where name = :name and :exercise_id is null
)
select exercise.id
from modular_training_session as session
cross join modular_training_exercise as exercise on exercise.session_id = session.id
where session.session_date >= :since
  and session.session_date <= :before
  and session.id <> :this_session
  and (
    exercise.exercise_id in (select exercise_id from known_as)
    or lower(exercise.exercise_name) = :name
    or (
      exercise.exercise_id is null
      and lower(exercise.exercise_name) in (
        select name from catalogue_name where exercise_id in (select exercise_id from known_as)
      )
    )
  )
  and exists (
    select 1
    from training_set
    where exercise_row_id = exercise.id
      and (
        session.session_date < :before
        or :began is null
        or unixepoch(recorded_at) < unixepoch(:began)
      )
  )
order by session.session_date desc, session.session_number desc, exercise.order_in_session
limit :limit
