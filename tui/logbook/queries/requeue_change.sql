update change
set seq = (select max(seq) + 1 from change),
  id = :new_id,
  state = 'unsent',
  document = :document,
  in_week = :in_week,
  hangs_on = :hangs_on,
  tries = 0,
  code = :code,
  message = null,
  current = :current,
  parked_with = null,
  settled_at = null
where id = :id
