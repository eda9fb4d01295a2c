-- Sessions from some days ago up to today, oldest first, with whether anything was logged.
select
  session.*,
  plan.status is null or plan.status = 'active' as plan_active,
  (
    select performed.recorded_at
    from modular_training_exercise as exercise
    join training_set as performed on performed.exercise_row_id = exercise.id
    where exercise.session_id = session.id
    order by unixepoch(performed.recorded_at) desc
    limit 1
  ) as last_recorded
from modular_training_session as session
join modular_training_week as week on week.id = session.week_id
left join modular_training_plan as plan on plan.id = week.plan_id
where session.session_date between :since and :today
order by session.session_date, session.session_number, session.id
