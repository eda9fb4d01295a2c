-- The roles that every Supabase project has, with the settings they have there.
--
-- Run as the bootstrap superuser, supabase_admin. Roles belong to the whole cluster and databases
-- are many, so this file may run again and again, and in several databases at once: the lock on the
-- shared catalogue lets one in at a time. (Supabase also loads `safeupdate` for authenticator; the
-- library is not part of the embedded PostgreSQL, so UPDATE and DELETE without WHERE are not stopped.)

lock table pg_catalog.pg_authid in share row exclusive mode;

do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('postgres',            'login createdb createrole replication bypassrls'),
      ('anon',                'nologin inherit'),
      ('authenticated',       'nologin inherit'),
      ('service_role',        'nologin inherit bypassrls'),
      ('authenticator',       'login noinherit'),
      ('supabase_auth_admin', 'login noinherit createrole')
    ) as role (name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles r where r.rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
  end loop;
end
$$;

do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('anon',                'statement_timeout', '3s'),
      ('authenticated',       'statement_timeout', '8s'),
      ('authenticator',       'statement_timeout', '8s'),
      ('authenticator',       'lock_timeout',      '8s'),
      ('supabase_auth_admin', 'search_path',       'auth'),
      ('supabase_auth_admin', 'idle_in_transaction_session_timeout', '60000')
    ) as setting (role, name, value)
  loop
    if not exists (
      select
      from pg_catalog.pg_db_role_setting s
      join pg_catalog.pg_roles r on r.oid = s.setrole
      where s.setdatabase = 0
        and r.rolname = wanted.role
        and wanted.name || '=' || wanted.value = any (s.setconfig)
    ) then
      execute format('alter role %I set %I = %L', wanted.role, wanted.name, wanted.value);
    end if;
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_read_all_data, pg_monitor, pg_signal_backend to postgres;
