-- Whose row it is, written on the row itself.
--
-- `user_id` on week, session, exercise and set is derived from the parent by a trigger, never given:
-- writers need not know of it and nobody can forge it. Policies then compare one column.

alter table public.modular_training_week     add column if not exists user_id uuid;
alter table public.modular_training_session  add column if not exists user_id uuid;
alter table public.modular_training_exercise add column if not exists user_id uuid;
alter table public.training_set              add column if not exists user_id uuid;

comment on column public.modular_training_week.user_id is 'the plan''s: kept by a trigger';
comment on column public.modular_training_session.user_id is 'the week''s: kept by a trigger';
comment on column public.modular_training_exercise.user_id is 'the session''s: kept by a trigger';
comment on column public.training_set.user_id is 'the exercise''s: kept by a trigger';

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

-- Rows whose parent is gone (a database without foreign keys) belong to nobody. They are kept, and
-- the rule then holds for new rows only.
do $$
declare
  relation text;
  orphans bigint;
begin
  foreach relation in array array[
    'modular_training_week', 'modular_training_session', 'modular_training_exercise', 'training_set'
  ] loop
    execute format('select count(*) from public.%I where user_id is null', relation) into orphans;
    if orphans = 0 then
      execute format('alter table public.%I alter column user_id set not null', relation);
    else
      raise warning '% rows of % have no parent and belong to nobody', orphans, relation;
      execute format('alter table public.%I drop constraint if exists %I', relation, relation || '_user_id_check');
      execute format(
        'alter table public.%I add constraint %I check (user_id is not null) not valid',
        relation, relation || '_user_id_check'
      );
    end if;
  end loop;
end
$$;

create index if not exists modular_training_session_user_id_session_date_idx
  on public.modular_training_session (user_id, session_date);
create index if not exists modular_training_exercise_user_id_exercise_name_idx
  on public.modular_training_exercise (user_id, lower(exercise_name));
create index if not exists training_set_user_id_recorded_at_idx
  on public.training_set (user_id, recorded_at desc);

create or replace function topset_private.derive_owner()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  owner uuid;
  parent text;
begin
  case tg_table_name
    when 'modular_training_week' then
      parent := 'plan';
      select p.user_id into owner from public.modular_training_plan p where p.id = new.plan_id;
    when 'modular_training_session' then
      parent := 'week';
      select w.user_id into owner from public.modular_training_week w where w.id = new.week_id;
    when 'modular_training_exercise' then
      parent := 'session';
      select s.user_id into owner from public.modular_training_session s where s.id = new.session_id;
    when 'training_set' then
      parent := 'exercise';
      select e.user_id into owner from public.modular_training_exercise e where e.id = new.exercise_row_id;
  end case;
  if owner is null then
    raise exception using
      errcode = 'foreign_key_violation',
      message = format('the %s is no longer on the server', parent);
  end if;
  if tg_op = 'UPDATE' and old.user_id <> owner then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('this cannot move to another lifter''s %s', parent);
  end if;
  new.user_id := owner;
  return new;
end
$$;
comment on function topset_private.derive_owner() is
  'Before insert or update: user_id is the parent''s, whatever the writer said.';

create or replace function topset_private.keep_owner()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  if new.user_id <> old.user_id then
    raise exception using
      errcode = 'insufficient_privilege',
      message = 'a plan stays with the lifter it was made for';
  end if;
  return new;
end
$$;
comment on function topset_private.keep_owner() is 'Before update: a plan''s user_id cannot change.';

create or replace function topset_private.touch()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function topset_private.touch() is 'Before update: keeps updated_at.';

create or replace trigger topset_owner
  before update of user_id on public.modular_training_plan
  for each row execute function topset_private.keep_owner();
create or replace trigger topset_owner
  before insert or update of plan_id, user_id on public.modular_training_week
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner
  before insert or update of week_id, user_id on public.modular_training_session
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner
  before insert or update of session_id, user_id on public.modular_training_exercise
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner
  before insert or update of exercise_row_id, user_id on public.training_set
  for each row execute function topset_private.derive_owner();

create or replace trigger topset_touch
  before update on public.modular_training_plan
  for each row execute function topset_private.touch();
-- Not for every update of a week: raising its revision is no change that a reader of it would see.
create or replace trigger topset_touch
  before update of plan_id, week_number, week_start, notes, updated_at on public.modular_training_week
  for each row execute function topset_private.touch();
create or replace trigger topset_touch
  before update on public.modular_training_session
  for each row execute function topset_private.touch();

revoke execute on all functions in schema topset_private from public;
