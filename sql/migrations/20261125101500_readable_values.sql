-- Values that no laptop can read are refused: not a number, infinite, years that no calendar shows,
-- JSON that is nested without end. One of them stopped every pull of a lifter.
--
-- Old rows stay as they are. Where there are such rows a trigger holds the rule for new values alone,
-- as in the first migration; all tables are looked through before the first of them is locked.

do $$
declare
  wanted record;
  rule text;
  broken boolean;
  rules text[] := '{}';
begin
  for wanted in
    select
      c.relation,
      c.name,
      format('%s_%s_readable', c.relation, c.name) as rule_name,
      replace(c.condition, '{}', format('%I', c.name)) as condition,
      replace(c.condition, '{}', format('new.%I', c.name)) as new_condition
    from (
      select f.relation, f.name, 'cast({} as double precision) between -1000000 and 1000000' as condition
      from (values ('training_set', 'weight_kg'), ('modular_training_exercise', 'weight')) as f (relation, name)
      union all
      select d.relation, d.name, '{} >= ''1000-01-02'' and {} < ''8999-12-31'''
      from (values
        ('modular_training_plan', 'week_start'),
        ('modular_training_plan', 'created_at'),
        ('modular_training_plan', 'updated_at'),
        ('modular_training_week', 'week_start'),
        ('modular_training_week', 'created_at'),
        ('modular_training_week', 'updated_at'),
        ('modular_training_session', 'session_date'),
        ('modular_training_session', 'created_at'),
        ('modular_training_session', 'updated_at'),
        ('modular_training_exercise', 'created_at'),
        ('training_set', 'recorded_at'),
        ('training_change', 'made_at')
      ) as d (relation, name)
      union all
      select
        j.relation,
        j.name,
        'octet_length(cast({} as text)) <= 100000'
        ' and jsonb_path_exists({}, ''$.**{17 to last}'') = false'
        ' and jsonb_path_exists({}, ''$.** ? (@.type() == "number" && (@ > 1e15 || @ < -1e15))'') = false'
      from (values
        ('modular_training_exercise', 'secondary_muscles'),
        ('modular_training_exercise', 'tips'),
        ('modular_training_exercise', 'actual_reps'),
        ('exrcwiki', 'secondary_muscles'),
        ('exrcwiki', 'tips'),
        ('exrcwiki', 'aliases')
      ) as j (relation, name)
    ) c
    join pg_catalog.pg_attribute a
      on a.attrelid = to_regclass('public.' || c.relation)
      and a.attname = c.name
      and not a.attisdropped
    where not exists (
      select
      from pg_catalog.pg_constraint k
      where k.conrelid = a.attrelid
        and k.conname = format('%s_%s_readable', c.relation, c.name)
    ) and not exists (
      select
      from pg_catalog.pg_trigger t
      where t.tgrelid = a.attrelid
        and t.tgname = format('%s_%s_readable', c.relation, c.name)
    )
  loop
    execute format('select exists (select from public.%I where not (%s))', wanted.relation, wanted.condition)
      into broken;
    rules := rules || case
      when broken then format(
        'create trigger %I before insert or update of %I on public.%I'
        ' for each row when (not (%s)) execute function topset_private.refuse(%L, %L)',
        wanted.rule_name, wanted.name, wanted.relation, wanted.new_condition, wanted.rule_name,
        'a value that can be read'
      )
      else format(
        'alter table public.%I add constraint %I check (%s) not valid',
        wanted.relation, wanted.rule_name, wanted.condition
      )
    end;
  end loop;
  foreach rule in array rules loop
    execute rule;
  end loop;
end
$$;

create or replace function public.topset_schema_version()
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select '20261125101500'
$$;
