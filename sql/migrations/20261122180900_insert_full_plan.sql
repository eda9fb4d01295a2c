-- A whole plan from one JSON document: the shape of the specification, several weeks, every column,
-- ids made by the caller, and an error that names the key that is wrong.

create or replace function topset_private.check_plan_keys(body jsonb, place text, allowed text[])
returns void
language plpgsql
immutable
set search_path = ''
as $$
declare
  strange text;
begin
  if jsonb_typeof(body) is distinct from 'object' then
    raise exception using
      errcode = '22023',
      message = format('%s must be an object with keys', coalesce(nullif(place, ''), 'the plan'));
  end if;
  select string_agg(format('"%s"', key), ', ' order by key)
  into strange
  from jsonb_object_keys(body) as key
  where key <> all (allowed);
  if strange is not null then
    raise exception using
      errcode = '22023',
      message = format('%sunknown key %s', place || case place when '' then '' else ': ' end, strange),
      hint = 'known keys: ' || array_to_string(allowed, ', ');
  end if;
end
$$;
comment on function topset_private.check_plan_keys(jsonb, text, text[]) is
  'Raises for a key of a plan document that nobody reads, with its place.';

create or replace function topset_private.plan_list(body jsonb, place text, names text[])
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  name text;
begin
  foreach name in array names loop
    if body ? name then
      if jsonb_typeof(body -> name) <> 'array' then
        raise exception using
          errcode = '22023',
          message = format('%s must be a list', place || case place when '' then '' else '.' end || name);
      end if;
      return body -> name;
    end if;
  end loop;
  raise exception using
    errcode = '22023',
    message = format('%s is missing', place || case place when '' then '' else '.' end || names[1]);
end
$$;
comment on function topset_private.plan_list(jsonb, text, text[]) is
  'The list under the first of these names; raises if it is missing or no list.';

create or replace function topset_private.plan_value(
  body jsonb, place text, names text[], kind text, fallback text default null, needed boolean default false
)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  name text;
  given text;
  spot text;
  fits boolean := true;
begin
  foreach name in array names loop
    given := body ->> name;
    exit when given is not null;
  end loop;
  spot := place || case place when '' then '' else '.' end || coalesce(name, names[1]);
  if given is null then
    if needed and fallback is null then
      raise exception using
        errcode = '22023',
        message = format('%s is missing', place || case place when '' then '' else '.' end || names[1]);
    end if;
    return fallback;
  end if;
  begin
    case kind
      when 'a whole number' then perform given::int;
      when 'a number' then perform given::real;
      when 'a date (YYYY-MM-DD)' then perform given::date;
      when 'an id (UUID)' then perform given::uuid;
      when 'text' then fits := jsonb_typeof(body -> name) in ('string', 'number');
      when 'a list' then fits := jsonb_typeof(body -> name) = 'array';
    end case;
  exception
    when data_exception then fits := false;
  end;
  if not fits then
    raise exception using errcode = '22023', message = format('%s: %s is not %s', spot, body -> name, kind);
  end if;
  return given;
end
$$;
comment on function topset_private.plan_value(jsonb, text, text[], text, text, boolean) is
  'The value under the first of these names that is there, as text; raises, with its place, if it does not fit.';

create or replace function topset_private.insert_plan_slot(session_id uuid, slot jsonb, place text, ordinal int)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  whole constant text := 'a whole number';
  catalogue_id text;
