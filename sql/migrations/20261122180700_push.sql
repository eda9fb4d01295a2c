-- What a laptop sends: changes, each with its own outcome, each exactly once.

create table if not exists public.training_change (
  user_id    uuid not null references auth.users (id) on delete cascade,
  id         uuid not null,
  device     uuid,
  made_at    timestamptz,
  applied_at timestamptz not null default now(),
  outcome    text not null check (outcome in ('applied', 'already', 'conflict')),
  primary key (user_id, id)
);
comment on table public.training_change is
  'Receipts of changes: one that has a receipt is not done again. Refused changes have none.';
comment on column public.training_change.device is 'the laptop that sent it';
comment on column public.training_change.made_at is 'when the lifter did it, by the laptop''s clock';

alter table public.training_change enable row level security;
revoke all on table public.training_change from public, anon, authenticated, lifter;
grant all on table public.training_change to service_role;
grant select, insert on table public.training_change to authenticated, lifter;
drop policy if exists "Owner-Read" on public.training_change;
create policy "Owner-Read" on public.training_change
  for select
  to authenticated, lifter
  using (user_id = (select topset_private.lifter_id()));
drop policy if exists "Owner-Insert" on public.training_change;
create policy "Owner-Insert" on public.training_change
  for insert
  to authenticated, lifter
  with check (user_id = (select topset_private.lifter_id()));

create or replace function topset_private.prune_receipts(older_than interval default '180 days')
returns bigint
language sql
volatile
set search_path = ''
as $$
  with gone as (
    delete from public.training_change c
    where c.applied_at < now() - older_than
    returning 1
  )
  select count(*) from gone
$$;
comment on function topset_private.prune_receipts(interval) is
  'Deletes receipts that no laptop will ask about again; for the operator to schedule. Returns how many.';

