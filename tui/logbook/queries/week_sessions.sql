-- How many sessions each week has, how many are done, and from which day to which they go.
select
  week_id,
  count(*) as planned_sessions,
  sum(completed) as done_sessions,
  min(session_date) as first_day,
  max(session_date) as last_day
from modular_training_session
where week_id in (select value from json_each(:week_ids))
group by week_id
