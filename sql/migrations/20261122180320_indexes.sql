-- What foreign keys and policies look rows up by. Writers wait while an index of a large table is
-- built; who cannot have that builds it beforehand, `concurrently` and under the name given here.

-- Every foreign key is indexed; an index that is there already, whatever its name, will do.
do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('modular_training_plan',     'user_id',         'modular_training_plan_user_id_idx'),
      ('modular_training_week',     'plan_id',         'modular_training_week_plan_id_idx'),
      ('modular_training_session',  'week_id',         'modular_training_session_week_id_idx'),
      ('modular_training_exercise', 'session_id',      'modular_training_exercise_session_id_idx'),
      ('modular_training_exercise', 'exercise_id',     'modular_training_exercise_exercise_id_idx'),
      ('training_set',              'exercise_row_id', 'idx_set_exercise')
    ) as fk (child, child_column, index_name)
  loop
    if not exists (
      select
      from pg_catalog.pg_index i
      join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indrelid = to_regclass('public.' || wanted.child)
        and i.indpred is null
        and i.indisvalid
        and a.attname = wanted.child_column
    ) then
      execute format('create index %I on public.%I (%I)', wanted.index_name, wanted.child, wanted.child_column);
    end if;
  end loop;
end
$$;

create index if not exists modular_training_session_user_id_session_date_idx
  on public.modular_training_session (user_id, session_date);
create index if not exists modular_training_exercise_user_id_exercise_name_idx
  on public.modular_training_exercise (user_id, lower(exercise_name));
create index if not exists training_set_user_id_recorded_at_idx
  on public.training_set (user_id, recorded_at desc);
