-- Every week up to a day, newest first; with names, only those in which such an exercise was done.
select week.id, week.week_start, week.week_number, week.plan_id, plan.split_type
from modular_training_week as week
left join modular_training_plan as plan on plan.id = week.plan_id
where week.week_start <= :up_to
  and (
    :names is null
    or week.id in (
      select session.week_id
      from modular_training_exercise as exercise
      join modular_training_session as session on session.id = exercise.session_id
      where lower(exercise.exercise_name) in (select value from json_each(:names))
        and exists (select 1 from training_set where exercise_row_id = exercise.id)
    )
  )
order by week.week_start desc, plan.split_type = 'free', week.id desc
limit :limit
