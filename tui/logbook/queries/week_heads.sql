-- Every calendar week up to a day, newest first, with the weeks of plans whose sessions lie in it on
-- the day they were trained or are planned for. A plan's week without sessions stands where it begins.
-- With names, only weeks in which such an exercise was done.
with stands (monday, week_id, sessions) as (
  select date(session_date, 'weekday 0', '-6 days'), week_id, count(*)
  from modular_training_session as session
  where :names is null
    or exists (
      select 1
      from modular_training_exercise as exercise
      where exercise.session_id = session.id
        and lower(exercise.exercise_name) in (select value from json_each(:names))
        and exists (select 1 from training_set where exercise_row_id = exercise.id)
    )
  group by 1, 2
  union all
  select date(week_start, 'weekday 0', '-6 days'), id, 0
  from modular_training_week as week
  where :names is null
    and not exists (select 1 from modular_training_session where week_id = week.id)
)
select stands.monday, week.week_number, plan.split_type
from stands
join modular_training_week as week on week.id = stands.week_id
left join modular_training_plan as plan on plan.id = week.plan_id
where stands.monday <= :up_to
order by
  stands.monday desc,
  plan.split_type = 'free',
  stands.sessions desc,
  week.week_start desc,
  week.id desc
