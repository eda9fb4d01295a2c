-- An exercise of a session, and in `catalogue` what the catalogue says of it: a JSON array of its
-- equipment and target. One without an id of the catalogue is looked for there by its name, and
-- taken where that name is of one entry alone.
create view known_exercise as
select
  exercise.*,
  (
    select json_extract(catalogue.document, '$.equipment', '$.target')
    from catalogue
    where catalogue.exercise_id = coalesce(
      exercise.exercise_id,
      (
        select min(named.exercise_id)
        from catalogue_name as named
        where named.name = lower(trim(exercise.exercise_name))
        having count(*) = 1
      )
    )
  ) as catalogue
from modular_training_exercise as exercise;
