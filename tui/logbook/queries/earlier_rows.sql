-- Earlier rows of the same exercise in which something was logged, newest first. It is the same
-- when the catalogue id is, when the name is, or when the catalogue knows both names as one.
with known_as (exercise_id) as (
  select :exercise_id where :exercise_id is not null
  union
  select exercise_id from catalogue_name where name = :name and :exercise_id is null
),
candidate (id) as (
  select id from modular_training_exercise
  where exercise_id in (select exercise_id from known_as)
  union
  select id from modular_training_exercise
  where lower(exercise_name) = :name
  union
  select exercise.id
  from catalogue_name as other
  join modular_training_exercise as exercise on lower(exercise.exercise_name) = other.name
  where other.exercise_id in (select exercise_id from known_as)
    and exercise.exercise_id is null
)
select exercise.id
from candidate
join modular_training_exercise as exercise on exercise.id = candidate.id
join modular_training_session as session on session.id = exercise.session_id
where session.session_date <= :before
  and session.id <> :this_session
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
