-- How many sessions each calendar week has, how many are done, and from which day to which they go.
select
  date(session_date, 'weekday 0', '-6 days') as monday,
  count(*) as planned_sessions,
  sum(completed) as done_sessions,
  min(session_date) as first_day,
  max(session_date) as last_day
from modular_training_session
where date(session_date, 'weekday 0', '-6 days') in (select value from json_each(:mondays))
group by 1
