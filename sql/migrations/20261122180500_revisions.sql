-- One number a lifter, raised by every statement that changes their training.
--
-- The row of training_head stays locked from the first such statement until commit, so revisions
-- become visible in their order, and `revision > what I have` can miss nothing.

create table if not exists public.training_head (
  user_id  uuid primary key references auth.users (id) on delete cascade,
  revision bigint not null
);
comment on table public.training_head is 'How often each lifter''s training has changed: the cursor of pull_training.';

alter table public.modular_training_week add column if not exists revision bigint not null default 0;
comment on column public.modular_training_week.revision is
  'training_head.revision of the last change to this week or anything in it';

alter table public.training_head enable row level security;
revoke all on table public.training_head from public, anon, authenticated, lifter;
grant all on table public.training_head to service_role;
grant select on table public.training_head to authenticated, lifter;
drop policy if exists "Owner-Read" on public.training_head;
create policy "Owner-Read" on public.training_head
  for select
  to authenticated, lifter
  using (user_id = (select topset_private.lifter_id()));

create table if not exists topset_private.epoch (
  only_row boolean primary key default true check (only_row),
  id       uuid not null default gen_random_uuid()
);
comment on table topset_private.epoch is
  'Names this database''s run of revisions: a laptop that knows another one starts over.';
revoke all on topset_private.epoch from public;
insert into topset_private.epoch (only_row) values (true) on conflict do nothing;

create table if not exists topset_private.removed_row (
  user_id    uuid not null references auth.users (id) on delete cascade,
  id         uuid not null,
  removed_at timestamptz not null default now(),
  primary key (user_id, id)
);
comment on table topset_private.removed_row is
  'Rows that were deleted, by whomever: a laptop that starts over does not offer them again.';
revoke all on topset_private.removed_row from public;

create or replace function topset_private.own_removed_rows(since timestamptz)
returns uuid[]
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(array_agg(r.id), '{}')
  from topset_private.removed_row r
  where r.user_id = topset_private.lifter_id()
    and r.removed_at >= since
$$;
comment on function topset_private.own_removed_rows(timestamptz) is
  'The ids of what the signed-in lifter had and no longer has since a moment.';

create or replace function topset_private.current_epoch()
returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  named text := (select e.id from topset_private.epoch e);
begin
  -- A dump read back has another database or cluster, a recovery to a point in time or a failover
  -- another timeline: each may lack what laptops have seen, also where no operator says so.
  if has_function_privilege('pg_catalog.pg_control_system()', 'execute')
    and has_function_privilege('pg_catalog.pg_control_checkpoint()', 'execute')
  then
    named := concat_ws(
      '|',
      named,
      (select d.oid from pg_catalog.pg_database d where d.datname = current_database()),
      (select c.system_identifier from pg_catalog.pg_control_system() c),
      (select c.timeline_id from pg_catalog.pg_control_checkpoint() c)
    );
  end if;
  return encode(substr(sha256(convert_to(named, 'UTF8')), 1, 16), 'hex')::uuid;
end
$$;
comment on function topset_private.current_epoch() is
  'The epoch, for pull_training: another one in every copy and after every recovery of the database.';

create or replace function topset_private.begin_epoch()
returns uuid
language sql
volatile
set search_path = ''
as $$
  update topset_private.epoch set id = gen_random_uuid() where only_row;
  select topset_private.current_epoch()
$$;
comment on function topset_private.begin_epoch() is
  'For the operator, after a restore from a backup: laptops read anew and offer again what was lost.';

-- Weeks from before get revisions of their own, one each, so that they can be pulled in pages.
with numbered as (
  select w.id, w.user_id, row_number() over (partition by w.user_id order by w.week_start, w.id) as revision
  from public.modular_training_week w
  join auth.users u on u.id = w.user_id
  where not exists (select from public.training_head h where h.user_id = w.user_id)
), placed as (
  update public.modular_training_week w
  set revision = n.revision
  from numbered n
  where n.id = w.id
  returning w.user_id, w.revision
)
insert into public.training_head (user_id, revision)
select p.user_id, max(p.revision)
from placed p
group by p.user_id;

-- Lifters who have a plan and no week yet.
insert into public.training_head (user_id, revision)
select distinct p.user_id, 1
from public.modular_training_plan p
join auth.users u on u.id = p.user_id
on conflict (user_id) do nothing;

create index if not exists modular_training_week_user_id_revision_idx
  on public.modular_training_week (user_id, revision);

create or replace function topset_private.hold_training_head(lifter uuid)
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
  perform from public.training_head h where h.user_id = lifter for update;
  if not found then
    insert into public.training_head (user_id, revision)
    select u.id, 0
    from auth.users u
    where u.id = lifter
    on conflict (user_id) do nothing;
    perform from public.training_head h where h.user_id = lifter for update;
  end if;
end
$$;
comment on function topset_private.hold_training_head(uuid) is
  'Locks a lifter''s head until commit: writers take it before any row, so they cannot deadlock.';

create or replace function topset_private.hold_own_training_head()
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  select topset_private.hold_training_head(topset_private.lifter_id())
$$;
comment on function topset_private.hold_own_training_head() is 'Locks the head of the signed-in lifter until commit.';

create or replace function topset_private.hold_head_first()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  lifter uuid := topset_private.lifter_id();
begin
  if lifter is not null then
    perform topset_private.hold_training_head(lifter);
  end if;
  return null;
