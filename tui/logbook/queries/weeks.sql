-- The newest weeks first, each with its totals; only the weeks of this page are summed.
with page as (
  select week.*, plan.split_type
  from modular_training_week as week
  left join modular_training_plan as plan on plan.id = week.plan_id
  where week.week_start <= :up_to
  order by week.week_start desc, week.id desc
  limit :limit
)
select
  page.*,
  (select min(session_date) from modular_training_session where week_id = page.id) as first_day,
  (select max(session_date) from modular_training_session where week_id = page.id) as last_day,
  (select count(*) from modular_training_session where week_id = page.id) as planned_sessions,
  (
    select count(*)
    from modular_training_session
    where week_id = page.id
      and completed
  ) as done_sessions,
  count(performed.id) as sets,
  coalesce(sum(max(performed.weight_kg, 0) * performed.reps_done), 0.0) as tonnage_kg
from page
left join modular_training_session as session on session.week_id = page.id
left join modular_training_exercise as exercise on exercise.session_id = session.id
left join training_set as performed on performed.exercise_row_id = exercise.id
group by page.id
order by page.week_start desc, page.id desc
