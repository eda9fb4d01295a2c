-- The direct connection reaches five functions and nothing else.
--
-- A login of a lifter may become `lifter`, which may use the schema `topset` alone: no table (so no
-- lock, no EXPLAIN, no foreign key to try ids with), and not `public`, where the functions of other
-- applications lie. The five run as `topset_rows`, which is nobody's login, has the rights that a
-- lifter's rows need and is held by the same policies as everybody else.
--
-- The Data API goes on calling the functions in `public` as `authenticated`.

do $$
declare
  version constant int := current_setting('server_version_num')::int;
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'topset_rows') then
    begin
      create role topset_rows nologin noinherit;
    exception
      when duplicate_object or unique_violation then null; -- another database of this cluster was faster
    end;
  end if;
  if exists (
    select
    from pg_catalog.pg_roles r
    where r.rolname = 'topset_rows'
      and (r.rolsuper or r.rolbypassrls or r.rolcanlogin)
  ) then
    raise exception 'the role topset_rows must be no login, no superuser and held by row level security'
      using hint = 'alter role topset_rows nologin nosuperuser nobypassrls';
  end if;
  -- Since 16 whoever makes a role may administer it, but not take it on: needed to give it functions.
  if not pg_has_role(current_user, 'topset_rows', 'member')
    or version >= 160000
    and not (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user)
    and not exists (
      select
      from pg_catalog.pg_auth_members m
      where m.roleid = 'topset_rows'::regrole
        and m.member = current_user::regrole
        and (to_jsonb(m) ->> 'set_option')::boolean
    )
  then
    begin
      execute format(
        'grant topset_rows to %I %s',
        current_user, case when version >= 160000 then 'with inherit false, set true' end
      );
    exception
      when unique_violation or insufficient_privilege then null;
    end;
  end if;
end
$$;

-- What topset_rows may touch: the columns that a lifter may give, of rows that policies let through.

grant usage on schema public, topset_private to topset_rows;

revoke all on table
  public.modular_training_plan, public.modular_training_week, public.modular_training_session,
  public.modular_training_exercise, public.training_set, public.exrcwiki, public.training_head,
  public.training_change
  from topset_rows;

grant select on table
  public.modular_training_plan, public.modular_training_week, public.modular_training_session,
  public.modular_training_exercise, public.training_set, public.exrcwiki, public.training_head,
  public.training_change
  to topset_rows;

grant
  insert (id, user_id, split_type, week_start, goal_type, experience_level, status, notes, created_at, updated_at),
  update (split_type, week_start, goal_type, experience_level, status, notes, updated_at),
  delete
  on public.modular_training_plan
  to topset_rows;

grant
  insert (id, plan_id, week_number, week_start, notes, created_at, updated_at),
  update (week_number, week_start, notes, updated_at),
  delete
  on public.modular_training_week
  to topset_rows;

grant
  insert (
    id, week_id, day_label, session_date, day_of_week, focus_area, session_number,
    overall_difficulty, duration_minutes, completed, notes, created_at, updated_at
  ),
  update (
    week_id, day_label, session_date, day_of_week, focus_area, session_number,
    overall_difficulty, duration_minutes, completed, notes, updated_at
  ),
  delete
  on public.modular_training_session
  to topset_rows;

grant
  insert (
    id, session_id, exercise_name, muscle_group, sets, reps, rir, equipment, tier, target,
    secondary_muscles, tips, instructions, weight, actual_reps, difficulty, notes, created_at,
    display_order, exercise_id, order_in_session, swapped_from, skipped, superset_group
  ),
  update (
    session_id, exercise_name, muscle_group, sets, reps, rir, equipment, tier, target,
    secondary_muscles, tips, instructions, weight, actual_reps, difficulty, notes,
    display_order, exercise_id, order_in_session, swapped_from, skipped, superset_group
  ),
  delete
  on public.modular_training_exercise
  to topset_rows;

