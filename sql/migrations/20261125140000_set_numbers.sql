-- Set numbers are bookkeeping: the database counts the sets of an exercise, in order of time.
--
-- Two laptops without a network both make a set 6, and a removal leaves a gap. So after every
-- statement that adds, moves or removes sets they are numbered 1, 2, 3 … anew, by recorded_at. What
-- was recorded in the same moment (one statement of an old service, one line of an old laptop) stays
-- in the order of the numbers that it came with, and else goes by id.

create or replace function topset_private.number_sets(exercises uuid[])
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Asked first: an update that changes nothing still calls every trigger there is.
  if not exists (
    select
    from (
      select t.set_no, row_number() over (
        partition by t.exercise_row_id order by t.recorded_at, t.set_no, t.id
      ) as place
      from public.training_set t
      where t.exercise_row_id = any (exercises)
    ) counted
    where counted.set_no <> counted.place
  ) then
    return;
  end if;
  update public.training_set t
  set set_no = counted.place
  from (
    select s.id, row_number() over (
      partition by s.exercise_row_id order by s.recorded_at, s.set_no, s.id
    ) as place
    from public.training_set s
    where s.exercise_row_id = any (exercises)
  ) counted
  where counted.id = t.id
    and counted.place <> t.set_no;
end
$$;
comment on function topset_private.number_sets(uuid[]) is
  'Numbers the sets of these exercises 1, 2, 3 … by the time that they were recorded at.';

create or replace function topset_private.number_touched_sets()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    perform topset_private.number_sets(array(
      select moved.exercise_row_id
      from touched t
      join earlier o on o.id = t.id
      cross join lateral (values (t.exercise_row_id), (o.exercise_row_id)) as moved (exercise_row_id)
      where (t.exercise_row_id, t.set_no, t.recorded_at)
        is distinct from (o.exercise_row_id, o.set_no, o.recorded_at)
    ));
  elsif exists (select from touched) then
    perform topset_private.number_sets(array(select distinct t.exercise_row_id from touched t));
  end if;
  return null;
end
$$;
comment on function topset_private.number_touched_sets() is
  'After a statement on training_set: numbers the sets of the exercises that it touched.';

-- Triggers fire in the order of their names. Behind topset_raise_…, which holds the lifter's head
-- until commit: so that of two services that add at the same time the second counts the first's.
-- Before topset_summarise_…, which writes reps in this order.
create or replace trigger topset_renumber_insert
  after insert on public.training_set
  referencing new table as touched
  for each statement execute function topset_private.number_touched_sets();
create or replace trigger topset_renumber_delete
  after delete on public.training_set
  referencing old table as touched
  for each statement execute function topset_private.number_touched_sets();
create or replace trigger topset_renumber_update
  after update on public.training_set
  referencing old table as earlier new table as touched
  for each statement execute function topset_private.number_touched_sets();

-- Laptops from before send a number with an amendment, and renumber after a removal themselves: what
-- they say about it is neither written nor a reason for a conflict.

create or replace function topset_private.apply_amend(lifter uuid, relation text, row_id uuid, fields jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
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
  if relation = 'training_set' then
    names := array_remove(names, 'set_no');
    if names = '{}' then
      return jsonb_build_object('outcome', 'already');
    end if;
  end if;

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

create or replace function topset_private.apply_remove(lifter uuid, relation text, row_id uuid, fields jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
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
    if relation = 'training_set' then
      names := array_remove(names, 'set_no');
    end if;
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

revoke execute on function
  topset_private.number_sets(uuid[]),
  topset_private.number_touched_sets()
from public;

-- What is wrong by now. The heads first and in order, as every writer takes them.
do $$
declare
  wrong uuid[] := array(
    select distinct counted.exercise_row_id
    from (
      select t.exercise_row_id, t.set_no, row_number() over (
        partition by t.exercise_row_id order by t.recorded_at, t.set_no, t.id
      ) as place
      from public.training_set t
    ) counted
    where counted.set_no <> counted.place
  );
begin
  perform
  from public.training_head h
  where h.user_id in (
    select e.user_id from public.modular_training_exercise e where e.id = any (wrong)
  )
  order by h.user_id
  for update;
  perform topset_private.number_sets(wrong);
end
$$;

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '20261125140000'
$$;
