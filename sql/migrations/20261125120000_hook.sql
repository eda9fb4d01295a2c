-- The access token hook lets a project's own hook be called first, and can be called by one.
--
-- Auth calls one hook. A project that has its own either calls topset_private.stamp_access_token(event)
-- with what it returns, or stays as it is and is named in hook_setting (`topset db hook --compose`).

create table if not exists topset_private.hook_setting (
  only_row      boolean primary key default true check (only_row),
  first_function text check (first_function <> 'topset_private.stamp_access_token')
);
revoke all on topset_private.hook_setting from public;
comment on table topset_private.hook_setting is
  'Which hook of the project''s own is called before the stamp; no row: none.';
comment on column topset_private.hook_setting.first_function is
  'schema.function, quoted where needed, of a function (jsonb) returns jsonb';

create or replace function topset_private.hook_first()
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '500ms'
as $$
begin
  return (
    select h.first_function
    from topset_private.hook_setting h
    where to_regprocedure(h.first_function || '(jsonb)') is not null
  );
exception
  when others then
    return null; -- a setting that cannot be read is not worth a sign-in
end
$$;
comment on function topset_private.hook_first() is
  'The project''s own hook that is called before the stamp; null where there is none any more.';

create or replace function topset_private.stamped_event(event jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '500ms'
as $$
declare
  stamped text;
begin
  stamped := topset_private.stamp(event -> 'claims');
  if stamped is null then
    return event;
  end if;
  begin
    update topset_private.stamp_key k
    set last_used = now()
    where k.only_row
      and exists (
        select
        from topset_private.stamp_key stale
        where stale.last_used is null or stale.last_used < now() - interval '1 hour'
        for update skip locked
      );
  exception
    when others then null; -- a note for `topset db check`, not worth a sign-in
  end;
  return jsonb_set(event, '{claims,topset_stamp}', to_jsonb(stamped));
exception
  when others then
    return event; -- a failing hook would keep everybody out
end
$$;
comment on function topset_private.stamped_event(jsonb) is
  'The event with the claim topset_stamp; unchanged where there is nothing to stamp. Never fails.';

create or replace function topset_private.stamp_access_token(event jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  first_function text;
  answer jsonb := event;
begin
  -- One that calls this function in turn is not called again.
  if coalesce(current_setting('topset.in_hook', true), '') <> 'yes' then
    first_function := topset_private.hook_first();
  end if;
  if first_function is not null then
    perform set_config('topset.in_hook', 'yes', true);
    -- As Auth itself would call it: by the same role and in the same search path. What it refuses
    -- is passed on, and what it raises stops this sign-in as it would without topset.
    perform set_config('search_path', 'auth, pg_temp', true);
    execute 'select ' || first_function || '($1)' into answer using event;
    perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    perform set_config('topset.in_hook', '', true);
  end if;
  return topset_private.stamped_event(answer);
end
$$;
comment on function topset_private.stamp_access_token(jsonb) is
  'Custom access token hook of Supabase Auth: calls the project''s own hook first, if one is named in '
  'hook_setting, and adds the claim topset_stamp. Fails only where that one fails.';

revoke execute on function
  topset_private.hook_first(),
  topset_private.stamped_event(jsonb),
  topset_private.stamp_access_token(jsonb)
from public;
grant usage on schema topset_private to supabase_auth_admin;
grant execute on function
  topset_private.hook_first(),
  topset_private.stamped_event(jsonb),
  topset_private.stamp_access_token(jsonb)
to supabase_auth_admin;

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '20261125120000'
$$;
