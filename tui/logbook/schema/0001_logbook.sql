-- The logbook of one lifter in one project.
--
-- The five tables below are what the lifter sees: the server's last known rows with the unsent
-- changes applied. Their names and columns are the server's. `in_week` names the week document
-- that a row travels in; it is what a pull replaces.

create table meta (
  key text primary key,
  value text not null
) without rowid;

create table modular_training_plan (
  id text primary key,
  split_type text not null,
  week_start text not null,
  goal_type text not null,
  experience_level text not null,
  status text not null,
  notes text
) without rowid;

create table modular_training_week (
  id text primary key,
  in_week text not null,
  plan_id text not null,
  week_number integer not null,
  week_start text not null,
  notes text
) without rowid;

create index modular_training_week_start on modular_training_week (week_start);

create table modular_training_session (
  id text primary key,
  in_week text not null,
  week_id text not null references modular_training_week (id) on delete cascade,
  day_label text not null,
  session_date text not null,
  day_of_week integer not null,
  focus_area text not null,
  session_number integer not null,
  overall_difficulty integer,
  duration_minutes integer,
  completed integer not null,
  notes text
) without rowid;

create index modular_training_session_week on modular_training_session (week_id);
create index modular_training_session_date on modular_training_session (session_date);

create table modular_training_exercise (
  id text primary key,
  in_week text not null,
  session_id text not null references modular_training_session (id) on delete cascade,
  exercise_name text not null,
  muscle_group text not null,
  sets integer not null,
  reps text not null,
  rir integer,
  equipment text not null,
  tier text not null,
  target text,
  secondary_muscles text,
  tips text,
  instructions text,
  weight real,
  difficulty integer,
  notes text,
  display_order integer not null,
  exercise_id text,
  order_in_session integer not null,
  swapped_from text,
  skipped integer not null,
  superset_group integer
) without rowid;

create index modular_training_exercise_session on modular_training_exercise (session_id);
create index modular_training_exercise_catalogue on modular_training_exercise (exercise_id);
create index modular_training_exercise_name on modular_training_exercise (lower(exercise_name));

create table training_set (
  id text primary key,
  in_week text not null,
  exercise_row_id text not null references modular_training_exercise (id) on delete cascade,
  set_no integer not null,
  reps_done integer not null,
  weight_kg real not null,
  rpe integer,
  recorded_at text not null
) without rowid;

create index training_set_exercise on training_set (exercise_row_id, set_no);

-- What the server has of a row that an unsent change touches: `document` is null when the server
-- has no such row. Rows without an entry here stand in the tables above just as the server has them.
create table server_row (
  table_name text not null,
  row_id text not null,
  in_week text,
  document text,
  primary key (table_name, row_id)
) without rowid;

create index server_row_week on server_row (in_week);

-- Everything that the lifter did and the server has not settled. `seq` is the order it was done in.
create table change (
  seq integer primary key autoincrement,
  id text not null unique,
  state text not null check (state in ('unsent', 'refused', 'conflict')),
  table_name text not null,
  op text not null check (op in ('insert', 'amend', 'remove')),
  row_id text not null,
  in_week text,
  document text,           -- insert: the row; amend: column -> [before, after]
  made_at text not null,
  about text not null,     -- in the lifter's words
  tries integer not null default 0,
  code text,               -- refused: why
  message text,
  current text,            -- conflict: what the server has
  parked_with text,        -- the id of the refused change that this one depends on
  settled_at text
);

create index change_state on change (state, seq);
create index change_row on change (row_id);
create index change_week on change (in_week);

-- What `undo` takes back, newest last: the inverse of each command.
create table undoable (
  seq integer primary key autoincrement,
  made_at text not null,
  about text not null,
  steps text not null
);

-- Where the lifter was: the exercise, the half-typed line, the running rest.
create table draft (
  only integer primary key check (only = 1),
  document text not null
);

create table catalogue (
  exercise_id text primary key,
  name text not null,
  document text not null
) without rowid;

-- Every name and alias an exercise is known by, in lower case.
create table catalogue_name (
  name text not null,
  exercise_id text not null references catalogue (exercise_id) on delete cascade,
  primary key (name, exercise_id)
) without rowid;

create index catalogue_name_exercise on catalogue_name (exercise_id);

-- The last rounds with the server, for the sync screen.
create table sync_round (
  seq integer primary key autoincrement,
  ended_at text not null,
  sent integer not null,
  fetched integer not null,
  refused integer not null,
  conflicts integer not null,
  requeued integer not null,
  problem text
);

-- While a server that went back in time is read anew: the rows it still has.
create table arrived (
  table_name text not null,
  row_id text not null,
  primary key (table_name, row_id)
) without rowid;
