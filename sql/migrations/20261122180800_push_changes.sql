-- push_changes itself: a batch of new sets in one statement, anything else one by one.

create or replace function topset_private.is_new_set(change jsonb)
returns boolean
language sql
immutable
set search_path = ''
as $$
  select coalesce(
    change ->> 'table' = 'training_set'
    and change ->> 'op' = 'insert'
    and jsonb_typeof(change -> 'row') = 'object'
    and change -> 'row' ?& '{id, exercise_row_id, set_no, reps_done, weight_kg, recorded_at}'
    and (change -> 'row') - '{id, exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at}'::text[] = '{}',
    false
  )
$$;
comment on function topset_private.is_new_set(jsonb) is 'Whether this change may take the short way.';

create or replace function topset_private.insert_new_sets(lifter uuid, device uuid, changes jsonb)
returns jsonb
language sql
volatile
security invoker
set search_path = ''
as $$
  with given as (
    select (c.body ->> 'id')::uuid as change_id, (c.body ->> 'made_at')::timestamptz as made_at, c.position, r.*
    from jsonb_array_elements(changes) with ordinality as c (body, position)
    cross join lateral jsonb_to_record(c.body -> 'row') as r (
      id uuid, exercise_row_id uuid, set_no smallint, reps_done smallint, weight_kg real, rpe smallint,
      recorded_at timestamptz
    )
  ), written as (
    insert into public.training_set (id, exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at)
    select g.id, g.exercise_row_id, g.set_no, g.reps_done, g.weight_kg, g.rpe, g.recorded_at
    from given g
    order by g.position
  ), receipts as (
    insert into public.training_change (user_id, id, device, made_at, outcome)
    select lifter, g.change_id, device, g.made_at, 'applied'
    from given g
  )
  select jsonb_agg(jsonb_build_object('id', g.change_id, 'outcome', 'applied') order by g.position)
  from given g
$$;
comment on function topset_private.insert_new_sets(uuid, uuid, jsonb) is
  'New sets and their receipts in one statement; raises if any of them cannot be taken.';

create or replace function public.push_changes(changes jsonb, device uuid)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = ''
set timezone = 'UTC'
as $$
declare
  lifter uuid := topset_private.lifter_id();
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
  if lifter is null then
    raise exception using errcode = '28000', message = 'you are not signed in, or the sign-in has expired';
  end if;
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
  return answers;
end
$$;
comment on function public.push_changes(jsonb, uuid) is
  'Does each change once, in order, and tells for each: applied, already, conflict or refused.';

revoke execute on all functions in schema topset_private from public;
grant execute on function
  topset_private.noun(text),
  topset_private.plain_words(text, text, text, text, text),
  topset_private.check_columns(text, text[], text),
  topset_private.apply_insert(uuid, text, jsonb),
  topset_private.row_as_pulled(uuid, text, uuid),
  topset_private.picked(jsonb, text[]),
  topset_private.differing(text, jsonb, jsonb, text[]),
  topset_private.conflict(jsonb, text[], text),
  topset_private.apply_amend(uuid, text, uuid, jsonb),
  topset_private.holds_rows(text, uuid),
  topset_private.apply_remove(uuid, text, uuid, jsonb),
  topset_private.apply_change(uuid, uuid, jsonb),
  topset_private.is_new_set(jsonb),
  topset_private.insert_new_sets(uuid, uuid, jsonb)
  to authenticated, lifter, service_role;

revoke execute on function public.push_changes(jsonb, uuid) from public, anon, authenticated;
grant execute on function public.push_changes(jsonb, uuid) to authenticated, lifter, service_role;
