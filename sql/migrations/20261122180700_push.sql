-- What a laptop sends: changes, each with its own outcome, each exactly once.

create table if not exists public.training_change (
  user_id    uuid not null references auth.users (id) on delete cascade,
  id         uuid not null,
  device     uuid,
  made_at    timestamptz,
  applied_at timestamptz not null default now(),
  outcome    text not null check (outcome in ('applied', 'already', 'conflict')),
  primary key (user_id, id)
);
comment on table public.training_change is
  'Receipts of changes: one that has a receipt is not done again. Refused changes have none.';
comment on column public.training_change.device is 'the laptop that sent it';
comment on column public.training_change.made_at is 'when the lifter did it, by the laptop''s clock';

alter table public.training_change enable row level security;
revoke all on table public.training_change from public, anon, authenticated, lifter;
grant all on table public.training_change to service_role;
grant select, insert on table public.training_change to authenticated, lifter;
drop policy if exists "Owner-Read" on public.training_change;
create policy "Owner-Read" on public.training_change
  for select
  to authenticated, lifter
  using (user_id = (select topset_private.lifter_id()));
drop policy if exists "Owner-Insert" on public.training_change;
create policy "Owner-Insert" on public.training_change
  for insert
  to authenticated, lifter
  with check (user_id = (select topset_private.lifter_id()));

create or replace function topset_private.prune_receipts(older_than interval default '180 days')
returns bigint
language sql
volatile
set search_path = ''
as $$
  with removed as (
    delete from topset_private.removed_row r
    where r.removed_at < now() - older_than
  ), gone as (
    delete from public.training_change c
    where c.applied_at < now() - older_than
    returning 1
  )
  select count(*) from gone
$$;
comment on function topset_private.prune_receipts(interval) is
  'Deletes receipts, and notes of removed rows, that no laptop will ask about again; for the operator to schedule. Returns how many receipts.';

create or replace function topset_private.noun(relation text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case relation
    when 'training_set' then 'set'
    else replace(relation, 'modular_training_', '')
  end
$$;
comment on function topset_private.noun(text) is 'What lifters call a row of this table.';

create or replace function topset_private.plain_words(
  state text, message text, relation text, constraint_name text, column_name text
)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when constraint_name = 'training_set_rpe_check' then 'RPE goes from 6 to 10'
    when constraint_name = 'training_set_reps_done_check' then 'reps cannot be negative'
    when constraint_name = 'training_set_set_no_check' then 'sets are counted from 1'
    when constraint_name = 'modular_training_session_day_of_week_check' then 'the day of the week goes from 1 to 7'
    when constraint_name = 'modular_training_session_overall_difficulty_check' then 'difficulty goes from 1 to 10'
    when constraint_name = 'modular_training_exercise_exercise_id_fkey' then 'this exercise is not in the server''s catalogue'
    when state = '23503' and constraint_name <> '' or state = '42501' and message like '%row-level security%' then
      'the ' || case relation
        when 'training_set' then 'exercise'
        when 'modular_training_exercise' then 'session'
        when 'modular_training_session' then 'week'
        when 'modular_training_week' then 'plan'
        else 'account'
      end || ' is no longer on the server'
    when state = '23505' then 'the server has another ' || topset_private.noun(relation) || ' under this id'
    when state = '23502' then format('"%s" cannot be empty', column_name)
    when state in ('22P02', '22007', '22008', '22003') then 'the server cannot take a value: ' || message
    else message
  end
$$;
comment on function topset_private.plain_words(text, text, text, text, text) is
  'An error of one change in words for lifters.';

create or replace function topset_private.check_columns(relation text, columns text[], privilege text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  name text;
begin
  foreach name in array columns loop
    if not exists (
      select
      from pg_catalog.pg_attribute a
      where a.attrelid = to_regclass('public.' || relation)
        and a.attname = name
        and a.attnum > 0
        and not a.attisdropped
    ) then
      raise exception using
        errcode = 'undefined_column',
        message = format('a %s has no "%s"', topset_private.noun(relation), name);
    end if;
    if not has_column_privilege('public.' || relation, name, privilege) then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format('"%s" of a %s cannot be changed', name, topset_private.noun(relation));
    end if;
  end loop;
end
$$;
comment on function topset_private.check_columns(text, text[], text) is
  'Raises, in words, for a column that is not there or not granted.';
