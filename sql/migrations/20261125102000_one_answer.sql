-- What is another's and what is not there get one answer; what refuses a call says why.

create or replace function topset_private.derive_owner()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  owner uuid;
  parent text;
begin
  -- A parent from before may not be filled in yet: then its plan tells.
  case tg_table_name
    when 'modular_training_week' then
      parent := 'plan';
      select p.user_id into owner from public.modular_training_plan p where p.id = new.plan_id;
    when 'modular_training_session' then
      parent := 'week';
      select coalesce(w.user_id, (
        select p.user_id
        from public.modular_training_plan p
        where p.id = w.plan_id
      ))
      into owner
      from public.modular_training_week w
      where w.id = new.week_id;
    when 'modular_training_exercise' then
      parent := 'session';
      select coalesce(s.user_id, (
        select p.user_id
        from public.modular_training_week w
        join public.modular_training_plan p on p.id = w.plan_id
        where w.id = s.week_id
      ))
      into owner
      from public.modular_training_session s
      where s.id = new.session_id;
    when 'training_set' then
      parent := 'exercise';
      select coalesce(e.user_id, (
        select p.user_id
        from public.modular_training_session s
        join public.modular_training_week w on w.id = s.week_id
        join public.modular_training_plan p on p.id = w.plan_id
        where s.id = e.session_id
      ))
      into owner
      from public.modular_training_exercise e
      where e.id = new.exercise_row_id;
  end case;
  -- One answer for what is not there and for what is another's: nobody finds out which.
  if owner is null or tg_op = 'UPDATE' and old.user_id <> owner then
    raise exception using
      errcode = 'foreign_key_violation',
      message = format('the %s is no longer on the server', parent);
  end if;
  new.user_id := owner;
  return new;
end
$$;

