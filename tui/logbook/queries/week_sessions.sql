-- How many sessions each calendar week has, how many are done, and from which day to which they go.
with wanted (day) as (
  select date(monday.value, '+' || weekday.value || ' days')
  from json_each(:mondays) as monday, json_each('[0, 1, 2, 3, 4, 5, 6]') as weekday
)
select
  date(session_date, 'weekday 0', '-6 days') as monday,
  count(*) as planned_sessions,
  sum(completed) as done_sessions,
  min(session_date) as first_day,
  max(session_date) as last_day
from wanted
cross join modular_training_session as session on session.session_date = wanted.day
group by 1
