-- Unsent changes, done after a refused one, to the same row, and of new rows that hang on it.
-- (The plus keeps SQLite from walking through all that is unsent instead of one row's changes.)
select id, row_id
from change
where row_id = :row_id
  and +state = 'unsent'
  and seq > (select seq from change where id = :refused)
union
select id, row_id
from change
where hangs_on = :row_id
  and +state = 'unsent'
  and seq > (select seq from change where id = :refused)
