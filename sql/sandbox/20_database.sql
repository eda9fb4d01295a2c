-- What belongs to one database: its owner, the schemas beside `public`, who may use them.

do $$
begin
  if (
    select pg_catalog.pg_get_userbyid(d.datdba)
    from pg_catalog.pg_database d
    where d.datname = current_database()
  ) <> 'postgres' then
    execute format('alter database %I owner to postgres', current_database());
  end if;
end
$$;

grant usage on schema public to anon, authenticated, service_role;
grant all on schema public to postgres;

create schema if not exists extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;

create schema if not exists auth authorization supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role, postgres;
