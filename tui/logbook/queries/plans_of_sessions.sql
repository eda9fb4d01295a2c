select session.id, plan.id as plan_id, plan.split_type
from json_each(:session_ids) as wanted
join modular_training_session as session on session.id = wanted.value
join modular_training_week as week on week.id = session.week_id
join modular_training_plan as plan on plan.id = week.plan_id