begin
  perform topset_private.check_plan_keys(slot, place, array[
    'id', 'name', 'exercise_name', 'exercise_id', 'muscle_group', 'sets', 'reps', 'rir', 'equipment',
    'tier', 'target', 'secondary_muscles', 'tips', 'instructions', 'weight', 'notes',
    'order_in_session', 'display_order', 'superset_group'
  ]);
  catalogue_id := topset_private.plan_value(slot, place, '{exercise_id}', 'text');
  if catalogue_id is not null and not exists (
    select from public.exrcwiki x where x.exercise_id = catalogue_id
  ) then
    raise exception using
      errcode = 'foreign_key_violation',
      message = format('%s.exercise_id: "%s" is not in the exercise catalogue', place, catalogue_id);
  end if;
  insert into public.modular_training_exercise (
    id, session_id, exercise_id, exercise_name, muscle_group, sets, reps, rir, equipment, tier, target,
    secondary_muscles, tips, instructions, weight, notes, order_in_session, display_order, superset_group
  )
  values (
    coalesce(topset_private.plan_value(slot, place, '{id}', 'an id (UUID)')::uuid, gen_random_uuid()),
    session_id,
    catalogue_id,
    topset_private.plan_value(slot, place, '{name, exercise_name}', 'text', needed => true),
    topset_private.plan_value(slot, place, '{muscle_group}', 'text', ''),
    topset_private.plan_value(slot, place, '{sets}', whole, '3')::int,
    topset_private.plan_value(slot, place, '{reps}', 'text', '8-12'),
    topset_private.plan_value(slot, place, '{rir}', whole)::int,
    topset_private.plan_value(slot, place, '{equipment}', 'text', ''),
    topset_private.plan_value(slot, place, '{tier}', 'text', 'accessory'),
    topset_private.plan_value(slot, place, '{target}', 'text'),
    topset_private.plan_value(slot, place, '{secondary_muscles}', 'a list')::jsonb,
    topset_private.plan_value(slot, place, '{tips}', 'a list')::jsonb,
    topset_private.plan_value(slot, place, '{instructions}', 'text'),
    topset_private.plan_value(slot, place, '{weight}', 'a number')::real,
    topset_private.plan_value(slot, place, '{notes}', 'text'),
    topset_private.plan_value(slot, place, '{order_in_session}', whole, ordinal::text)::int,
    topset_private.plan_value(slot, place, '{display_order}', whole, (ordinal - 1)::text)::int,
    topset_private.plan_value(slot, place, '{superset_group}', whole)::int
  );
end
$$;
comment on function topset_private.insert_plan_slot(uuid, jsonb, text, int) is 'One exercise of a plan document.';

create or replace function topset_private.insert_plan_session(
  week_id uuid, week_start date, session jsonb, place text
)
returns void
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  whole constant text := 'a whole number';
  session_id uuid;
  day date;
  weekday int;
  slots jsonb;
begin
  perform topset_private.check_plan_keys(session, place, array[
    'id', 'day_name', 'day_label', 'date', 'session_date', 'day_of_week', 'focus_area',
    'session_number', 'notes', 'slots', 'exercises'
  ]);
  weekday := topset_private.plan_value(session, place, '{day_of_week}', whole)::int;
  if weekday not between 1 and 7 then
    raise exception using
      errcode = '22023',
      message = format('%s.day_of_week: %s is not a day from 1 (Monday) to 7 (Sunday)', place, weekday);
  end if;
  -- Without a date: that day of the week, on or after the day the week starts.
  day := topset_private.plan_value(
    session, place, '{date, session_date}', 'a date (YYYY-MM-DD)',
    (week_start + (weekday - extract(isodow from week_start)::int + 7) % 7)::text,
    needed => true
  )::date;
  slots := topset_private.plan_list(session, place, '{slots, exercises}');

  insert into public.modular_training_session (
    id, week_id, day_label, session_date, day_of_week, focus_area, session_number, notes
  )
  values (
    coalesce(topset_private.plan_value(session, place, '{id}', 'an id (UUID)')::uuid, gen_random_uuid()),
    week_id,
    topset_private.plan_value(session, place, '{day_name, day_label}', 'text', needed => true),
    day,
    coalesce(weekday, extract(isodow from day)::int),
    topset_private.plan_value(session, place, '{focus_area}', 'text', ''),
    topset_private.plan_value(session, place, '{session_number}', whole, '1')::int,
    topset_private.plan_value(session, place, '{notes}', 'text')
  )
  returning id into session_id;

  for i in 0 .. jsonb_array_length(slots) - 1 loop
    perform topset_private.insert_plan_slot(session_id, slots -> i, format('%s.slots[%s]', place, i), i + 1);
  end loop;
end
$$;
comment on function topset_private.insert_plan_session(uuid, date, jsonb, text) is
  'One session of a plan document with its exercises.';

create or replace function public.insert_full_plan(p_user_id uuid, p_plan_json jsonb)
returns uuid
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  whole constant text := 'a whole number';
  plan_id uuid;
  plan_start date;
  weeks jsonb;
  week jsonb;
  week_id uuid;
  week_start date;
  sessions jsonb;
  place text;
