insert into change (
  id, state, table_name, op, row_id, in_week, document, made_at, about, hangs_on, origin, set_of
)
values (
  :id,
  'unsent',
  :table_name,
  :op,
  :row_id,
  :in_week,
  :document,
  :made_at,
  :about,
  :hangs_on,
  :origin,
  (select told from told_exercise where id = :hangs_on and :table_name = 'training_set')
)