grant
  insert (id, exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at),
  update (exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at),
  delete
  on public.training_set
  to topset_rows;

grant insert (user_id, id, device, made_at, outcome) on public.training_change to topset_rows;

grant execute on function
  topset_private.lifter_id(),
  topset_private.signed_in_lifter(),
  topset_private.filled(public.modular_training_exercise),
  topset_private.current_epoch(),
  topset_private.own_removed_rows(timestamptz),
  topset_private.hold_own_training_head(),
  topset_private.noun(text),
  topset_private.plain_words(text, text, text, text, text),
  topset_private.check_columns(text, text[], text),
  topset_private.apply_insert(uuid, text, jsonb),
  topset_private.row_as_pulled(uuid, text, uuid),
  topset_private.picked(jsonb, text[]),
  topset_private.differing(text, jsonb, jsonb, text[]),
  topset_private.conflict(jsonb, text[], text),
  topset_private.apply_amend(uuid, text, uuid, jsonb),
  topset_private.holds_rows(text, uuid),
  topset_private.apply_remove(uuid, text, uuid, jsonb),
  topset_private.apply_change(uuid, uuid, jsonb),
  topset_private.is_new_set(jsonb),
  topset_private.insert_new_sets(uuid, uuid, jsonb),
  topset_private.check_plan_keys(jsonb, text, text[]),
  topset_private.plan_list(jsonb, text, text[]),
  topset_private.plan_value(jsonb, text, text[], text, text, boolean),
  topset_private.insert_plan_slot(uuid, jsonb, text, int),
  topset_private.insert_plan_session(uuid, date, jsonb, text),
  public.pull_training(uuid, bigint, int),
  public.pull_catalogue(text),
  public.push_changes(jsonb, uuid),
  public.insert_full_plan(uuid, jsonb),
  public.topset_schema_version()
  to topset_rows;

do $$
declare
  policy record;
begin
  for policy in
    select p.tablename, p.policyname
    from pg_catalog.pg_policies p
    where p.schemaname = 'public'
      and p.tablename in (
        'modular_training_plan', 'modular_training_week', 'modular_training_session',
        'modular_training_exercise', 'training_set', 'exrcwiki', 'training_head', 'training_change'
      )
      and p.policyname in (
        'Owner-Read', 'Owner-Insert', 'Owner-Update', 'Owner-Delete', 'Signed-in-Read'
      )
  loop
    execute format(
      'alter policy %I on public.%I to authenticated, topset_rows', policy.policyname, policy.tablename
    );
  end loop;
end
$$;

-- A receipt's time is the database's, so that none outlives the pruning.
revoke insert on public.training_change from authenticated;
grant insert (user_id, id, device, made_at, outcome) on public.training_change to authenticated;

-- What `lifter` had until now.

revoke all on table
  public.modular_training_plan, public.modular_training_week, public.modular_training_session,
  public.modular_training_exercise, public.training_set, public.exrcwiki, public.training_head,
  public.training_change, public.workout_sessions
  from lifter;
revoke all on all functions in schema topset_private from lifter;
revoke all on function
  public.pull_training(uuid, bigint, int),
  public.pull_catalogue(text),
  public.push_changes(jsonb, uuid),
  public.insert_full_plan(uuid, jsonb),
  public.topset_schema_version()
  from lifter;
revoke all on schema public, topset_private from lifter;
do $$
begin
  if to_regclass('public.modular_training_set') is not null then
    revoke all on table public.modular_training_set from lifter;
  end if;
end
$$;

-- The door.

create schema if not exists topset;
revoke all on schema topset from public;
comment on schema topset is
  'topset: the functions of the direct connection, for lifters'' own logins. Not exposed by the Data API.';

drop function if exists
  topset.pull_training(uuid, bigint, int),
  topset.pull_catalogue(text),
  topset.push_changes(jsonb, uuid),
  topset.insert_full_plan(uuid, jsonb),
  topset.topset_schema_version();