begin
  if p_user_id is null then
    raise exception using errcode = '22023', message = 'a plan needs a lifter';
  end if;
  if row_security_active('public.modular_training_plan') then
    if topset_private.lifter_id() is distinct from p_user_id then
      raise exception using errcode = 'insufficient_privilege', message = 'a plan can only be made for yourself';
    end if;
    perform topset_private.hold_own_training_head();
  end if;

  perform topset_private.check_plan_keys(p_plan_json, '', array[
    'id', 'split_type', 'week_start', 'goal_type', 'experience_level', 'status', 'notes', 'sessions', 'weeks'
  ]);
  if p_plan_json ?& '{sessions, weeks}' then
    raise exception using
      errcode = '22023',
      message = 'give either sessions (a plan of one week) or weeks, not both';
  end if;
  if p_plan_json ? 'weeks' then
    weeks := topset_private.plan_list(p_plan_json, '', '{weeks}');
  else
    weeks := jsonb_build_array(
      jsonb_build_object('sessions', topset_private.plan_list(p_plan_json, '', '{sessions}'))
    );
  end if;
  if weeks = '[]' then
    raise exception using errcode = '22023', message = 'weeks is empty';
  elsif p_plan_json -> 'sessions' = '[]' then
    raise exception using errcode = '22023', message = 'sessions is empty';
  end if;

  plan_start := topset_private.plan_value(
    p_plan_json, '', '{week_start}', 'a date (YYYY-MM-DD)', needed => true
  )::date;
  insert into public.modular_training_plan (
    id, user_id, split_type, week_start, goal_type, experience_level, status, notes
  )
  values (
    coalesce(topset_private.plan_value(p_plan_json, '', '{id}', 'an id (UUID)')::uuid, gen_random_uuid()),
    p_user_id,
    topset_private.plan_value(p_plan_json, '', '{split_type}', 'text', needed => true),
    plan_start,
    topset_private.plan_value(p_plan_json, '', '{goal_type}', 'text', 'general_fitness'),
    topset_private.plan_value(p_plan_json, '', '{experience_level}', 'text', 'intermediate'),
    topset_private.plan_value(p_plan_json, '', '{status}', 'text', 'active'),
    topset_private.plan_value(p_plan_json, '', '{notes}', 'text')
  )
  returning id into plan_id;

  for i in 0 .. jsonb_array_length(weeks) - 1 loop
    week := weeks -> i;
    place := case when p_plan_json ? 'weeks' then format('weeks[%s]', i) else '' end;
    perform topset_private.check_plan_keys(week, place, array[
      'id', 'week_number', 'week_start', 'notes', 'sessions'
    ]);
    sessions := topset_private.plan_list(week, place, '{sessions}');
    week_start := topset_private.plan_value(
      week, place, '{week_start}', 'a date (YYYY-MM-DD)', (plan_start + 7 * i)::text
    )::date;
    insert into public.modular_training_week (id, plan_id, week_number, week_start, notes)
    values (
      coalesce(topset_private.plan_value(week, place, '{id}', 'an id (UUID)')::uuid, gen_random_uuid()),
      plan_id,
      topset_private.plan_value(week, place, '{week_number}', whole, (i + 1)::text)::int,
      week_start,
      topset_private.plan_value(week, place, '{notes}', 'text')
    )
    returning id into week_id;
    for j in 0 .. jsonb_array_length(sessions) - 1 loop
      perform topset_private.insert_plan_session(
        week_id, week_start, sessions -> j,
        format('%ssessions[%s]', place || case place when '' then '' else '.' end, j)
      );
    end loop;
  end loop;
  return plan_id;
end
$$;
comment on function public.insert_full_plan(uuid, jsonb) is
  'A plan with weeks, sessions and exercises from one JSON document, for oneself or by the service role.';

revoke execute on all functions in schema topset_private from public;
grant execute on function
  topset_private.check_plan_keys(jsonb, text, text[]),
  topset_private.plan_list(jsonb, text, text[]),
  topset_private.plan_value(jsonb, text, text[], text, text, boolean),
  topset_private.insert_plan_slot(uuid, jsonb, text, int),
  topset_private.insert_plan_session(uuid, date, jsonb, text)
  to authenticated, lifter, service_role;

revoke execute on function public.insert_full_plan(uuid, jsonb) from public, anon, authenticated;
grant execute on function public.insert_full_plan(uuid, jsonb) to authenticated, lifter, service_role;
