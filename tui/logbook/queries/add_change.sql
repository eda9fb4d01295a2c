insert into change (
  id, state, table_name, op, row_id, in_week, document, made_at, about, hangs_on
)
values (
  :id, 'unsent', :table_name, :op, :row_id, :in_week, :document, :made_at, :about, :hangs_on
)
