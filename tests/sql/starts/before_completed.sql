-- Production before sessions had `completed`: a text status, no table of sets, and the table
-- workout_sessions with rows and an index of the name that the migrations want.

set local search_path = public, extensions, auth;

create table modular_training_plan (
  id               uuid primary key default gen_random_uuid(),
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
  id          uuid primary key default gen_random_uuid(),
  plan_id     uuid not null references modular_training_plan (id) on delete cascade,
  week_number int not null,
  week_start  date not null,
  notes       text,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create table modular_training_session (
  id           uuid primary key default gen_random_uuid(),
  week_id      uuid not null references modular_training_week (id) on delete cascade,
  day_label    text not null,
  session_date date not null,
  day_of_week  int not null,
  focus_area   text not null,
  status       text not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);
create table modular_training_exercise (
  id            uuid primary key default gen_random_uuid(),
  session_id    uuid not null references modular_training_session (id) on delete cascade,
  exercise_name text not null,
  muscle_group  text,
  sets          integer,
  reps          text,
  equipment     text,
  tier          text,
  actual_reps   jsonb,
  weight        real,
  created_at    timestamptz default now()
);
create table workout_sessions (
  id         uuid primary key default gen_random_uuid(),
  user_id    uuid not null references users (id),
  status     text not null,
  focus_area text,
  created_at timestamptz not null default now()
);
create index workout_sessions_user_status_idx on workout_sessions (user_id, status) include (created_at);

insert into users (id, email)
values
  ('00000000-0000-4000-8000-00000000000a', 'a@topset.example'),
  ('00000000-0000-4000-8000-00000000000b', 'b@topset.example');
insert into modular_training_plan (user_id, split_type, week_start)
select u.id, 'ppl', '2025-06-02'
from users u;
insert into modular_training_week (plan_id, week_number, week_start)
select p.id, n, date '2025-06-02' + 7 * (n - 1)
from modular_training_plan p
cross join generate_series(1, 3) as n;
insert into modular_training_session (week_id, day_label, session_date, day_of_week, focus_area, status)
select w.id, 'Push-H', w.week_start, 1, 'chest,triceps', case w.week_number when 1 then 'completed' else 'active' end
from modular_training_week w;
insert into modular_training_exercise (session_id, exercise_name, sets, reps, actual_reps, weight)
select s.id, name, 3, '6-8', '[8, 8, 7]', 60
from modular_training_session s
cross join (values ('Bench Press'), ('Dips')) as e (name);
insert into workout_sessions (user_id, status, focus_area)
select u.id, 'completed', 'chest'
from users u
cross join generate_series(1, 4);
