-- What is amiss with topset in this database, and the command that mends it; asked by `topset db check`
-- and `topset doctor`, as the owner, once all migrations are there. Changes nothing.
--
-- Each row: whether lifters are in danger ('amiss') or the operator should know ('note'), words, remedy.

with ours as (
  select c.oid, c.relname as name, c.relkind, c.relrowsecurity, c.reloptions
  from pg_catalog.pg_class c
  where c.oid = any (array[
    to_regclass('public.modular_training_plan'), to_regclass('public.modular_training_week'),
    to_regclass('public.modular_training_session'), to_regclass('public.modular_training_exercise'),
    to_regclass('public.training_set'), to_regclass('public.exrcwiki'),
    to_regclass('public.training_head'), to_regclass('public.training_change'),
    to_regclass('public.workout_sessions'), to_regclass('public.modular_training_set')
  ])
), functions as (
  select p.oid, p.oid::regprocedure::text as name, p.pronamespace, p.proname, p.prosecdef, p.proconfig, p.proowner, p.proacl
  from pg_catalog.pg_proc p
  where p.pronamespace in (to_regnamespace('topset'), to_regnamespace('topset_private'))
    or p.oid = any (array[
      to_regprocedure('public.pull_training(uuid, bigint, integer)'),
      to_regprocedure('public.pull_catalogue(text)'),
      to_regprocedure('public.push_changes(jsonb, uuid)'),
      to_regprocedure('public.insert_full_plan(uuid, jsonb)'),
      to_regprocedure('public.topset_schema_version()')
    ])
), logins as (
  select r.oid, r.rolname as name, r.rolconnlimit, r.rolcanlogin, r.rolsuper, r.rolbypassrls, r.rolcreaterole, d.user_id
  from pg_catalog.pg_roles r
  left join topset_private.direct_login d on d.login = r.rolname
  where d.login is not null
    or r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, 'lifter', 'member')
      and r.rolname <> (select pg_catalog.pg_get_userbyid(x.datdba) from pg_catalog.pg_database x where x.datname = current_database())
      and r.rolname <> current_user
), found (place, kind, words, remedy) as (
  select 10, 'amiss', 'row level security is off on ' || o.name,
    format('alter table public.%I enable row level security', o.name)
  from ours o
  where o.relkind in ('r', 'p') and not o.relrowsecurity

  union all
  select 20, 'amiss', format('the policy "%s" on %s is not one of topset''s: it may show rows to others', p.policyname, p.tablename),
    format('drop policy %I on public.%I', p.policyname, p.tablename)
  from pg_catalog.pg_policies p
  join ours o on o.name = p.tablename
  where p.schemaname = 'public'
    and p.permissive = 'PERMISSIVE'
    and p.policyname not in ('Owner-Read', 'Owner-Insert', 'Owner-Update', 'Owner-Delete', 'Signed-in-Read')

  union all
  select 30, 'amiss', format('%s has been granted %s on %s', who.name, string_agg(lower(privilege), ', ' order by privilege), o.name),
    format('revoke all on public.%I from %s', o.name, who.name)
  from ours o
  cross join (values ('anon'), ('public'), ('lifter')) as who (name)
  cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as privilege
  where (who.name = 'public' or exists (select from pg_catalog.pg_roles r where r.rolname = who.name))
    -- What PUBLIC has everybody has: told once.
    and has_table_privilege(who.name, o.oid, privilege)
    and (who.name = 'public' or not has_table_privilege('public', o.oid, privilege))
  group by who.name, o.name

  union all
  select 31, 'amiss', format('authenticated may %s %s as a whole, past row level security', lower(privilege), o.name),
    format('revoke %s on public.%I from authenticated', lower(privilege), o.name)
  from ours o
  cross join unnest(array['TRUNCATE', 'TRIGGER', 'REFERENCES']) as privilege
  where has_table_privilege('authenticated', o.oid, privilege)

  union all
  select 40, 'amiss', format('the view %s runs as its owner and shows every lifter''s rows', o.name),
    format('alter view public.%I set (security_invoker = true)', o.name)
  from ours o
  where o.relkind = 'v'
    and not coalesce(o.reloptions, '{}') && '{security_invoker=true,security_invoker=on,security_invoker=1}'

  union all
  select 50, 'amiss', format('%s does not look for names where topset''s functions do: a temporary type could take it over', f.name),
    format('alter function %s set search_path = pg_catalog, pg_temp', f.name)
  from functions f
  where not coalesce(f.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']

  union all
  select 51, 'amiss', format('%s runs with the rights of its owner: called over the Data API it would pass by the policies', f.name),
    format('alter function %s security invoker', f.name)
  from functions f
  where f.pronamespace = 'public'::regnamespace and f.prosecdef

  union all
  select 52, 'amiss', format('%s belongs to %s, whom the policies may not hold', f.name, f.proowner::regrole),
    format('alter function %s owner to topset_rows', f.name)
  from functions f
  where f.pronamespace = to_regnamespace('topset') and f.proowner <> to_regrole('topset_rows')

  union all
  select 53, 'amiss', format('everybody may call %s', f.name), format('revoke execute on function %s from public', f.name)
  from functions f
  where has_function_privilege('public', f.oid, 'execute')

  union all
  select 54, 'amiss', format('anon may call %s', f.name), format('revoke execute on function %s from anon', f.name)
  from functions f
  where has_function_privilege('anon', f.oid, 'execute') and not has_function_privilege('public', f.oid, 'execute')

  union all
  select 60, 'amiss', 'topset_rows may log in, or row level security does not hold it',
    'alter role topset_rows nologin nosuperuser nobypassrls'
  from pg_catalog.pg_roles r
  where r.rolname = 'topset_rows' and (r.rolcanlogin or r.rolsuper or r.rolbypassrls)

  union all
  select 61, 'amiss', format('%s is a member of topset_rows and can do what its functions do', m.member::regrole),
    format('revoke topset_rows from %s', m.member::regrole)
  from pg_catalog.pg_auth_members m
  join pg_catalog.pg_roles r on r.oid = m.member
  where m.roleid = to_regrole('topset_rows')
    and not r.rolsuper and not r.rolbypassrls

  union all
  select 62, 'amiss', format('lifter is a member of %s: every lifter''s login could become it', m.roleid::regrole),
    format('revoke %s from lifter', m.roleid::regrole)
  from pg_catalog.pg_auth_members m
  where m.member = to_regrole('lifter')

  union all
  select 70, 'amiss', 'every login may use the schema public, and so call the functions of other applications there',
    'select topset_private.close_public()'
  where has_schema_privilege('lifter', 'public', 'usage')

  union all
  select 71, 'amiss', format('%s is open to every lifter''s login and runs as %s', p.oid::regprocedure, p.proowner::regrole),
    format('revoke execute on function %s from public', p.oid::regprocedure)
  from pg_catalog.pg_proc p
  where p.prosecdef
    and p.pronamespace not in (select n.oid from pg_catalog.pg_namespace n where n.nspname in ('pg_catalog', 'information_schema', 'topset'))
    and has_schema_privilege('lifter', p.pronamespace, 'usage')
    and has_function_privilege('lifter', p.oid, 'execute')

  union all
  select 72, 'amiss', format('every lifter''s login may create things in the schema %s', n.nspname),
    format('revoke create on schema %I from public, lifter', n.nspname)
  from pg_catalog.pg_namespace n
  where n.nspname !~ '^pg_(temp|toast)'
    and has_schema_privilege('lifter', n.oid, 'create')

  union all
  select 73, 'note', 'every login may make temporary tables and types in this database',
    'select topset_private.close_public()'
  where has_database_privilege('public', current_database(), 'temporary')

  union all
  select 80, 'amiss', 'the login topset_direct, which lifters shared, can still be used against all of them',
    format('grant topset_direct to %I; drop owned by topset_direct; drop role topset_direct', current_user)
  from pg_catalog.pg_roles r
  where r.rolname = 'topset_direct' and (r.rolcanlogin or pg_has_role(r.oid, 'lifter', 'member'))

  union all
  select 81, 'note', 'the login topset_direct, which lifters shared, is switched off and may go',
    format('grant topset_direct to %I; drop owned by topset_direct; drop role topset_direct', current_user)
  from pg_catalog.pg_roles r
  where r.rolname = 'topset_direct' and not (r.rolcanlogin or pg_has_role(r.oid, 'lifter', 'member'))

  union all
  select 82, 'note', format('the login %s may become a lifter, and none is known for it in this database', l.name),
    format('grant %1$I to %2$I; drop owned by %1$I; drop role %1$I', l.name, current_user)
  from logins l
  where l.user_id is null and l.name <> 'topset_direct'

  union all
  select 83, 'amiss', format('the login %s of a lifter may do more than lifters may', l.name),
    format('grant %1$I to %2$I; drop owned by %1$I; drop role %1$I', l.name, current_user) || '; then topset db direct-login'
  from logins l
  where l.user_id is not null
    and (
      l.rolsuper or l.rolbypassrls or l.rolcreaterole
      or exists (
        select
        from pg_catalog.pg_auth_members m
        where m.member = l.oid and m.roleid <> 'lifter'::regrole
      )
    )

  union all
  select 84, 'amiss', format('the login %s of a lifter has no limit of connections, and could use up all', l.name),
    format('alter role %I connection limit 5', l.name)
  from logins l
  where l.user_id is not null and l.rolcanlogin and l.rolconnlimit < 0

  union all
  select 85, 'note', format('the login %s keeps %s large objects in the database', l.name, count(*)),
    format('grant %1$I to %2$I; drop owned by %1$I; drop role %1$I', l.name, current_user) || '; then topset db direct-login'
  from pg_catalog.pg_largeobject_metadata o
  join logins l on l.oid = o.lomowner
  group by l.name

  union all
  select 86, 'note', format('lifters left %s large objects in the database', count(*)), 'select lo_unlink(oid) from pg_largeobject_metadata where lomowner = ''lifter''::regrole'
  from pg_catalog.pg_largeobject_metadata o
  where o.lomowner = to_regrole('lifter')
  having count(*) > 0

  union all
  select 90, 'amiss',
    format('%s cannot be read here, so %s', needed.relation, needed.consequence),
    format('as the superuser: grant usage on schema auth to %I; grant select on %s to %I', owner.name, needed.relation, owner.name)
  from (values
    ('auth.mfa_factors', 'a password alone opens accounts that have a second factor'),
    ('auth.sessions', 'a session that was ended goes on until its token expires')
  ) as needed (relation, consequence)
  cross join (
    select p.proowner::regrole::text as name
    from pg_catalog.pg_proc p
    where p.oid = to_regprocedure('topset_private.lifter_id()')
  ) as owner
  where not coalesce(
    has_schema_privilege(owner.name, 'auth', 'usage')
    and has_table_privilege(owner.name, to_regclass(needed.relation), 'select'),
    false
  )

  union all
  select 95, 'amiss', format('the Data API shows the schema %s', shown.name),
    'take it out of the exposed schemas (Project Settings, Data API)'
  from pg_catalog.pg_db_role_setting s
  cross join unnest(s.setconfig) as setting
  cross join lateral unnest(string_to_array(replace(substr(setting, strpos(setting, '=') + 1), ' ', ''), ',')) as shown (name)
  where s.setrole = to_regrole('authenticator')
    and setting like 'pgrst.db_schemas=%'
    and shown.name in ('topset', 'topset_private')

  union all
  select 96, 'note', 'the Data API tells how queries are planned, and with that how many rows others have',
    'alter role authenticator reset pgrst.db_plan_enabled; notify pgrst, ''reload config'''
  from pg_catalog.pg_db_role_setting s
  where s.setrole = to_regrole('authenticator')
    and s.setconfig && '{pgrst.db_plan_enabled=true,pgrst.db_plan_enabled=on,pgrst.db_plan_enabled=1}'
)
select f.kind, f.words, f.remedy
from found f
order by f.place, f.words
