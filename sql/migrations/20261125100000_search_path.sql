-- Names inside our functions mean what they meant to whoever wrote them.
--
-- `search_path = ''` still looks into pg_temp first for types and tables: whoever may make a
-- temporary domain called `jsonb` had its check run with the rights of the function. Naming pg_temp
-- puts it last.

do $$
declare
  ours regprocedure;
begin
  for ours in
    select p.oid
    from pg_catalog.pg_proc p
    where p.pronamespace = 'topset_private'::regnamespace
    union
    select to_regprocedure(signature)
    from unnest(array[
      'public.pull_training(uuid, bigint, integer)',
      'public.pull_catalogue(text)',
      'public.push_changes(jsonb, uuid)',
      'public.insert_full_plan(uuid, jsonb)',
      'public.topset_schema_version()'
    ]) as signature
    where to_regprocedure(signature) is not null
  loop
    execute format('alter function %s set search_path = pg_catalog, pg_temp', ours);
  end loop;
end
$$;

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '20261125100000'
$$;
