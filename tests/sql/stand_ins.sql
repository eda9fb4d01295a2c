-- Statements that make stand-ins in `public` for what bodies of ours may mean in pg_catalog: each of
-- its functions and operators that they mention, with the very same arguments. A stand-in counts in
-- a sequence that it was used, and does as the real one.
with mentioned as (
  select distinct m.found[1] as name
  from pg_proc o
  cross join regexp_matches(o.prosrc, '([a-z0-9_]+)[(]', 'g') as m (found)
  where o.pronamespace::regnamespace::text in ('public', 'topset', 'topset_private')
),
types as (
  select t.oid, t.typname, 'pg_catalog.' || quote_ident(t.typname) as name
  from pg_type t
  where t.typnamespace = 'pg_catalog'::regnamespace
    and t.typtype = 'b'
    and t.typname <> 'cstring'
),
functions as (
  select
    p.proname, r.name as result,
    (
      select string_agg(t.name, ', ' order by a.place)
      from unnest(p.proargtypes) with ordinality as a (type, place)
      join types t on t.oid = a.type
    ) as takes,
    (
      select string_agg('$' || a.place, ', ' order by a.place)
      from unnest(p.proargtypes) with ordinality as a (type, place)
    ) as given
  from pg_proc p
  join types r on r.oid = p.prorettype
  where p.pronamespace = 'pg_catalog'::regnamespace
    and p.prokind = 'f'
    and not p.proretset
    and p.provariadic = 0
    and p.proname in (select m.name from mentioned m)
    and not exists (
      select from unnest(p.proargtypes) as a (type) where a.type not in (select t.oid from types t)
    )
),
operators as (
  select o.oid, o.oprname, l.name as before, r.name as after, t.name as result
  from pg_operator o
  join types l on l.oid = o.oprleft
  join types r on r.oid = o.oprright
  join types t on t.oid = o.oprresult
  where o.oprnamespace = 'pg_catalog'::regnamespace
    and o.oprname in ('=', '<>', '<', '>', '<=', '>=', '||', '->', '->>', '-', '+', '?', '~', '#')
    and array[l.typname, r.typname] <@ array[
      'text', '_text', 'name', 'uuid', 'jsonb', 'bytea', 'bool', 'int2', 'int4', 'int8', 'numeric',
      'date', 'timestamptz', 'interval', 'oid', 'char'
    ]::name[]
)
select format(
  'create function public.%1$I(%2$s) returns %3$s language plpgsql as $body$ begin'
  ' perform pg_catalog.nextval(''public.caught''); return pg_catalog.%1$I(%4$s); end $body$',
  f.proname, f.takes, f.result, f.given
)
from functions f
union all
select format(
  'create function public.meant_%1$s(%2$s, %3$s) returns %4$s language plpgsql as $body$ begin'
  ' perform pg_catalog.nextval(''public.caught'');'
  ' return $1 operator(pg_catalog.%5$s) $2; end $body$;'
  ' create operator public.%5$s'
  ' (leftarg = %2$s, rightarg = %3$s, function = public.meant_%1$s)',
  o.oid, o.before, o.after, o.result, o.oprname
)
from operators o
