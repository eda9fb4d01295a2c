-- Who is asking, and whether they may: a login for each lifter, the second factor, the end of a session.
--
-- The laptop asks for the second factor and forgets a session that has ended; a script that holds a
-- token does neither. So the database asks the tables of Auth itself, through both doors.

create table if not exists topset_private.direct_login (
  login   name primary key,
  user_id uuid not null unique references auth.users (id) on delete cascade,
  made_at timestamptz not null default now()
);
revoke all on topset_private.direct_login from public;
comment on table topset_private.direct_login is
  'Which lifter may use which login of a direct connection; made by `topset db direct-login`.';

create or replace function topset_private.stamp(claims jsonb)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select encode(
    sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
      (claims ->> 'sub') || '|'
      || coalesce(claims ->> 'session_id', '') || '|'
      || trunc((claims ->> 'exp')::numeric)::text || '|'
      || coalesce(claims ->> 'aal', ''),
      'UTF8'
    ))),
    'hex'
  )
  from topset_private.stamp_key k
$$;
comment on function topset_private.stamp(jsonb) is
  'The stamp over sub|session_id|exp|aal of these claims, in hex; null where sub or exp is missing.';

create or replace function topset_private.can_read(relation text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    has_table_privilege(to_regclass(relation), 'select')
    and has_schema_privilege(split_part(relation, '.', 1), 'usage'),
    false
  )
$$;
comment on function topset_private.can_read(text) is
  'Whether a table of Auth is there and may be read: some projects are older than it.';

create or replace function topset_private.claims_are_verified()
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select session_user = 'authenticator' or exists (
    select
    from pg_catalog.pg_roles r
    where r.rolname = session_user
      and (r.rolsuper or r.rolbypassrls)
  )
$$;
comment on function topset_private.claims_are_verified() is
  'Whether the claims come from the Data API, or from somebody who may read everything anyway.';

create or replace function topset_private.who_asks(out lifter uuid, out refusal text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  claims jsonb;
  asker uuid;
  session uuid;
  session_level text := 'aal2';
  account jsonb;
begin
  refusal := 'you are not signed in, or the sign-in has expired';
  claims := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  asker := (claims ->> 'sub')::uuid;
  session := nullif(claims ->> 'session_id', '')::uuid;
  if asker is null then
    return;
  end if;

  if not topset_private.claims_are_verified() then
    if not exists (
      select
      from topset_private.direct_login d
      where d.login = session_user
        and d.user_id = asker
    ) then
      refusal := 'this login was made for another lifter';
      return;
    end if;
    -- The clock, and what is committed: a transaction held open outlives neither token nor session.
    if claims ->> 'topset_stamp' is distinct from topset_private.stamp(claims)
      or (claims ->> 'exp')::numeric > extract(epoch from clock_timestamp()) is not true
      or current_setting('transaction_isolation') <> 'read committed'
    then
      return;
    end if;
  elsif session_user <> 'authenticator' then
    lifter := asker; -- an operator looks at things as somebody else
    refusal := null;
    return;
  end if;

  select to_jsonb(u) into account from auth.users u where u.id = asker;
  if account is null
    or account ->> 'deleted_at' is not null
    or (account ->> 'banned_until')::timestamptz > clock_timestamp()
  then
    refusal := 'session ended: the account is closed';
    return;
  end if;
  if session is not null and topset_private.can_read('auth.sessions') then
    select s.aal::text
    into session_level
    from auth.sessions s
    where s.id = session
      and s.user_id = asker
      and (s.not_after is null or s.not_after > clock_timestamp());
    if not found then
      refusal := 'session ended: sign in again';
      return;
    end if;
  end if;
  if coalesce(claims ->> 'aal', '') not in ('aal2', 'aal3')
    or coalesce(session_level, '') not in ('aal2', 'aal3')
  then
    -- Apart from the next question: a statement is refused for every table that it names.
    if topset_private.can_read('auth.mfa_factors') then
      perform
      from auth.mfa_factors f
      where f.user_id = asker
        and f.status::text = 'verified';
      if found then
        refusal := 'second factor needed: sign in again and give its code';
        return;
      end if;
    end if;
  end if;

  lifter := asker;
  refusal := null;
exception
  when data_exception then
    -- Claims that cannot be read say nothing about anybody.
    lifter := null;
    refusal := 'you are not signed in, or the sign-in has expired';
end
$$;
comment on function topset_private.who_asks() is
  'The signed-in lifter, or why there is none. The Data API''s claims are believed, others only on the '
  'lifter''s own login and with a valid stamp; neither without a session that lasts and, where the '
  'account has one, the second factor.';

create or replace function topset_private.lifter_id()
returns uuid
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select w.lifter from topset_private.who_asks() w);
end
$$;
comment on function topset_private.lifter_id() is 'The signed-in lifter, or null: the one question of all policies.';

create or replace function topset_private.signed_in_lifter()
returns uuid
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  asked record;
begin
  select w.lifter, w.refusal into asked from topset_private.who_asks() w;
  if asked.lifter is null then
    raise exception using errcode = '28000', message = asked.refusal;
  end if;
  return asked.lifter;
end
$$;
comment on function topset_private.signed_in_lifter() is 'The signed-in lifter; raises 28000 with the reason if there is none.';

revoke execute on all functions in schema topset_private from public;
grant execute on function topset_private.signed_in_lifter() to authenticated, service_role;

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '20261125100500'
$$;