create or replace function topset_private.noun(relation text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case relation
    when 'training_set' then 'set'
    else replace(relation, 'modular_training_', '')
  end
$$;
comment on function topset_private.noun(text) is 'What lifters call a row of this table.';

create or replace function topset_private.plain_words(
  state text, message text, relation text, constraint_name text, column_name text
)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when constraint_name = 'training_set_rpe_check' then 'RPE goes from 6 to 10'
    when constraint_name = 'training_set_reps_done_check' then 'reps cannot be negative'
    when constraint_name = 'training_set_set_no_check' then 'sets are counted from 1'
    when constraint_name = 'modular_training_session_day_of_week_check' then 'the day of the week goes from 1 to 7'
    when constraint_name = 'modular_training_session_overall_difficulty_check' then 'difficulty goes from 1 to 10'
    when constraint_name = 'modular_training_exercise_exercise_id_fkey' then 'this exercise is not in the server''s catalogue'
    when state = '23503' and constraint_name <> '' or state = '42501' and message like '%row-level security%' then
      'the ' || case relation
        when 'training_set' then 'exercise'
        when 'modular_training_exercise' then 'session'
        when 'modular_training_session' then 'week'
        when 'modular_training_week' then 'plan'
        else 'account'
      end || ' is no longer on the server'
    when state = '23505' then 'the server has another ' || topset_private.noun(relation) || ' under this id'
    when state = '23502' then format('"%s" cannot be empty', column_name)
    when state in ('22P02', '22007', '22008', '22003') then 'the server cannot take a value: ' || message
    else message
  end
$$;
comment on function topset_private.plain_words(text, text, text, text, text) is
  'An error of one change in words for lifters.';

create or replace function topset_private.check_columns(relation text, columns text[], privilege text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  name text;
begin
  foreach name in array columns loop
    if not exists (
      select
      from pg_catalog.pg_attribute a
      where a.attrelid = to_regclass('public.' || relation)
        and a.attname = name
        and a.attnum > 0
        and not a.attisdropped
    ) then
      raise exception using
        errcode = 'undefined_column',
        message = format('a %s has no "%s"', topset_private.noun(relation), name);
    end if;
    if not has_column_privilege('public.' || relation, name, privilege) then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format('"%s" of a %s cannot be changed', name, topset_private.noun(relation));
    end if;
  end loop;
end
$$;
comment on function topset_private.check_columns(text, text[], text) is
  'Raises, in words, for a column that is not there or not granted.';

create or replace function topset_private.apply_insert(lifter uuid, relation text, given jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  fresh jsonb := given - 'user_id' - 'revision';
  columns text;
  found_already boolean;
begin
  if jsonb_typeof(given) is distinct from 'object' or not given ? 'id' then
    raise exception using errcode = '22023', message = 'a new row needs "row" with an "id"';
  end if;
  execute format('select exists (select from public.%I t where t.id = $1 and t.user_id = $2)', relation)
    into found_already
    using (fresh ->> 'id')::uuid, lifter;
  if found_already then
    return jsonb_build_object('outcome', 'already');
  end if;
  perform topset_private.check_columns(relation, array(select jsonb_object_keys(fresh)), 'insert');
  if relation = 'modular_training_plan' then
    fresh := fresh || jsonb_build_object('user_id', lifter);
  end if;
  select string_agg(format('%I', key), ', ') into columns from jsonb_object_keys(fresh) as key;
  execute format(
    'insert into public.%1$I (%2$s) select %2$s from jsonb_populate_record(null::public.%1$I, $1)',
    relation, columns
  ) using fresh;
  return jsonb_build_object('outcome', 'applied');
end
$$;
comment on function topset_private.apply_insert(uuid, text, jsonb) is
  'A new row; `already` if the lifter has one of that id.';

create or replace function topset_private.apply_amend(lifter uuid, relation text, row_id uuid, fields jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  stands jsonb;
  seen jsonb;
  wanted jsonb;
  names text[];
  as_seen boolean[];
  as_wanted boolean[];
  writes text[] := '{}';
  lost text[] := '{}';
begin
  if jsonb_typeof(fields) is distinct from 'object' or fields = '{}' then
    raise exception using errcode = '22023', message = 'an amendment needs "fields"';
  end if;
  names := array(select jsonb_object_keys(fields));
  perform topset_private.check_columns(relation, names, 'update');

  execute format('select to_jsonb(t) from public.%I t where t.id = $1 and t.user_id = $2 for update', relation)
    into stands
    using row_id, lifter;
  if stands is null then
    raise exception using
      errcode = 'no_data_found',
      message = format('the %s is no longer on the server', topset_private.noun(relation));
  end if;

  select jsonb_object_agg(key, value -> 'from'), jsonb_object_agg(key, value -> 'to')
  into seen, wanted
  from jsonb_each(fields);

  -- Compared as the column's type. A REAL that went to a laptop and back may differ in its last digit.
  execute (
    select format(
      'select array[%1$s], array[%2$s] from public.%3$I t,'
      ' jsonb_populate_record(null::public.%3$I, $2) f, jsonb_populate_record(null::public.%3$I, $3) g'
      ' where t.id = $1',
      string_agg(format(same.expression, name, 'f'), ', ' order by position),
      string_agg(format(same.expression, name, 'g'), ', ' order by position),
      relation
    )
    from unnest(names) with ordinality as named (name, position)
    join pg_catalog.pg_attribute a on a.attrelid = to_regclass('public.' || relation) and a.attname = name
    cross join lateral (
      select case a.atttypid
        when 'real'::regtype then
          'round(t.%1$I::numeric, 3) is not distinct from round(%2$s.%1$I::numeric, 3)'
        else 't.%1$I is not distinct from %2$s.%1$I'
      end
    ) as same (expression)
  )
    into as_seen, as_wanted
    using row_id, seen, wanted;

  for i in 1 .. cardinality(names) loop
    if as_wanted[i] then
      continue;
    elsif as_seen[i] then
      writes := writes || names[i];
    else
      lost := lost || names[i];
    end if;
  end loop;

  if writes <> '{}' then
    execute format(
      'update public.%1$I t set %2$s from jsonb_populate_record(null::public.%1$I, $2) g where t.id = $1',
      relation, (select string_agg(format('%1$I = g.%1$I', name), ', ') from unnest(writes) as name)
    ) using row_id, wanted;
  end if;

  if lost = '{}' then
    return jsonb_build_object('outcome', case when writes = '{}' then 'already' else 'applied' end);
  end if;
  return jsonb_build_object(
    'outcome', 'conflict',
    'message', 'changed on the server meanwhile: ' || array_to_string(lost, ', '),
    'current', topset_private.as_it_stands(lifter, relation, row_id, names)
  );
end
$$;
comment on function topset_private.apply_amend(uuid, text, uuid, jsonb) is
  'Field by field: what stands as the lifter saw it is written, what does not is a conflict and stays.';

create or replace function topset_private.as_it_stands(lifter uuid, relation text, row_id uuid, names text[])
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  stands jsonb;
begin
  execute format('select to_jsonb(t) from public.%I t where t.id = $1 and t.user_id = $2', relation)
    into stands
    using row_id, lifter;
  return (select jsonb_object_agg(name, stands -> name) from unnest(names) as name where stands ? name);
end
$$;
comment on function topset_private.as_it_stands(uuid, text, uuid, text[]) is
  'These columns of a row as they are now; null if the row is gone.';

create or replace function topset_private.apply_change(lifter uuid, device uuid, change jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  change_id uuid := (change ->> 'id')::uuid;
  relation text := change ->> 'table';
  row_id uuid := (coalesce(change ->> 'row_id', change -> 'row' ->> 'id'))::uuid;
  known text;
  answer jsonb;
  gone bigint;
begin
  if change_id is null then
    raise exception using errcode = '22023', message = 'a change needs an "id"';
  end if;
  if relation is null or relation not in (
    'modular_training_plan', 'modular_training_week', 'modular_training_session',
    'modular_training_exercise', 'training_set'
  ) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('"%s" is not a table that can be changed', relation);
  end if;

  select c.outcome into known
  from public.training_change c
  where c.user_id = lifter
    and c.id = change_id;
  if known = 'conflict' then
    return jsonb_build_object(
      'outcome', known,
      'again', true,
      'current', topset_private.as_it_stands(
        lifter, relation, row_id, array(select jsonb_object_keys(change -> 'fields'))
      )
    );
  elsif known is not null then
    return jsonb_build_object('outcome', known, 'again', true);
  end if;

  case change ->> 'op'
    when 'insert' then
      answer := topset_private.apply_insert(lifter, relation, change -> 'row');
    when 'amend' then
      answer := topset_private.apply_amend(lifter, relation, row_id, change -> 'fields');
    when 'remove' then
      execute format('delete from public.%I t where t.id = $1 and t.user_id = $2', relation)
        using row_id, lifter;
      get diagnostics gone = row_count;
      answer := jsonb_build_object('outcome', case gone when 0 then 'already' else 'applied' end);
    else
      raise exception using
        errcode = '22023',
        message = format('"%s" is not something that can be done to a row', change ->> 'op');
  end case;

  insert into public.training_change (user_id, id, device, made_at, outcome)
  values (lifter, change_id, device, (change ->> 'made_at')::timestamptz, answer ->> 'outcome');
  return answer;
end
$$;
comment on function topset_private.apply_change(uuid, uuid, jsonb) is
  'Does one change and writes its receipt; with a receipt already there, does nothing.';
