-- What push_changes does with one change: never over anything that the lifter has not seen.

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

create or replace function topset_private.row_as_pulled(lifter uuid, relation text, row_id uuid)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  stands jsonb;
begin
  execute format(
    'select to_jsonb(t) %s from public.%I t where t.id = $1 and t.user_id = $2 for update',
    case relation when 'modular_training_exercise' then '|| topset_private.filled(t)' end,
    relation
  )
    into stands
    using row_id, lifter;
  return stands;
end
$$;
comment on function topset_private.row_as_pulled(uuid, text, uuid) is
  'A row of the lifter''s as laptops know it, locked; null if there is none.';

create or replace function topset_private.picked(stands jsonb, names text[])
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_object_agg(name, stands -> name) from unnest(names) as name where stands ? name
$$;
comment on function topset_private.picked(jsonb, text[]) is 'These columns of a row; null without a row.';

create or replace function topset_private.differing(relation text, stands jsonb, other jsonb, names text[])
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
  found text[] := '{}';
begin
  if names = '{}' then
    return found;
  end if;
  -- Compared as the column's type. A REAL that went to a laptop and back may differ in its last digit.
  execute (
    select format(
      'select array_remove(array[%s], null)'
      ' from jsonb_populate_record(null::public.%2$I, $1) t, jsonb_populate_record(null::public.%2$I, $2) o',
      string_agg(
        format(
          case a.atttypid
            when 'real'::regtype then
              'case when round(t.%1$I::numeric, 3) is distinct from round(o.%1$I::numeric, 3) then %1$L end'
            else 'case when t.%1$I is distinct from o.%1$I then %1$L end'
          end,
          name
        ),
        ', ' order by position
      ),
      relation
    )
    from unnest(names) with ordinality as named (name, position)
    join pg_catalog.pg_attribute a on a.attrelid = to_regclass('public.' || relation) and a.attname = name
  )
    into found
    using stands, other;
  return found;
end
$$;
comment on function topset_private.differing(text, jsonb, jsonb, text[]) is
  'Those of these columns in which two rows differ.';

create or replace function topset_private.conflict(stands jsonb, names text[], message text)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select jsonb_build_object(
    'outcome', 'conflict',
    'message', message,
    'current', topset_private.picked(stands, names)
  )
$$;
comment on function topset_private.conflict(jsonb, text[], text) is
  'The outcome of a change that would go over what the lifter has not seen.';

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
  wished text[];
  lost text[];
  writes text[];
begin
  if jsonb_typeof(fields) is distinct from 'object' or fields = '{}' then
    raise exception using errcode = '22023', message = 'an amendment needs "fields"';
  end if;
  names := array(select jsonb_object_keys(fields));
  perform topset_private.check_columns(relation, names, 'update');

  stands := topset_private.row_as_pulled(lifter, relation, row_id);
  if stands is null then
    raise exception using
      errcode = 'no_data_found',
      message = format('the %s is no longer on the server', topset_private.noun(relation));
  end if;

  select jsonb_object_agg(key, value -> 'from'), jsonb_object_agg(key, value -> 'to')
  into seen, wanted
  from jsonb_each(fields);

  wished := topset_private.differing(relation, stands, wanted, names);
  lost := array(
    select unnest(wished)
    intersect
    select unnest(topset_private.differing(relation, stands, seen, names))
    order by 1
  );
  writes := array(select unnest(wished) except select unnest(lost));

  if writes <> '{}' then
    execute format(
      'update public.%1$I t set %2$s from jsonb_populate_record(null::public.%1$I, $2) g where t.id = $1',
      relation, (select string_agg(format('%1$I = g.%1$I', name), ', ') from unnest(writes) as name)
    ) using row_id, wanted;
  end if;

  if lost = '{}' then
    return jsonb_build_object('outcome', case when writes = '{}' then 'already' else 'applied' end);
  end if;
  return topset_private.conflict(
    topset_private.row_as_pulled(lifter, relation, row_id),
    names,
    'changed on the server meanwhile: ' || array_to_string(lost, ', ')
  );
end
$$;
comment on function topset_private.apply_amend(uuid, text, uuid, jsonb) is
  'Field by field: what stands as the lifter saw it is written, what does not is a conflict and stays.';

create or replace function topset_private.holds_rows(relation text, row_id uuid)
returns boolean
language sql
stable
security invoker
set search_path = ''
as $$
  select case relation
    when 'modular_training_plan' then
      exists (select from public.modular_training_week w where w.plan_id = row_id)
    when 'modular_training_week' then
      exists (select from public.modular_training_session s where s.week_id = row_id)
    when 'modular_training_session' then
      exists (select from public.modular_training_exercise e where e.session_id = row_id)
    when 'modular_training_exercise' then
      exists (select from public.training_set t where t.exercise_row_id = row_id)
    else false
  end
$$;
comment on function topset_private.holds_rows(text, uuid) is 'Whether other rows hang on this one.';

create or replace function topset_private.apply_remove(lifter uuid, relation text, row_id uuid, fields jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  stands jsonb := topset_private.row_as_pulled(lifter, relation, row_id);
  names text[];
  changed text[];
begin
  if stands is null then
    return jsonb_build_object('outcome', 'already');
  end if;
  if jsonb_typeof(fields) = 'object' then -- what the lifter saw: nothing else is taken away
    names := array(select jsonb_object_keys(fields));
    perform topset_private.check_columns(relation, names, 'select');
    changed := topset_private.differing(
      relation, stands, (select jsonb_object_agg(key, value -> 'from') from jsonb_each(fields)), names
    );
    if changed <> '{}' then
      return topset_private.conflict(
        stands, names, 'changed on the server meanwhile: ' || array_to_string(changed, ', ')
      );
    elsif topset_private.holds_rows(relation, row_id) then
      return topset_private.conflict(
        stands, names,
        format('the %s holds something that was entered elsewhere meanwhile', topset_private.noun(relation))
      );
    end if;
  end if;
  execute format('delete from public.%I t where t.id = $1 and t.user_id = $2', relation)
    using row_id, lifter;
  return jsonb_build_object('outcome', 'applied');
end
$$;
comment on function topset_private.apply_remove(uuid, text, uuid, jsonb) is
  'Takes a row away; where told what the lifter saw of it, only if it still is that and holds nothing.';

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
      'current', topset_private.picked(
        topset_private.row_as_pulled(lifter, relation, row_id),
        array(select jsonb_object_keys(change -> 'fields'))
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
      answer := topset_private.apply_remove(lifter, relation, row_id, change -> 'fields');
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