-- Rows are asked for their owner before their policy is: its refusal would tell that the parent is
-- there. Not lifter_id(): this is asked for every row, and decides which words a refusal has, not
-- whether there is one. An invoker, because only then it is seen whether policies hold the writer.
create or replace function topset_private.check_owner()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if row_security_active(tg_relid)
    and new.user_id::text is distinct from
      lower(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
  then
    raise exception using
      errcode = 'foreign_key_violation',
      message = format('the %s is no longer on the server', tg_argv[0]);
  end if;
  return new;
end
$$;
comment on function topset_private.check_owner() is
  'Before insert, after topset_owner: what would be another''s is refused as if its parent were not there.';

-- Triggers fire by name: after topset_owner, which gives the row its owner.
create or replace trigger topset_owner_checked
  before insert on public.modular_training_week
  for each row execute function topset_private.check_owner('plan');
create or replace trigger topset_owner_checked
  before insert on public.modular_training_session
  for each row execute function topset_private.check_owner('week');
create or replace trigger topset_owner_checked
  before insert on public.modular_training_exercise
  for each row execute function topset_private.check_owner('session');
create or replace trigger topset_owner_checked
  before insert on public.training_set
  for each row execute function topset_private.check_owner('exercise');

create or replace function topset_private.check_depth(document jsonb, most_bytes int)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if octet_length(document::text) > most_bytes or jsonb_path_exists(document, '$.**{25 to last}') then
    raise exception using errcode = '22023', message = 'it is too large, or nested too deeply';
  end if;
end
$$;
comment on function topset_private.check_depth(jsonb, int) is
  'Raises for a document of more bytes, or more than 24 levels: laptops and the Data API stumble over it.';

create or replace function topset_private.plain_words(
  state text, message text, relation text, constraint_name text, column_name text
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
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
    when constraint_name like '%\_readable' then
      format('"%s" is not a value that can be read', replace(replace(constraint_name, relation || '_', ''), '_readable', ''))
    when state like '54%' then 'it is too large, or nested too deeply'
    when state = '23502' then format('"%s" cannot be empty', column_name)
    when state in ('22P02', '22007', '22008', '22003') then 'the server cannot take a value: ' || message
    else message
  end
$$;

create or replace function public.pull_training(epoch uuid, since bigint, page int default 40)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  lifter uuid := topset_private.signed_in_lifter();
  here uuid := topset_private.current_epoch();
  head bigint;
  last bigint;
  changed jsonb;
begin
  head := coalesce((select h.revision from public.training_head h where h.user_id = lifter), 0);

  -- Nothing new; or a cursor from another run of revisions, for the laptop to make up its mind about.
  if coalesce(since, 0) >= head or (epoch <> here and since > 0) then
    return jsonb_build_object('epoch', here, 'revision', head, 'more', false);
  end if;

  -- Weeks that share a revision stay together, however many: the next page begins after it.
  with page_of_weeks as (
    select w.*
    from public.modular_training_week w
    where w.user_id = lifter
      and w.revision > coalesce(since, 0)
    order by w.revision
    fetch first least(greatest(coalesce(page, 40), 1), 200) rows with ties
  )
  select
    max(w.revision),
    coalesce(
      jsonb_agg(
        to_jsonb(w) - 'user_id' || jsonb_build_object('sessions', (
          select coalesce(
            jsonb_agg(
              to_jsonb(s) - 'user_id' || jsonb_build_object('exercises', (
                select coalesce(
                  jsonb_agg(
                    to_jsonb(e) - 'user_id' || topset_private.filled(e) || jsonb_build_object('performed', (
                      select coalesce(
                        jsonb_agg(to_jsonb(t) - 'user_id' order by t.set_no, t.recorded_at, t.id),
                        '[]'
                      )
                      from public.training_set t
                      where t.exercise_row_id = e.id
                        and t.user_id = lifter
                    ))
                    order by e.order_in_session, e.display_order, e.created_at, e.id
                  ),
                  '[]'
                )
                from public.modular_training_exercise e
                where e.session_id = s.id
                  and e.user_id = lifter
              ))
              order by s.session_date, s.session_number, s.created_at, s.id
            ),
            '[]'
          )
          from public.modular_training_session s
          where s.week_id = w.id
            and s.user_id = lifter
        ))
        order by w.revision, w.week_start, w.id
      ),
      '[]'
    )
  into last, changed
  from page_of_weeks w;

  return jsonb_build_object(
    'epoch', here,
    'revision', case
      when exists (
        select
        from public.modular_training_week w
        where w.user_id = lifter
          and w.revision > last
      ) then last
      else head
    end,
    'more', exists (
      select
      from public.modular_training_week w
      where w.user_id = lifter
        and w.revision > last
    ),
    'plans', (
      select coalesce(jsonb_agg(to_jsonb(p) - 'user_id' order by p.week_start, p.created_at, p.id), '[]')
      from public.modular_training_plan p
      where p.user_id = lifter
    ),
    'week_ids', (
      select coalesce(jsonb_agg(w.id order by w.week_start, w.id), '[]')
      from public.modular_training_week w
      where w.user_id = lifter
    ),
    'week_revisions', (
      select coalesce(jsonb_object_agg(w.id, w.revision), '{}')
      from public.modular_training_week w
      where w.user_id = lifter
    ),
    'weeks', changed,
    -- All to who begins to read; to who goes on, what may have been deleted since they began.
    'removed', topset_private.own_removed_rows(
      case when coalesce(since, 0) = 0 then '-infinity' else now() - interval '1 day' end
    )
  );
end
$$;

create or replace function public.pull_catalogue(known text)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  exercises jsonb;
  digest text;
begin
  if not pg_has_role(current_user, 'service_role', 'usage') then
    perform topset_private.signed_in_lifter();
  end if;
  select coalesce(jsonb_agg(to_jsonb(x) order by x.name, x.exercise_id), '[]')
  into exercises
  from public.exrcwiki x;
  digest := encode(sha256(convert_to(exercises::text, 'UTF8')), 'hex');
  if digest = known then
    return null;
  end if;
  return jsonb_build_object('digest', digest, 'exercises', exercises);
end
$$;

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
  return answers;
end
$$;

create or replace function public.insert_full_plan(p_user_id uuid, p_plan_json jsonb)
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
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
    if topset_private.signed_in_lifter() <> p_user_id then
      raise exception using errcode = 'insufficient_privilege', message = 'a plan can only be made for yourself';
    end if;
    perform topset_private.hold_own_training_head();
  end if;

  perform topset_private.check_depth(p_plan_json, 10000000);
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

revoke execute on all functions in schema topset_private from public;
grant execute on function
  topset_private.lifter_id(),
  topset_private.signed_in_lifter(),
  topset_private.check_depth(jsonb, int)
  to authenticated, service_role, topset_rows;

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '20261125102000'
$$;
