-- What `postgres` may do in a hosted project, and not a thing more; run as supabase_admin, in place of
-- what the sandbox grants. Its attributes (no superuser; createdb, createrole, replication,
-- bypassrls), the database it owns and the roles it may hand on are the sandbox's already.
--
-- In `auth` everything is supabase_auth_admin's and stands behind row level security without a policy.
-- A real project grants `postgres` more there than to read; but that is Auth's to take away, so what
-- topset promises has to hold without it.

do $$
declare
  relation regclass;
begin
  revoke all on schema auth from postgres;
  grant usage on schema auth to postgres;
  for relation in
    select c.oid from pg_catalog.pg_class c
    where c.relnamespace = 'auth'::regnamespace and c.relkind in ('r', 'S')
  loop
    execute format('revoke all on %s from postgres', relation);
  end loop;
  for relation in
    select c.oid from pg_catalog.pg_class c
    where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r'
  loop
    execute format('grant select on %s to postgres with grant option', relation);
    execute format('alter table %s enable row level security', relation);
  end loop;
  grant references on auth.users to postgres;
end
$$;
