-- Who is asking is settled once a call.
--
-- Policies ask for the lifter again for each table. A token that expired between two of them would
-- have shown a pull without its weeks, which a laptop takes for weeks that are gone; and a session
-- ended in the middle of push_changes would have made its changes refused, or done already. So
-- policies go by the moment at which the statement began, the door itself by the clock, and a push
-- is believed only if its lifter is still signed in at the end.

create or replace function topset_private.who_asks(
  moment timestamptz, out lifter uuid, out refusal text
)
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
    -- What is committed counts: a transaction held open does not outlive the session.
    if claims ->> 'topset_stamp' is distinct from topset_private.stamp(claims)
      or (claims ->> 'exp')::numeric > extract(epoch from moment) is not true
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
    or (account ->> 'banned_until')::timestamptz > statement_timestamp()
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
      and (s.not_after is null or s.not_after > moment);
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
comment on function topset_private.who_asks(timestamptz) is
  'The signed-in lifter at a moment, or why there is none. The Data API''s claims are believed, others only '
  'on the lifter''s own login and with a valid stamp; neither without a session that lasts and, where the '
  'account has one, the second factor.';

create or replace function topset_private.lifter_id()
returns uuid
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select w.lifter from topset_private.who_asks(statement_timestamp()) w);
end
$$;

-- By the clock: a message of many statements has one beginning, however long the first of them takes.
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
  select w.lifter, w.refusal into asked from topset_private.who_asks(clock_timestamp()) w;
  if asked.lifter is null then
    raise exception using errcode = '28000', message = asked.refusal;
  end if;
  return asked.lifter;
end
$$;

drop function if exists topset_private.who_asks();

create or replace function public.push_changes(changes jsonb, device uuid)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  lifter uuid := topset_private.signed_in_lifter();
  -- Not the change's fault (locks, no resources, shutdown, read-only, a function or table missing):
  -- the whole call fails, and is sent again.
  passing constant text := '^(25|40|53|55|57|58|XX|42P01|42883)';
  change jsonb;
  answer jsonb;
  answers jsonb := '[]';
  state text;
  words text;
  constraint_name text;
  column_name text;
begin
  if jsonb_typeof(changes) is distinct from 'array' then
    raise exception using errcode = '22023', message = 'changes must be a list';
  end if;
  if jsonb_array_length(changes) > 1000 then
    raise exception using errcode = '54000', message = 'no more than 1000 changes at once';
  end if;
  if changes = '[]' then
    return answers;
  end if;

  perform topset_private.hold_own_training_head();

  if (select bool_and(topset_private.is_new_set(c)) from jsonb_array_elements(changes) as c) then
    begin
      return topset_private.insert_new_sets(lifter, device, changes);
    exception
      when others then
        if sqlstate ~ passing then
          raise;
        end if; -- one of them cannot be taken, or has a receipt: find out which
    end;
  end if;

  for change in select c from jsonb_array_elements(changes) as c loop
    begin
      perform topset_private.check_depth(change, 1000000);
      answer := topset_private.apply_change(lifter, device, change);
    exception
      when others then
        get stacked diagnostics
          state = returned_sqlstate,
          words = message_text,
          constraint_name = constraint_name,
          column_name = column_name;
        if state ~ passing then
          raise;
        end if;
        answer := jsonb_build_object(
          'outcome', 'refused',
          'code', state,
          'message', topset_private.plain_words(state, words, change ->> 'table', constraint_name, column_name)
        );
    end;
    answers := answers || jsonb_build_array(jsonb_build_object('id', change -> 'id') || answer);
  end loop;
  -- Whoever was signed out meanwhile saw no rows any more: nothing of this call is believed.
  perform topset_private.signed_in_lifter();
  return answers;
end
$$;

revoke execute on all functions in schema topset_private from public;

-- Not where a later migration has been applied already.
do $do$
begin
  if public.topset_schema_version() < '20261125110000' then
    create or replace function public.topset_schema_version()
    returns text
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
    as $$
      select '20261125110000'
    $$;
  end if;
end
$do$;
