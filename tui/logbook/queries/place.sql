select
  week.*,
  (select count(*) from modular_training_week where plan_id = week.plan_id) as weeks_in_plan,
  (select count(*) from modular_training_session where week_id = week.id) as sessions_in_week,
  (
    select count(*)
    from modular_training_session as earlier
    where earlier.week_id = week.id
      and (earlier.session_date, earlier.session_number, earlier.id)
        <= (session.session_date, session.session_number, session.id)
  ) as session_in_week
from modular_training_session as session
join modular_training_week as week on week.id = session.week_id
where session.id = ?
