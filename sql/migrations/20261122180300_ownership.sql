-- Whose row it is, written on the row itself.
--
-- `user_id` on week, session, exercise and set is derived from the parent by a trigger, never given:
-- writers need not know of it and nobody can forge it. Policies then compare one column.
--
-- A live database has millions of sets. So what locks a whole table is kept short and apart: this
-- file adds the columns and takes care of new rows, the next ones fill in the old rows (readers and
-- new sets go on), build the indexes (readers go on), and then make the column a rule.

alter table public.modular_training_week     add column if not exists user_id uuid;
alter table public.modular_training_session  add column if not exists user_id uuid;
alter table public.modular_training_exercise add column if not exists user_id uuid;
alter table public.training_set              add column if not exists user_id uuid;

comment on column public.modular_training_week.user_id is 'the plan''s: kept by a trigger';
comment on column public.modular_training_session.user_id is 'the week''s: kept by a trigger';
comment on column public.modular_training_exercise.user_id is 'the session''s: kept by a trigger';
comment on column public.training_set.user_id is 'the exercise''s: kept by a trigger';

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
  -- A parent from before may not be filled in yet: then its plan tells.
  case tg_table_name
    when 'modular_training_week' then
      parent := 'plan';
      select p.user_id into owner from public.modular_training_plan p where p.id = new.plan_id;
    when 'modular_training_session' then
      parent := 'week';
      select coalesce(w.user_id, (
        select p.user_id
        from public.modular_training_plan p
        where p.id = w.plan_id
      ))
      into owner
      from public.modular_training_week w
      where w.id = new.week_id;
    when 'modular_training_exercise' then
      parent := 'session';
      select coalesce(s.user_id, (
        select p.user_id
        from public.modular_training_week w
        join public.modular_training_plan p on p.id = w.plan_id
        where w.id = s.week_id
      ))
      into owner
      from public.modular_training_session s
      where s.id = new.session_id;
    when 'training_set' then
      parent := 'exercise';
      select coalesce(e.user_id, (
        select p.user_id
        from public.modular_training_session s
        join public.modular_training_week w on w.id = s.week_id
        join public.modular_training_plan p on p.id = w.plan_id
        where s.id = e.session_id
      ))
      into owner
      from public.modular_training_exercise e
      where e.id = new.exercise_row_id;
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

-- The plan itself keeps the lifter it was made for; what hangs on it takes its parent's.
create or replace trigger topset_owner
  before update of user_id on public.modular_training_plan
  for each row execute function topset_private.keep_owner();
create or replace trigger topset_owner
  before insert on public.modular_training_week
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner
  before insert on public.modular_training_session
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner
  before insert on public.modular_training_exercise
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner
  before insert on public.training_set
  for each row execute function topset_private.derive_owner();

revoke execute on all functions in schema topset_private from public;
