-- The owner of every row from before, from the top down. Rows are locked, tables are not: readers
-- and new rows go on, an amendment of an old row waits.

update public.modular_training_week w
set user_id = p.user_id
from public.modular_training_plan p
where p.id = w.plan_id
  and w.user_id is null;

update public.modular_training_session s
set user_id = w.user_id
from public.modular_training_week w
where w.id = s.week_id
  and s.user_id is null;

update public.modular_training_exercise e
set user_id = s.user_id
from public.modular_training_session s
where s.id = e.session_id
  and e.user_id is null;

update public.training_set t
set user_id = e.user_id
from public.modular_training_exercise e
where e.id = t.exercise_row_id
  and t.user_id is null;
