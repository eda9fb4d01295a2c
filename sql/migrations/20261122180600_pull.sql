-- What a laptop reads: the weeks that changed since its last revision, and the catalogue.

create or replace function topset_private.filled(exercise public.modular_training_exercise)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select jsonb_build_object(
    'muscle_group', coalesce(exercise.muscle_group, ''),
    'sets', coalesce(exercise.sets, 0),
    'reps', coalesce(exercise.reps, ''),
    'equipment', coalesce(exercise.equipment, ''),
    'tier', coalesce(exercise.tier, ''),
    'display_order', coalesce(exercise.display_order, 0),
    'order_in_session', coalesce(exercise.order_in_session, 1)
  )
$$;
comment on function topset_private.filled(public.modular_training_exercise) is
  'The columns of an exercise that older databases allow to be null, without nulls.';
revoke execute on function topset_private.filled(public.modular_training_exercise) from public;
grant execute on function topset_private.filled(public.modular_training_exercise)
  to authenticated, lifter, service_role;

create or replace function public.pull_training(epoch uuid, since bigint, page int default 40)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
set timezone = 'UTC'
as $$
declare
  lifter uuid := topset_private.lifter_id();
  here uuid := topset_private.current_epoch();
  head bigint;
  last bigint;
  changed jsonb;
begin
  if lifter is null then
    raise exception using errcode = '28000', message = 'you are not signed in, or the sign-in has expired';
  end if;

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
comment on function public.pull_training(uuid, bigint, int) is
  'The signed-in lifter''s plans, the ids of all weeks, and the weeks changed since a revision, as documents.';

create or replace function public.pull_catalogue(known text)
returns jsonb
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  exercises jsonb;
  digest text;
begin
  if topset_private.lifter_id() is null and not pg_has_role(current_user, 'service_role', 'usage') then
    raise exception using errcode = '28000', message = 'you are not signed in, or the sign-in has expired';
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
comment on function public.pull_catalogue(text) is
  'The exercise catalogue and its digest, or null if the digest is the one already known.';

revoke execute on function public.pull_training(uuid, bigint, int) from public, anon, authenticated;
revoke execute on function public.pull_catalogue(text) from public, anon, authenticated;
grant execute on function public.pull_training(uuid, bigint, int) to authenticated, lifter, service_role;
grant execute on function public.pull_catalogue(text) to authenticated, lifter, service_role;
