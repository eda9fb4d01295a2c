-- Earlier rows of the same exercise in which something was logged, newest first. It is the same
-- when the catalogue id is, when the name is, or when the catalogue knows both names as one.
with candidate (id) as (
  select id from exercise_in_catalogue where exercise_id = :exercise_id
  union
  select id from exercise_by_catalogue_name where name = :name and :exercise_id is null
  union
  select id from modular_training_exercise where lower(exercise_name) = :name
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
