-- Everything of ours: name, and facts about it. Rights of the owner are not told, nor the right to
-- maintain, which PostgreSQL 17 brought.
with ours as (
  select n.oid, n.nspname, n.nspowner, n.nspacl
  from pg_namespace n
  where n.nspname in ('public', 'topset', 'topset_private')
),
acls (kind, id, part, acl, owner) as (
  select 'database', d.oid, 0, coalesce(d.datacl, acldefault('d', d.datdba)), d.datdba
  from pg_database d
  where d.datname = current_database()
  union all
  select 'schema', n.oid, 0, coalesce(n.nspacl, acldefault('n', n.nspowner)), n.nspowner
  from ours n
  union all
  select 'relation', c.oid, 0, coalesce(c.relacl, acldefault('r', c.relowner)), c.relowner
  from pg_class c
  join ours n on n.oid = c.relnamespace
  union all
  select 'relation', c.oid, a.attnum, a.attacl, c.relowner
  from pg_class c
  join ours n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attacl is not null and not a.attisdropped
  union all
  select 'function', p.oid, 0, coalesce(p.proacl, acldefault('f', p.proowner)), p.proowner
  from pg_proc p
  join ours n on n.oid = p.pronamespace
  union all
  select 'type', t.oid, 0, coalesce(t.typacl, acldefault('T', t.typowner)), t.typowner
  from pg_type t
  join ours n on n.oid = t.typnamespace
),
rights as (
  select
    a.kind, a.id, a.part, coalesce(nullif(g.grantee, 0)::regrole::text, 'public') as grantee,
    string_agg(lower(g.privilege_type), ', ' order by g.privilege_type) as names
  from acls a
  cross join aclexplode(a.acl) g
  where g.grantee <> a.owner
    and g.privilege_type <> 'MAINTAIN'
  group by a.kind, a.id, a.part, g.grantee
),
grants as (
  select r.kind, r.id, format('grant %s: %s', r.grantee, r.names) as fact
  from rights r
  where r.part = 0
  union all
  select
    r.kind, r.id,
    format('grant %s: %s of %s', r.grantee, r.names, string_agg(a.attname, ' ' order by a.attname))
  from rights r
  join pg_attribute a on a.attrelid = r.id and a.attnum = r.part
  where r.part <> 0
  group by r.kind, r.id, r.grantee, r.names
),
facts (place, name, rank, fact) as (
  select 1, 'database', 5, g.fact from grants g where g.kind = 'database'
  union all
  select
    2, 'role ' || r.rolname, 1,
    concat_ws(
      ', ',
      case when r.rolcanlogin then 'login' else 'nologin' end,
      case when r.rolinherit then 'inherit' else 'noinherit' end,
      case when r.rolsuper then 'SUPERUSER' end,
      case when r.rolbypassrls then 'BYPASSRLS' end,
      case when r.rolcreaterole then 'CREATEROLE' end,
      case when r.rolcreatedb then 'CREATEDB' end
    )
  from pg_roles r
  where r.rolname in ('anon', 'authenticated', 'authenticator', 'lifter', 'topset_rows')
  union
  select 2, 'role ' || r.rolname, 2, 'member of ' || m.roleid::regrole
  from pg_roles r
  join pg_auth_members m on m.member = r.oid
  where r.rolname in ('anon', 'authenticated', 'authenticator', 'lifter', 'topset_rows')
  union all
  select 3, 'schema ' || n.nspname, 1, 'owner ' || n.nspowner::regrole from ours n
  union all
  select 3, 'schema ' || n.nspname, 5, g.fact
  from ours n
  join grants g on g.kind = 'schema' and g.id = n.oid
  union all
  select 4, c.name, f.rank, f.fact
  from (
    select
      c.*,
      case c.relkind
        when 'v' then 'view '
        when 'm' then 'materialized view '
        when 'S' then 'sequence '
        when 'f' then 'foreign table '
        else 'table '
      end || n.nspname || '.' || c.relname as name
    from pg_class c
    join ours n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
  ) c
  cross join lateral (
    select
      1 as rank,
      concat_ws(
        '; ',
        'owner ' || c.relowner::regrole,
        case when c.relkind in ('r', 'p') and not c.relrowsecurity then 'no' end
          || ' row level security',
        case when c.relkind in ('r', 'p') and c.relrowsecurity then 'row level security' end,
        array_to_string(c.reloptions, ', ')
      ) as fact
    union all
    select 5, g.fact from grants g where g.kind = 'relation' and g.id = c.oid
    union all
    select
      6,
      concat_ws(
        ' ',
        'policy ' || p.policyname || ':',
        lower(p.cmd), 'to', array_to_string(p.roles, ', '),
        case when p.permissive <> 'PERMISSIVE' then 'restrictive' end,
        'using ' || p.qual,
        'check ' || p.with_check
      )
    from pg_policies p
    where format('%I.%I', p.schemaname, p.tablename)::regclass = c.oid
    union all
    select
      7,
      'trigger ' || t.tgname || ': ' || t.tgfoid::regproc
        || case when t.tgenabled <> 'O' then ', NOT ENABLED' else '' end
    from pg_trigger t
    where t.tgrelid = c.oid
      and not t.tgisinternal
    union all
    select
      8,
      'columns ' || string_agg(
        a.attname || ' ' || format_type(a.atttypid, null)
          || case when a.attnotnull then '' else '?' end,
        ', ' order by a.attname
      )
    from pg_attribute a
    where a.attrelid = c.oid
      and a.attnum > 0
      and not a.attisdropped
  ) f
  union all
  select 5, p.name, f.rank, f.fact
  from (
    select
      p.*,
      format(
        'function %s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)
      ) as name
    from pg_proc p
    join ours n on n.oid = p.pronamespace
  ) p
  cross join lateral (
    select
      1 as rank,
      concat_ws(
        '; ',
        'owner ' || p.proowner::regrole,
        case when p.prosecdef then 'DEFINER' else 'invoker' end,
        case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
        array_to_string(p.proconfig, '; ')
      ) as fact
    union all
    select 5, g.fact from grants g where g.kind = 'function' and g.id = p.oid
  ) f
  union all
  select 6, 'type ' || n.nspname || '.' || t.typname, f.rank, f.fact
  from pg_type t
  join ours n on n.oid = t.typnamespace
  cross join lateral (
    select 1 as rank, 'owner ' || t.typowner::regrole as fact
    union all
    select 5, g.fact from grants g where g.kind = 'type' and g.id = t.oid
  ) f
  where t.typtype in ('d', 'e', 'r')
)
select f.name, array_agg(f.fact order by f.rank, f.fact)
from facts f
group by f.place, f.name
order by f.place, f.name
