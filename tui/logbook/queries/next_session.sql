select session.*
from modular_training_session as session
join modular_training_week as week on week.id = session.week_id
left join modular_training_plan as plan on plan.id = week.plan_id
where session.session_date > :today
  and not session.completed
  and (plan.status is null or plan.status = 'active')
order by session.session_date, session.session_number, session.id
limit 1
