-- The week of an active plan that covers today; free sessions share one week too.
select week.id
from modular_training_week as week
join modular_training_plan as plan on plan.id = week.plan_id
where plan.status = 'active'
  and week.week_start <= :today
  and week.week_start > date(:today, '-7 days')
order by plan.split_type = 'free', week.week_start desc, week.id
limit 1
