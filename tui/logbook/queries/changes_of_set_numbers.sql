-- Amendments, removals and conflicts of sets that speak of a set's number.
select *
from change
where table_name = 'training_set'
  and op <> 'insert'
  and state in ('unsent', 'conflict')
  and document like '%"set_no"%'
