-- Until which day the active plans go, the furthest first.
select plan.split_type, max(session.session_date) as last_day
from modular_training_plan as plan
join modular_training_week as week on week.plan_id = plan.id
join modular_training_session as session on session.week_id = week.id
where plan.status = 'active'
  and plan.split_type <> 'free'
group by plan.id
order by last_day desc
limit 1
