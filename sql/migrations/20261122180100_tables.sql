-- The tables of the production schema, and the columns that logging adds to them.
--
-- Three starts lead here: nothing; the schema as it runs in production; and the schema from before
-- sessions had `completed`. Nothing is dropped, every column is added only where it is missing.

create schema if not exists topset_private;
revoke all on schema topset_private from public;
comment on schema topset_private is
  'topset: what policies, triggers and functions need and nobody else may touch. Not exposed by the Data API.';

-- Two names are in use for the table of performed sets; the one in the DDL is the table.
do $$
begin
  if to_regclass('public.training_set') is null and exists (
    select
    from pg_catalog.pg_class c
    where c.oid = to_regclass('public.modular_training_set')
      and c.relkind in ('r', 'p')
  ) then
    alter table public.modular_training_set rename to training_set;
  end if;
end
$$;

create table if not exists public.modular_training_plan (
  id               uuid primary key default gen_random_uuid(),
  user_id          uuid not null references auth.users (id) on delete cascade,
  split_type       text not null,
  week_start       date not null,
  goal_type        text not null default 'general_fitness',
  experience_level text not null default 'intermediate',
  status           text not null default 'active',
  notes            text,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);

create table if not exists public.modular_training_week (
  id          uuid primary key default gen_random_uuid(),
  plan_id     uuid not null references public.modular_training_plan (id) on delete cascade,
  week_number int not null,
  week_start  date not null,
  notes       text,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);

create table if not exists public.modular_training_session (
  id                 uuid primary key default gen_random_uuid(),
  week_id            uuid not null references public.modular_training_week (id) on delete cascade,
  day_label          text not null,
  session_date       date not null,
  day_of_week        int not null,
  focus_area         text not null,
  session_number     int not null default 1,
  overall_difficulty int,
  duration_minutes   int,
  completed          boolean not null default false,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now()
);

create table if not exists public.exrcwiki (
  exercise_id       text primary key,
  name              text not null,
  body_part         text not null default '',
  target            text not null default '',
  secondary_muscles jsonb not null default '[]',
  equipment         text not null default '',
  instructions      text not null default '',
  tips              jsonb not null default '[]',
  aliases           jsonb not null default '[]'
);

create table if not exists public.modular_training_exercise (
  id                uuid primary key default gen_random_uuid(),
  session_id        uuid not null references public.modular_training_session (id) on delete cascade,
  exercise_name     text not null,
  muscle_group      text not null default '',
  sets              int not null default 3,
  reps              text not null default '8-12',
  rir               int,
  equipment         text not null default '',
  tier              text not null default 'accessory',
  target            text,
  secondary_muscles jsonb,
  tips              jsonb,
  instructions      text,
  weight            real,
  actual_reps       jsonb,
  difficulty        int,
  notes             text,
  created_at        timestamptz not null default now(),
  display_order     int default 0,
  exercise_id       text references public.exrcwiki (exercise_id) on delete set null,
  order_in_session  int default 1
);

create table if not exists public.training_set (
  id              uuid primary key default gen_random_uuid(),
  exercise_row_id uuid not null references public.modular_training_exercise (id) on delete cascade,
  set_no          smallint not null,
  reps_done       smallint not null,
  weight_kg       real not null,
  rpe             smallint,
  recorded_at     timestamptz not null default now()
);

-- Sessions once had a text status. What it said moves into `completed`, once; the column stays for
-- who still reads it, and no longer has to be written.
do $$
declare
  has_status boolean := exists (
    select
    from pg_catalog.pg_attribute a
    where a.attrelid = 'public.modular_training_session'::regclass
      and a.attname = 'status'
      and not a.attisdropped
  );
  has_completed boolean := exists (
    select
    from pg_catalog.pg_attribute a
    where a.attrelid = 'public.modular_training_session'::regclass
      and a.attname = 'completed'
      and not a.attisdropped
  );
