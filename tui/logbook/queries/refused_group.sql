-- A refused change and those that were parked with it, in the order they were done in.
select *
from change
where id = ?1
union
select *
from change
where parked_with = ?1
  and state = 'refused'
order by seq
