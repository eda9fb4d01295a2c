update change
set seq = (select max(seq) + 1 from change),
  id = :new_id,
  state = 'unsent',
  document = :document,
  in_week = :in_week,
  hangs_on = :hangs_on,
  set_of = coalesce(
    (select told from told_exercise where id = :hangs_on and table_name = 'training_set'), set_of
  ),
  tries = 0,
  code = :code,
  message = null,
  current = :current,
  parked_with = null,
  settled_at = null
where id = :id