begin
  if not has_completed then
    alter table public.modular_training_session
      add column completed boolean not null default false;
    if has_status then
      execute $move$
        update public.modular_training_session
        set completed = true
        where lower(status::text) in ('completed', 'complete', 'done', 'finished')
      $move$;
    end if;
  end if;
  if has_status then
    alter table public.modular_training_session alter column status drop not null;
  end if;
end
$$;

-- `uuid_generate_v4()` lives in another schema, or nowhere; `gen_random_uuid()` is in the core.
alter table public.modular_training_plan     alter column id set default gen_random_uuid();
alter table public.modular_training_week     alter column id set default gen_random_uuid();
alter table public.modular_training_session  alter column id set default gen_random_uuid();
alter table public.modular_training_exercise alter column id set default gen_random_uuid();
alter table public.training_set              alter column id set default gen_random_uuid();

alter table public.modular_training_session
  add column if not exists session_number     int not null default 1,
  add column if not exists overall_difficulty int,
  add column if not exists duration_minutes   int,
  add column if not exists updated_at         timestamptz not null default now(),
  add column if not exists notes              text;

alter table public.modular_training_exercise
  add column if not exists rir               int,
  add column if not exists target            text,
  add column if not exists secondary_muscles jsonb,
  add column if not exists tips              jsonb,
  add column if not exists instructions      text,
  add column if not exists weight            real,
  add column if not exists actual_reps       jsonb,
  add column if not exists difficulty        int,
  add column if not exists notes             text,
  add column if not exists created_at        timestamptz not null default now(),
  add column if not exists display_order     int default 0,
  add column if not exists exercise_id       text,
  add column if not exists order_in_session  int default 1,
  add column if not exists swapped_from      text,
  add column if not exists skipped           boolean not null default false,
  add column if not exists superset_group    int;

alter table public.exrcwiki
  add column if not exists name              text not null default '',
  add column if not exists body_part         text not null default '',
  add column if not exists target            text not null default '',
  add column if not exists secondary_muscles jsonb not null default '[]',
  add column if not exists equipment         text not null default '',
  add column if not exists instructions      text not null default '',
  add column if not exists tips              jsonb not null default '[]',
  add column if not exists aliases           jsonb not null default '[]';

-- Foreign keys that an older database may lack. NOT VALID: they hold for new rows, and rows that
-- are already there stay as they are.
do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('modular_training_week',     'plan_id',         'modular_training_plan',     'id',          'cascade'),
      ('modular_training_session',  'week_id',         'modular_training_week',     'id',          'cascade'),
      ('modular_training_exercise', 'session_id',      'modular_training_session',  'id',          'cascade'),
      ('modular_training_exercise', 'exercise_id',     'exrcwiki',                  'exercise_id', 'set null'),
      ('training_set',              'exercise_row_id', 'modular_training_exercise', 'id',          'cascade')
    ) as fk (child, child_column, parent, parent_column, on_delete)
  loop
    if exists (
      select
      from pg_catalog.pg_constraint c
      join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
      where c.contype = 'f'
        and c.conrelid = to_regclass('public.' || wanted.child)
        and a.attname = wanted.child_column
    ) then
      continue;
    end if;
    begin
      if wanted.parent = 'exrcwiki' and not exists (
        select
        from pg_catalog.pg_index i
        join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = to_regclass('public.exrcwiki')
          and i.indisunique
          and i.indnkeyatts = 1
          and i.indpred is null
          and a.attname = wanted.parent_column
      ) then
        create unique index exrcwiki_exercise_id_key on public.exrcwiki (exercise_id);
      end if;
      execute format(
        'alter table public.%I add constraint %I foreign key (%I) references public.%I (%I)'
        ' on delete %s not valid',
        wanted.child, wanted.child || '_' || wanted.child_column || '_fkey',
        wanted.child_column, wanted.parent, wanted.parent_column, wanted.on_delete
      );
    exception
      when unique_violation or datatype_mismatch or invalid_foreign_key then
        raise warning '%.% cannot refer to %: %', wanted.child, wanted.child_column, wanted.parent, sqlerrm;
    end;
  end loop;
