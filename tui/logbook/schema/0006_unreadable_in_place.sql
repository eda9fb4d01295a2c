-- The exercise under which an unreadable row is told, and the words there: of a set, or of its own.
alter table unreadable_row add column exercise_id text;
alter table unreadable_row add column in_place text;

create index unreadable_row_exercise on unreadable_row (exercise_id);
