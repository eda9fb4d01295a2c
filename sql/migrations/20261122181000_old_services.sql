-- What services from before the modular tables read: the view workout_sessions, the second name of
-- training_set, and the summary of the sets on each exercise.

do $$
declare
  kind "char" := (
    select c.relkind from pg_catalog.pg_class c where c.oid = to_regclass('public.workout_sessions')
  );
  relation text;
begin
  if kind in ('r', 'p') then
    alter table public.workout_sessions rename to workout_sessions_legacy;
    -- An index keeps its name when its table gets another, and this name is wanted below.
    if to_regclass('public.workout_sessions_user_status_idx') is not null then
      alter index public.workout_sessions_user_status_idx rename to workout_sessions_legacy_user_status_idx;
    end if;
    comment on table public.workout_sessions_legacy is
      'The rows of the table workout_sessions, from before the modular tables.';
  end if;
  -- A table without policies of its own was read by every lifter.
  if to_regclass('public.workout_sessions_legacy') is not null then
    alter table public.workout_sessions_legacy enable row level security;
    revoke all on table public.workout_sessions_legacy from anon;
  end if;
end
$$;

create index if not exists workout_sessions_user_status_idx
  on public.modular_training_session (user_id, completed)
  include (session_date, updated_at);

create or replace view public.workout_sessions
with (security_invoker = true)
as
select
  s.id                               as id,
  s.user_id                          as user_id,
  case when s.completed then 'completed' else 'active' end as status,
  s.focus_area,
  s.day_of_week,
  s.session_date                     as created_at,
  s.updated_at
from public.modular_training_session s;
comment on view public.workout_sessions is
  'Sessions as services from before the modular tables know them; shows the reader''s own rows.';

revoke all on table public.workout_sessions from public, anon, authenticated, lifter, service_role;
grant select on table public.workout_sessions to authenticated, lifter, service_role;

do $$
begin
  if exists (
    select
    from pg_catalog.pg_class c
    where c.oid = to_regclass('public.modular_training_set')
      and c.relkind <> 'v'
  ) then
    raise warning 'modular_training_set is a table beside training_set: it is left alone';
    return;
  end if;
  create or replace view public.modular_training_set
  with (security_invoker = true)
  as
  select t.id, t.exercise_row_id, t.set_no, t.reps_done, t.weight_kg, t.rpe, t.recorded_at
  from public.training_set t;
  comment on view public.modular_training_set is 'training_set under its other name; can be written.';
  revoke all on table public.modular_training_set from public, anon, authenticated, lifter;
  grant all on table public.modular_training_set to service_role;
  grant select, insert, update, delete on table public.modular_training_set to authenticated, lifter;
end
$$;

create or replace function topset_private.summarise(exercises uuid[])
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  update public.modular_training_exercise e
  set actual_reps = summary.reps,
      weight = coalesce(summary.top, e.weight)
  from (
    select
      wanted.id,
      coalesce(jsonb_agg(t.reps_done order by t.set_no, t.recorded_at, t.id) filter (where t.id is not null), '[]') as reps,
      max(t.weight_kg) as top
    from unnest(exercises) as wanted (id)
    left join public.training_set t on t.exercise_row_id = wanted.id
    group by wanted.id
  ) summary
  where e.id = summary.id
    and (e.actual_reps, e.weight) is distinct from (summary.reps, coalesce(summary.top, e.weight))
$$;
comment on function topset_private.summarise(uuid[]) is
  'Writes actual_reps and the top set''s weight of these exercises from their sets.';

create or replace function topset_private.summarise_sessions()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  -- Only exercises with sets: what services wrote before there were sets stays.
  perform topset_private.summarise(array(
    select e.id
    from touched s
    join public.modular_training_exercise e on e.session_id = s.id
    where s.completed
      and exists (select from public.training_set t where t.exercise_row_id = e.id)
    order by e.id
  ));
  return null;
end
$$;
comment on function topset_private.summarise_sessions() is
  'After update of sessions: summarises the exercises of completed ones.';

create or replace function topset_private.summarise_sets()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  exercises uuid[];
begin
  if tg_op = 'UPDATE' then
    exercises := array(select t.exercise_row_id from touched t union select o.exercise_row_id from earlier o);
  else
    exercises := array(select distinct t.exercise_row_id from touched t);
  end if;
  perform topset_private.summarise(array(
    select e.id
    from public.modular_training_exercise e
    join public.modular_training_session s on s.id = e.session_id
    where e.id = any (exercises)
      and s.completed
    order by e.id
  ));
  return null;
end
$$;
comment on function topset_private.summarise_sets() is
  'After any change of sets: summarises again what belongs to completed sessions.';

create or replace trigger topset_summary_update
  after update on public.modular_training_session
  referencing new table as touched
  for each statement execute function topset_private.summarise_sessions();
create or replace trigger topset_summary_insert
  after insert on public.training_set
  referencing new table as touched
  for each statement execute function topset_private.summarise_sets();
create or replace trigger topset_summary_update
  after update on public.training_set
  referencing old table as earlier new table as touched
  for each statement execute function topset_private.summarise_sets();
create or replace trigger topset_summary_delete
  after delete on public.training_set
  referencing old table as touched
  for each statement execute function topset_private.summarise_sets();

revoke execute on all functions in schema topset_private from public;
