-- The same exercise in the sessions of the same plan that are still to come and not begun.
select exercise.*
from known_exercise as exercise
join modular_training_session as session on session.id = exercise.session_id
join modular_training_week as week on week.id = session.week_id
where week.plan_id = (
    select own_week.plan_id
    from modular_training_session as own
    join modular_training_week as own_week on own_week.id = own.week_id
    where own.id = :session_id
  )
  and session.id <> :session_id
  and session.session_date > :today
  and not session.completed
  and (
    lower(exercise.exercise_name) = :name
    or (:exercise_id is not null and exercise.exercise_id = :exercise_id)
  )
  and not exists (select 1 from training_set where exercise_row_id = exercise.id)
order by session.session_date, exercise.order_in_session
