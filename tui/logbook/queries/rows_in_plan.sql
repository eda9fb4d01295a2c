-- What some exercises are in their plan, newest first. `nth` counts the rows of the same exercise
-- in one session, and looks at that session alone: by its name it would be every row of the log.
select
  exercise.id,
  exercise.reps,
  exercise.sets,
  exercise.rir,
  exercise.tier,
  exercise.notes,
  exercise.order_in_session,
  session.session_date,
  session.day_label,
  session.session_number,
  session.focus_area,
  week.plan_id,
  week.notes as week_notes,
  plan.split_type,
  1 + (
    select count(*)
    from modular_training_exercise as other indexed by modular_training_exercise_session
    where other.session_id = exercise.session_id
      and lower(other.exercise_name) = lower(exercise.exercise_name)
      and (other.order_in_session, other.display_order, other.id)
        < (exercise.order_in_session, exercise.display_order, exercise.id)
  ) as nth
from json_each(:row_ids) as wanted
join modular_training_exercise as exercise on exercise.id = wanted.value
join modular_training_session as session on session.id = exercise.session_id
join modular_training_week as week on week.id = session.week_id
left join modular_training_plan as plan on plan.id = week.plan_id
order by session.session_date desc, session.session_number desc, exercise.order_in_session
