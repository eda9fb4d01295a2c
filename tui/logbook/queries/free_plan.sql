select id
from modular_training_plan
where split_type = 'free'
  and status = 'active'
order by week_start, id
limit 1
