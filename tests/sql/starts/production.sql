-- Production as the specification describes it, as far as it can run, with rows of two lifters.
-- `users` there is auth.users; uuid_generate_v4() is an extension's, so a stand-in is made.

set local search_path = public, extensions, auth;

create function extensions.uuid_generate_v4() returns uuid language sql volatile
  as 'select gen_random_uuid()';

create table modular_training_plan (
  id               uuid primary key default uuid_generate_v4(),
  user_id          uuid not null references users (id),
  split_type       text not null,
  week_start       date not null,
  goal_type        text not null default 'general_fitness',
  experience_level text not null default 'intermediate',
  status           text not null default 'active',
  notes            text,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
create table modular_training_week (
  id          uuid primary key default uuid_generate_v4(),
  plan_id     uuid not null references modular_training_plan (id) on delete cascade,
  week_number int not null,
  week_start  date not null,
  notes       text,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create table modular_training_session (
  id                 uuid primary key default uuid_generate_v4(),
  week_id            uuid not null references modular_training_week (id) on delete cascade,
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
create table exrcwiki (
  exercise_id text primary key,
  name        text not null,
  equipment   text
);
create table modular_training_exercise (
  id                uuid primary key default uuid_generate_v4(),
  session_id        uuid,
  exercise_name     text,
  muscle_group      text,
  sets              integer,
  reps              text,
  rir               integer,
  equipment         text,
  tier              text,
  target            text,
  secondary_muscles jsonb,
  tips              jsonb,
  instructions      text,
  weight            real,
  actual_reps       jsonb,
  difficulty        integer,
  notes             text,
  created_at        timestamp with time zone default now(),
  display_order     integer default 0,
  exercise_id       text,
  order_in_session  integer default 1
);
create table training_set (
  id              uuid primary key default uuid_generate_v4(),
  exercise_row_id uuid not null references modular_training_exercise (id) on delete cascade,
  set_no          smallint not null,
  reps_done       smallint not null,
  weight_kg       real not null,
  rpe             smallint,
  recorded_at     timestamptz not null default now()
);
create index idx_set_exercise on training_set (exercise_row_id);
create index idx_set_recorded on training_set (recorded_at desc);
create index idx_set_weight on training_set (weight_kg);

alter table training_set enable row level security;
create policy "Owner-Read" on training_set
  for select using (
    exists (
      select 1
      from modular_training_exercise e
      join modular_training_session s on s.id = e.session_id
      join modular_training_week w on w.id = s.week_id
      join modular_training_plan p on p.id = w.plan_id
      where e.id = exercise_row_id
        and p.user_id = auth.uid()
    )
  );
alter table modular_training_plan enable row level security;
create policy U&"Owner\2011Read" on modular_training_plan for select using (user_id = auth.uid());
create policy U&"Owner\2011Write" on modular_training_plan for update using (user_id = auth.uid());

create view workout_sessions as
select
  s.id as id,
  p.user_id as user_id,
  case when s.completed then 'completed' else 'active' end as status,
  s.focus_area,
  s.day_of_week,
  s.session_date as created_at,
  s.updated_at
from modular_training_session s
join modular_training_week w on w.id = s.week_id
join modular_training_plan p on p.id = w.plan_id;

create function insert_full_plan(p_user_id uuid, p_plan_json jsonb) returns uuid
  language plpgsql as 'begin return null; end';

insert into users (id, email)
values
  ('00000000-0000-4000-8000-00000000000a', 'a@topset.example'),
  ('00000000-0000-4000-8000-00000000000b', 'b@topset.example');
insert into exrcwiki (exercise_id, name) values ('bench', 'Bench Press');
insert into modular_training_plan (id, user_id, split_type, week_start)
values
  ('10000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a', 'ppl', '2025-06-02'),
  ('10000000-0000-4000-8000-00000000000b', '00000000-0000-4000-8000-00000000000b', 'ppl', '2025-06-02');
insert into modular_training_week (plan_id, week_number, week_start)
select p.id, n, date '2025-06-02' + 7 * (n - 1)
from modular_training_plan p
cross join generate_series(1, 3) as n;
insert into modular_training_session (week_id, day_label, session_date, day_of_week, focus_area, completed)
select w.id, 'Push-H', w.week_start, case w.week_number when 3 then 0 else 1 end, 'chest,triceps', w.week_number = 1
from modular_training_week w;
insert into modular_training_exercise (session_id, exercise_name, sets, reps, exercise_id)
select s.id, name, 3, '6-8', exercise_id
from modular_training_session s
cross join (values ('Bench Press', 'bench'), ('Dips', 'nobody knows')) as e (name, exercise_id);
insert into training_set (exercise_row_id, set_no, reps_done, weight_kg, rpe)
select e.id, n, 8, 80, 3 + n
from modular_training_exercise e
cross join generate_series(1, 3) as n;
