-- What `topset doctor --report` asks as the database's owner: facts about the server, none about
-- anybody in it. Of settings only these are named; others may hold a secret of the project's.
select jsonb_build_object(
  'server', version(),
  'session_user', session_user,
  'roles', (
    select jsonb_object_agg(r.rolname, jsonb_build_object(
      'super', r.rolsuper, 'create_role', r.rolcreaterole, 'bypass_rls', r.rolbypassrls,
      'inherit', r.rolinherit, 'login', r.rolcanlogin))
    from pg_catalog.pg_roles r
    where r.rolname in ('postgres', 'anon', 'authenticated', 'authenticator', 'service_role',
                        'supabase_admin', 'supabase_auth_admin', 'lifter', 'topset_rows')),
  'settings', (
    select jsonb_object_agg(coalesce(r.rolname, 'all'), s.kept)
    from (
      select d.setrole, jsonb_agg(line order by line) as kept
      from pg_catalog.pg_db_role_setting d, unnest(d.setconfig) as line
      where d.setdatabase in (0, (select oid from pg_catalog.pg_database
                                  where datname = current_database()))
        and split_part(line, '=', 1) in (
          'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout',
          'session_preload_libraries', 'search_path', 'pgrst.db_schemas')
      group by d.setrole
    ) s
    left join pg_catalog.pg_roles r on r.oid = s.setrole
    where r.oid is null or r.rolname in ('postgres', 'anon', 'authenticated', 'authenticator',
                                         'service_role', 'supabase_auth_admin')),
  'owns_database', (
    select pg_catalog.pg_has_role(d.datdba, 'member')
    from pg_catalog.pg_database d where d.datname = current_database()),
  'may', jsonb_build_object(
    'create_in_auth', has_schema_privilege('auth', 'create'),
    'read_sessions', case when to_regclass('auth.sessions') is not null
      then has_table_privilege(to_regclass('auth.sessions'), 'select') end,
    'read_factors', case when to_regclass('auth.mfa_factors') is not null
      then has_table_privilege(to_regclass('auth.mfa_factors'), 'select') end),
  'owners', (
    select jsonb_object_agg(o.owner, o.number)
    from (
      select pg_catalog.pg_get_userbyid(c.relowner) as owner, count(*) as number
      from pg_catalog.pg_class c
      where c.relnamespace in (to_regnamespace('public'), to_regnamespace('topset_private'))
        and c.relkind in ('r', 'v', 'p')
      group by 1
    ) o),
  'extensions', (
    select jsonb_object_agg(e.extname, e.extversion) from pg_catalog.pg_extension e)
)
