-- The last migration by name, for clients. Every later migration ends by saying its own version here.

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = ''
as $$
  select '20261122181100'
$$;
comment on function public.topset_schema_version() is
  'The version of the last topset migration: clients compare it with the one they were written for.';

revoke execute on function public.topset_schema_version() from public, anon, authenticated;
grant execute on function public.topset_schema_version() to authenticated, lifter, service_role;