create function topset.pull_training(epoch uuid, since bigint, page int default 40)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select public.pull_training(epoch, since, page)
$$;
comment on function topset.pull_training(uuid, bigint, int) is 'public.pull_training, for a direct connection.';

create function topset.pull_catalogue(known text)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select public.pull_catalogue(known)
$$;
comment on function topset.pull_catalogue(text) is 'public.pull_catalogue, for a direct connection.';

create function topset.push_changes(changes jsonb, device uuid)
returns jsonb
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select public.push_changes(changes, device)
$$;
comment on function topset.push_changes(jsonb, uuid) is 'public.push_changes, for a direct connection.';

create function topset.insert_full_plan(p_user_id uuid, p_plan_json jsonb)
returns uuid
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select public.insert_full_plan(p_user_id, p_plan_json)
$$;
comment on function topset.insert_full_plan(uuid, jsonb) is 'public.insert_full_plan, for a direct connection.';

create function topset.topset_schema_version()
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select public.topset_schema_version()
$$;
comment on function topset.topset_schema_version() is 'public.topset_schema_version, for a direct connection.';

revoke execute on all functions in schema topset from public;
grant usage on schema topset to lifter;
grant execute on all functions in schema topset to lifter;

grant create on schema topset to topset_rows;
alter function topset.pull_training(uuid, bigint, int) owner to topset_rows;
alter function topset.pull_catalogue(text) owner to topset_rows;
alter function topset.push_changes(jsonb, uuid) owner to topset_rows;
alter function topset.insert_full_plan(uuid, jsonb) owner to topset_rows;
alter function topset.topset_schema_version() owner to topset_rows;
revoke all on schema topset from topset_rows;

-- What everybody may do in a database, a login could do as well: look into `public`, make temporary
-- tables. Who may do so by name keeps it; and everybody who is there by now is named first, because
-- other applications live here too.

create or replace function topset_private.close_public()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  present record;
begin
  for present in
    select r.rolname as name
    from pg_catalog.pg_roles r
    where not r.rolsuper
      and r.rolname !~ '^(pg_|topset_)'
      and r.rolname <> 'lifter'
      and (not pg_has_role(r.oid, 'lifter', 'member') or r.rolname = current_user)
    order by r.rolname
  loop
    begin
      if has_schema_privilege('public', 'public', 'usage') then
        execute format('grant usage on schema public to %I', present.name);
      end if;
      if has_database_privilege('public', current_database(), 'temporary') then
        execute format('grant temporary on database %I to %I', current_database(), present.name);
      end if;
    exception
      when undefined_object or insufficient_privilege then null; -- dropped meanwhile, or not ours to give
    end;
  end loop;
  begin
    revoke usage on schema public from public;
  exception
    when insufficient_privilege then raise warning 'the schema public stays open to every login: %', sqlerrm;
  end;
  begin
    execute format('revoke temporary on database %I from public', current_database());
  exception
    when insufficient_privilege then raise warning 'temporary tables stay open to every login: %', sqlerrm;
  end;
end
$$;
comment on function topset_private.close_public() is
  'Takes from PUBLIC the use of the schema public and of temporary tables, and leaves both to every role '
  'there is but the logins of lifters. For the operator, too: a restored dump opens them again.';
revoke execute on function topset_private.close_public() from public;
select topset_private.close_public();

-- The login that all lifters shared could be used against all of them. It ends here.

do $$
begin
  if exists (select from pg_catalog.pg_roles r where r.rolname = 'topset_direct') then
    if (select r.rolcanlogin from pg_catalog.pg_roles r where r.rolname = 'topset_direct') then
      alter role topset_direct nologin;
    end if;
    if pg_has_role('topset_direct', 'lifter', 'member') then
      revoke lifter from topset_direct;
    end if;
  end if;
exception
  when insufficient_privilege then
    raise warning 'the shared login topset_direct could not be ended: %', sqlerrm;
end
$$;

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '20261125101000'
$$;
