-- What each change comes from, so that nobody has to read it out of its words: entered by the lifter,
-- an undo, or a server that was set back and is offered a row again, or rid of one again.
alter table change add column origin text
  check (origin in ('entered', 'undone', 'offered_again', 'removed_again'));

-- Of a new set: what it is a set of, as JSON. The exercise itself may be gone when this is told.
alter table change add column set_of text;

-- An exercise's name, its equipment, and the catalogue's word for that, as JSON.
create view told_exercise as
select
  id,
  json_array(exercise_name, equipment, json_extract(catalogue, '$[0]')) as told
from known_exercise;

-- What an older topset told in the words alone: its changes, with their words as they are now. They
-- come out of older second copies, backups and damaged logbooks as well.
create view older_change as
select
  change.seq,
  coalesce(prefix.origin, 'entered') as origin,
  substr(change.about, 1 + coalesce(length(prefix.words), 0)) as about,
  (
    select told
    from told_exercise
    where id = change.hangs_on
      and change.table_name = 'training_set'
  ) as set_of
from change
left join (
  select 'undone' as origin, 'undone: ' as words
  union all
  select 'offered_again', 'offered again: '
  union all
  select 'removed_again', 'removed before the server was set back: '
) as prefix on substr(change.about, 1, length(prefix.words)) = prefix.words
where change.origin is null;

update change
set (origin, about, set_of) = (
  select origin, about, set_of from older_change where older_change.seq = change.seq
)
where origin is null;

-- What an exercise of a session is in the catalogue: what its id says or, where it has none, whatever
-- goes by its name there.
create view exercise_in_catalogue as
select id, exercise_id
from modular_training_exercise
where exercise_id is not null
union all
select exercise.id, named.exercise_id
from catalogue_name as named
join modular_training_exercise as exercise on lower(exercise.exercise_name) = named.name
where exercise.exercise_id is null;

-- The same by whatever other name the catalogue has for it.
create view exercise_by_catalogue_name as
select known.id, named.name
from catalogue_name as named
join exercise_in_catalogue as known on known.exercise_id = named.exercise_id;
