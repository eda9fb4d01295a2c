-- The refused insert of the row itself or of its parent row: what a refused change hangs on.
-- (The plus keeps SQLite from walking through all that was refused instead of two rows' changes.)
select coalesce(parked_with, id) as root
from change
where row_id in (:row_id, :parent)
  and +state = 'refused'
  and op = 'insert'
  and id <> :id
order by seq
limit 1
