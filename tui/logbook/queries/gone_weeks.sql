-- Weeks that the server no longer has, but for those that this laptop made and has not sent yet.
select week.id
from modular_training_week as week
where week.id not in (select value from json_each(?))
  and not exists (
    select 1
    from change
    where change.state = 'unsent'
      and change.op = 'insert'
      and change.row_id = week.id
  )
