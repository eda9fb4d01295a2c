-- The refused insert of the row itself or of its parent row: what a refused change hangs on.
select coalesce(parked_with, id) as root
from change
where state = 'refused'
  and op = 'insert'
  and row_id in (:row_id, :parent)
  and id <> :id
order by seq
limit 1