end
$$;

create or replace function topset_private.refuse()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception using
    errcode = 'check_violation',
    message = format('new row of "%s" breaks "%s": %s', tg_table_name, tg_argv[0], tg_argv[1]),
    constraint = tg_argv[0];
end
$$;
comment on function topset_private.refuse() is
  'Before insert or update, where a trigger''s condition says that a rule is broken.';
revoke execute on function topset_private.refuse() from public;

-- What a set can be. A check constraint is asked again at every update of a row, whatever changes in
-- it; so where old rows break a rule, a trigger holds it for new rows and new values instead.
do $$
declare
  wanted record;
  broken boolean;
begin
  for wanted in
    select *
    from (values
      ('training_set', 'rpe', 'training_set_rpe_check', 'rpe between 6 and 10'),
      ('training_set', 'reps_done', 'training_set_reps_done_check', 'reps_done >= 0'),
      ('training_set', 'set_no', 'training_set_set_no_check', 'set_no >= 1'),
      ('modular_training_session', 'day_of_week', 'modular_training_session_day_of_week_check', 'day_of_week between 1 and 7'),
      ('modular_training_session', 'overall_difficulty', 'modular_training_session_overall_difficulty_check', 'overall_difficulty between 1 and 10')
    ) as rule (relation, name, rule_name, condition)
  loop
    if exists (
      select
      from pg_catalog.pg_constraint c
      where c.conrelid = to_regclass('public.' || wanted.relation)
        and c.conname = wanted.rule_name
    ) or exists (
      select
      from pg_catalog.pg_trigger t
      where t.tgrelid = to_regclass('public.' || wanted.relation)
        and t.tgname = wanted.rule_name
    ) then
      continue;
    end if;
    execute format('select exists (select from public.%I where not (%s))', wanted.relation, wanted.condition)
      into broken;
    if broken then
      execute format(
        'create trigger %I before insert or update of %I on public.%I'
        ' for each row when (not (new.%s)) execute function topset_private.refuse(%L, %L)',
        wanted.rule_name, wanted.name, wanted.relation, wanted.condition, wanted.rule_name, wanted.condition
      );
    else
      execute format(
        'alter table public.%I add constraint %I check (%s) not valid',
        wanted.relation, wanted.rule_name, wanted.condition
      );
    end if;
  end loop;
end
$$;

comment on table public.modular_training_plan is 'One plan per goal or phase of a lifter.';
comment on table public.modular_training_week is 'One calendar week of a plan.';
comment on table public.modular_training_session is 'One workout day of a week.';
comment on table public.modular_training_exercise is
  'One exercise of a session as planned; the sets performed are in training_set.';
comment on table public.training_set is 'One performed set of an exercise.';
comment on table public.exrcwiki is 'The exercise catalogue.';
comment on column public.modular_training_session.day_of_week is '1 = Monday … 7 = Sunday';
comment on column public.modular_training_session.overall_difficulty is '1 to 10, as the lifter felt it';
comment on column public.modular_training_session.notes is 'the lifter''s comment on the day';
comment on column public.modular_training_exercise.actual_reps is
  'array of the reps done, in order: kept by a trigger for services that do not read training_set';
comment on column public.modular_training_exercise.weight is
  'planned weight in kg; the top set''s once the session is completed';
comment on column public.modular_training_exercise.swapped_from is
  'name of the planned exercise that this one took the place of';
comment on column public.modular_training_exercise.skipped is 'the lifter left this exercise out';
comment on column public.modular_training_exercise.superset_group is
  'exercises of a session with the same number are done in turns';
comment on column public.training_set.weight_kg is
  '0 is bodyweight, positive is added weight, negative is assistance';
comment on column public.training_set.rpe is 'perceived effort, 6 to 10';
comment on column public.exrcwiki.aliases is 'array of other names that people look for';
