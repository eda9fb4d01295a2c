-- A refused change and those that were parked with it, in the order they were done in.
select *
from change
where id = :id
union
select *
from change
where parked_with = :id
  and state = 'refused'
order by seq
