-- Who may do what: grants by column, and four policies a table.
--
-- Projects made before October 2026 hand every new table to the API roles, later ones hand out
-- nothing: so everything is taken back first and then given, one by one. `anon` gets nothing.

do $$
declare
  relation text;
  policy record;
begin
  foreach relation in array array[
    'modular_training_plan', 'modular_training_week', 'modular_training_session',
    'modular_training_exercise', 'training_set', 'exrcwiki'
  ] loop
    execute format('alter table public.%I enable row level security', relation);
    execute format('revoke all on table public.%I from public, anon, authenticated, lifter', relation);
    execute format('grant all on table public.%I to service_role', relation);
    execute format('grant select on table public.%I to authenticated, lifter', relation);
    -- The specification's policies, with either hyphen, give way to the ones below.
    for policy in
      select p.policyname as name
      from pg_catalog.pg_policies p
      where p.schemaname = 'public'
        and p.tablename = relation
        and translate(p.policyname, U&'\2010\2011\2012\2013', '----') in (
          'Owner-Read', 'Owner-Write', 'Owner-Insert', 'Owner-Update', 'Owner-Delete', 'Signed-in-Read'
        )
    loop
      execute format('drop policy %I on public.%I', policy.name, relation);
    end loop;
  end loop;
end
$$;

grant usage on schema public to authenticated, lifter, service_role;

grant
  insert (id, user_id, split_type, week_start, goal_type, experience_level, status, notes, created_at, updated_at),
  update (split_type, week_start, goal_type, experience_level, status, notes, updated_at),
  delete
  on public.modular_training_plan
  to authenticated, lifter;

grant
  insert (id, plan_id, week_number, week_start, notes, created_at, updated_at),
  update (week_number, week_start, notes, updated_at),
  delete
  on public.modular_training_week
  to authenticated, lifter;

grant
  insert (
    id, week_id, day_label, session_date, day_of_week, focus_area, session_number,
    overall_difficulty, duration_minutes, completed, notes, created_at, updated_at
  ),
  update (
    week_id, day_label, session_date, day_of_week, focus_area, session_number,
    overall_difficulty, duration_minutes, completed, notes, updated_at
  ),
  delete
  on public.modular_training_session
  to authenticated, lifter;

grant
  insert (
    id, session_id, exercise_name, muscle_group, sets, reps, rir, equipment, tier, target,
    secondary_muscles, tips, instructions, weight, actual_reps, difficulty, notes, created_at,
    display_order, exercise_id, order_in_session, swapped_from, skipped, superset_group
  ),
  update (
    session_id, exercise_name, muscle_group, sets, reps, rir, equipment, tier, target,
    secondary_muscles, tips, instructions, weight, actual_reps, difficulty, notes,
    display_order, exercise_id, order_in_session, swapped_from, skipped, superset_group
  ),
  delete
  on public.modular_training_exercise
  to authenticated, lifter;

grant
  insert (id, exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at),
  update (exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at),
  delete
  on public.training_set
  to authenticated, lifter;

do $$
declare
  relation text;
begin
  foreach relation in array array[
    'modular_training_plan', 'modular_training_week', 'modular_training_session',
    'modular_training_exercise', 'training_set'
  ] loop
    execute format(
      'create policy "Owner-Read" on public.%I for select to authenticated, lifter'
      ' using (user_id = (select topset_private.lifter_id()))',
      relation
    );
    execute format(
      'create policy "Owner-Insert" on public.%I for insert to authenticated, lifter'
      ' with check (user_id = (select topset_private.lifter_id()))',
      relation
    );
    execute format(
      'create policy "Owner-Update" on public.%I for update to authenticated, lifter'
      ' using (user_id = (select topset_private.lifter_id()))'
      ' with check (user_id = (select topset_private.lifter_id()))',
      relation
    );
    execute format(
      'create policy "Owner-Delete" on public.%I for delete to authenticated, lifter'
      ' using (user_id = (select topset_private.lifter_id()))',
      relation
    );
  end loop;
end
$$;

create policy "Signed-in-Read" on public.exrcwiki
  for select
  to authenticated, lifter
  using ((select topset_private.lifter_id()) is not null);