end
$$;
comment on function topset_private.hold_head_first() is
  'Before a lifter''s own statement: takes the head before the rows, as push_changes does.';

create or replace function topset_private.raise_head(lifter uuid)
returns bigint
language sql
volatile
security definer
set search_path = ''
as $$
  -- An account that is being deleted has no head any more, and needs none.
  insert into public.training_head as h (user_id, revision)
  select u.id, 1
  from auth.users u
  where u.id = lifter
  on conflict (user_id) do update
  set revision = h.revision + 1
  returning h.revision
$$;
comment on function topset_private.raise_head(uuid) is 'Raises one lifter''s revision and returns it.';

create or replace function topset_private.raise_heads(lifters uuid[], weeks uuid[])
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  lifter uuid;
  raised bigint;
begin
  foreach lifter in array lifters loop
    raised := topset_private.raise_head(lifter);
    update public.modular_training_week w
    set revision = raised
    where w.id = any (weeks)
      and w.user_id = lifter
      and raised is not null;
  end loop;
end
$$;
comment on function topset_private.raise_heads(uuid[], uuid[]) is
  'Raises the head of each of these lifters, in this order, and marks those of the weeks that are theirs.';

create or replace function topset_private.raise_revision()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  weeks uuid[];
begin
  if not exists (select from touched) then
    return null;
  end if;
  if tg_op = 'DELETE' then
    insert into topset_private.removed_row (user_id, id)
    select t.user_id, t.id
    from touched t
    join auth.users u on u.id = t.user_id
    on conflict (user_id, id) do update
    set removed_at = now();
  else
    delete from topset_private.removed_row r
    using touched t
    where r.user_id = t.user_id
      and r.id = t.id;
  end if;
  case tg_table_name
    when 'modular_training_plan' then
      weeks := '{}';
    when 'modular_training_week' then
      weeks := array(select t.id from touched t);
    when 'modular_training_session' then
      weeks := array(select distinct t.week_id from touched t);
    when 'modular_training_exercise' then
      weeks := array(
        select distinct s.week_id
        from touched t
        join public.modular_training_session s on s.id = t.session_id
      );
    when 'training_set' then
      weeks := array(
        select distinct s.week_id
        from touched t
        join public.modular_training_exercise e on e.id = t.exercise_row_id
        join public.modular_training_session s on s.id = e.session_id
      );
  end case;
  perform topset_private.raise_heads(
    array(select distinct t.user_id from touched t where t.user_id is not null order by t.user_id),
    weeks
  );
  return null;
end
$$;
comment on function topset_private.raise_revision() is
  'After insert or delete: raises the head of every lifter touched, marks the weeks, keeps removed_row.';

create or replace function topset_private.raise_revision_of_update()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  weeks uuid[];
begin
  if not exists (select from touched) then
    return null;
  end if;
  case tg_table_name
    when 'modular_training_plan' then
      weeks := '{}';
    when 'modular_training_week' then
      -- Not when nothing but the revision changed: that was this trigger.
      weeks := array(
        select t.id
        from touched t
        join earlier o on o.id = t.id
        where to_jsonb(t) - 'revision' is distinct from to_jsonb(o) - 'revision'
      );
      if weeks = '{}' then
        return null;
      end if;
    when 'modular_training_session' then
      weeks := array(select t.week_id from touched t union select o.week_id from earlier o);
    when 'modular_training_exercise' then
      weeks := array(
        select s.week_id
        from (select t.session_id from touched t union select o.session_id from earlier o) moved
        join public.modular_training_session s on s.id = moved.session_id
      );
    when 'training_set' then
      weeks := array(
        select distinct s.week_id
        from (select t.exercise_row_id from touched t union select o.exercise_row_id from earlier o) moved
        join public.modular_training_exercise e on e.id = moved.exercise_row_id
        join public.modular_training_session s on s.id = e.session_id
      );
  end case;
  perform topset_private.raise_heads(
    array(select distinct t.user_id from touched t where t.user_id is not null order by t.user_id),
    weeks
  );
  return null;
end
$$;
comment on function topset_private.raise_revision_of_update() is
  'After update: as raise_revision, for the weeks that rows came from and went to.';

do $$
declare
  relation text;
begin
  foreach relation in array array[
    'modular_training_plan', 'modular_training_week', 'modular_training_session',
    'modular_training_exercise', 'training_set'
  ] loop
    execute format(
      'create or replace trigger topset_hold before insert or update or delete on public.%I'
      ' for each statement execute function topset_private.hold_head_first()', relation);
    execute format(
      'create or replace trigger topset_raise_insert after insert on public.%I'
      ' referencing new table as touched'
      ' for each statement execute function topset_private.raise_revision()', relation);
    execute format(
      'create or replace trigger topset_raise_delete after delete on public.%I'
      ' referencing old table as touched'
      ' for each statement execute function topset_private.raise_revision()', relation);
    execute format(
      'create or replace trigger topset_raise_update after update on public.%I'
      ' referencing old table as earlier new table as touched'
      ' for each statement execute function topset_private.raise_revision_of_update()', relation);
  end loop;
end
$$;

revoke execute on all functions in schema topset_private from public;
grant execute on function topset_private.current_epoch() to authenticated, lifter, service_role;
grant execute on function topset_private.own_removed_rows(timestamptz) to authenticated, lifter, service_role;
grant execute on function topset_private.hold_own_training_head() to authenticated, lifter, service_role;
