-- Who is asking: the stamp inside the access token, and lifter_id(), the one question of all policies.
--
-- Claims that come through the Data API have been verified by it. Claims on any other connection are
-- set by whoever holds it and prove nothing, unless they carry the stamp: an HMAC that Supabase Auth
-- put into the token by way of stamp_access_token, with a key that never leaves this schema.

do $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = 'lifter') then
    begin
      create role lifter nologin;
    exception
      when duplicate_object or unique_violation then null; -- another database of this cluster was faster
    end;
  end if;
  -- Since 16 whoever makes a role may administer it, but not take it on.
  if not pg_has_role(current_user, 'lifter', 'member')
    or current_setting('server_version_num')::int >= 160000
    and not (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user)
    and not exists (
      select
      from pg_catalog.pg_auth_members m
      where m.roleid = 'lifter'::regrole
        and m.member = current_user::regrole
        and (to_jsonb(m) ->> 'set_option')::boolean
    )
  then
    begin
      if current_setting('server_version_num')::int >= 160000 then
        execute format('grant lifter to %I with set true', current_user);
      else
        execute format('grant lifter to %I', current_user);
      end if;
    exception
      when unique_violation or insufficient_privilege then null;
    end;
  end if;
end
$$;

create or replace function topset_private.hmac_pad(key bytea, fill int)
returns bytea
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  padded bytea := case when length(key) > 64 then sha256(key) else key end;
  block bytea := decode(repeat(lpad(to_hex(fill), 2, '0'), 64), 'hex');
begin
  for i in 0 .. length(padded) - 1 loop
    block := set_byte(block, i, get_byte(padded, i) # fill);
  end loop;
  return block;
end
$$;
comment on function topset_private.hmac_pad(bytea, int) is
  'The key as the 64-byte block of RFC 2104, XORed with 0x36 (inner) or 0x5c (outer).';

create or replace function topset_private.hmac_sha256(key bytea, message bytea)
returns bytea
language sql
immutable
strict
set search_path = ''
as $$
  select sha256(
    topset_private.hmac_pad(key, 92)
    || sha256(topset_private.hmac_pad(key, 54) || message)
  )
$$;
comment on function topset_private.hmac_sha256(bytea, bytea) is
  'HMAC-SHA256 (RFC 2104) over the core''s sha256: needs no extension.';

create table if not exists topset_private.stamp_key (
  only_row  boolean primary key default true check (only_row),
  inner_pad bytea not null,
  outer_pad bytea not null,
  made_at   timestamptz not null default now(),
  last_used timestamptz
);
revoke all on topset_private.stamp_key from public;
comment on table topset_private.stamp_key is
  'The key of the stamp, as the two blocks that HMAC hashes first. Nobody has a grant on it.';
comment on column topset_private.stamp_key.last_used is
  'when Auth last asked for a stamp, to the hour: shows whether the hook is on';

create or replace function topset_private.rotate_stamp_key()
returns void
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  -- Eight random UUIDs hold 976 random bits; the hash makes 256 of them.
  key bytea := sha256(
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
  );
begin
  insert into topset_private.stamp_key as k (inner_pad, outer_pad)
  values (topset_private.hmac_pad(key, 54), topset_private.hmac_pad(key, 92))
  on conflict (only_row) do update
  set inner_pad = excluded.inner_pad,
      outer_pad = excluded.outer_pad,
      made_at = now();
end
$$;
comment on function topset_private.rotate_stamp_key() is
  'Makes a new key. Direct connections find every token signed out until its next refresh.';

do $$
begin
  if not exists (select from topset_private.stamp_key) then
    perform topset_private.rotate_stamp_key();
  end if;
end
$$;

create or replace function topset_private.stamp(claims jsonb)
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select encode(
    sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
      (claims ->> 'sub') || '|'
      || coalesce(claims ->> 'session_id', '') || '|'
      || trunc((claims ->> 'exp')::numeric)::text,
      'UTF8'
    ))),
    'hex'
  )
  from topset_private.stamp_key k
$$;
comment on function topset_private.stamp(jsonb) is
  'The stamp over sub|session_id|exp of these claims, in hex; null where sub or exp is missing.';

create or replace function topset_private.stamp_access_token(event jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = ''
as $$
declare
  stamped text;
begin
  stamped := topset_private.stamp(event -> 'claims');
  if stamped is null then
    return event;
  end if;
  begin
    update topset_private.stamp_key k
    set last_used = now()
    where k.only_row
      and exists (
        select
        from topset_private.stamp_key stale
        where stale.last_used is null or stale.last_used < now() - interval '1 hour'
        for update skip locked
      );
  exception
    when others then null; -- a note for `topset db check`, not worth a sign-in
  end;
  return jsonb_set(event, '{claims,topset_stamp}', to_jsonb(stamped));
exception
  when others then
    return event; -- a failing hook would keep everybody out
end
$$;
comment on function topset_private.stamp_access_token(jsonb) is
  'Custom access token hook of Supabase Auth: adds the claim topset_stamp. Never fails.';

create or replace function topset_private.lifter_id()
returns uuid
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  claims jsonb;
begin
  claims := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  if claims is null then
    return null;
  end if;
  if session_user = 'authenticator' or exists (
    select
    from pg_catalog.pg_roles r
    where r.rolname = session_user
      and (r.rolsuper or r.rolbypassrls)
  ) then
    return (claims ->> 'sub')::uuid;
  end if;
  if claims ->> 'topset_stamp' = topset_private.stamp(claims)
    and (claims ->> 'exp')::numeric > extract(epoch from now())
  then
    return (claims ->> 'sub')::uuid;
  end if;
  return null;
exception
  when data_exception then
    return null; -- claims that cannot be read say nothing about anybody
end
$$;
comment on function topset_private.lifter_id() is
  'The signed-in lifter, or null. The Data API''s claims are believed, others only with a valid stamp.';

revoke execute on all functions in schema topset_private from public;

grant usage on schema topset_private to authenticated, lifter, service_role, supabase_auth_admin;
grant execute on function topset_private.lifter_id() to authenticated, lifter, service_role;
grant execute on function topset_private.stamp_access_token(jsonb) to supabase_auth_admin;
