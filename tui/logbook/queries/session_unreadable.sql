-- What cannot be read of a session's exercises and their sets.
select unreadable.exercise_id, unreadable.in_place
from modular_training_exercise as exercise
join unreadable_row as unreadable on unreadable.exercise_id = exercise.id
where exercise.session_id = ?
order by unreadable.in_place
