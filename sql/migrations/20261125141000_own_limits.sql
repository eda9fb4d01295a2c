-- A laptop that is suspended in the middle of a transaction keeps no other laptop waiting.
--
-- On a direct connection the lifter's head is locked from the call until the laptop says COMMIT, and
-- one whose lid was closed in between never says it. So whoever holds the head brings a limit along
-- that the client cannot forget; and each login has it for all else that it may do.

create or replace function topset_private.hold_own_training_head()
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  limits constant jsonb := '{"idle_in_transaction_session_timeout": "4s", "lock_timeout": "6s"}';
  name text;
begin
  -- Until the end of the transaction. Zero is "for ever"; a shorter limit of the caller's stays.
  foreach name in array array['idle_in_transaction_session_timeout', 'lock_timeout'] loop
    if current_setting(name) = '0' or current_setting(name)::interval > (limits ->> name)::interval then
      perform set_config(name, limits ->> name, true);
    end if;
  end loop;
  perform topset_private.hold_training_head(topset_private.lifter_id());
exception
  when lock_not_available then
    raise exception using
      errcode = 'lock_not_available',
      message = 'another laptop of yours is busy with your training';
end
$$;
comment on function topset_private.hold_own_training_head() is
  'Locks the head of the signed-in lifter until commit, which has to come within seconds of the answer.';

-- Logins that were made before; `topset db direct-login` gives new ones the same.
do $$
declare
  made record;
begin
  for made in
    select d.login
    from topset_private.direct_login d
    join pg_catalog.pg_roles r on r.rolname = d.login
    order by d.login
  loop
    begin
      execute format('alter role %I set idle_in_transaction_session_timeout = %L', made.login, '4s');
      execute format('alter role %I set tcp_user_timeout = %L', made.login, '15s');
    exception
      when insufficient_privilege then
        raise warning 'the login % keeps its old limits: %', made.login, sqlerrm;
    end;
  end loop;
end
$$;

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '20261125141000'
$$;
