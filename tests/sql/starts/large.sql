-- A log of many years, on top of production.sql: ten thousand sets of each of
-- %(lifters)s lifters.

insert into auth.users (id, email)
select ('20000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, n || '@topset.example'
from generate_series(1, %(lifters)s) as n;

insert into modular_training_plan (user_id, split_type, week_start)
select id, 'ppl', '2020-01-06' from auth.users where id::text like '2%';

insert into modular_training_week (plan_id, week_number, week_start)
select p.id, n, p.week_start + 7 * (n - 1)
from modular_training_plan p
cross join generate_series(1, 100) as n
where p.week_start = '2020-01-06';

insert into modular_training_session
  (week_id, day_label, session_date, day_of_week, focus_area, completed)
select w.id, 'Long ago', w.week_start + day, day, 'chest', true
from modular_training_week w
join modular_training_plan p on p.id = w.plan_id
cross join generate_series(1, 4) as day
where p.week_start = '2020-01-06';

insert into modular_training_exercise
  (session_id, exercise_name, exercise_id, sets, reps, actual_reps, weight)
select s.id, 'Press ' || n, 'bench', 5, '6-8', '[8, 8]', 80
from modular_training_session s
cross join generate_series(1, 5) as n
where s.day_label = 'Long ago';

insert into training_set (exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at)
select e.id, n, 8, 80, 8, s.session_date + time '17:00' + n * interval '3 minutes'
from modular_training_exercise e
join modular_training_session s on s.id = e.session_id
cross join generate_series(1, 5) as n
where s.day_label = 'Long ago';
