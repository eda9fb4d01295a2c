-- The sets of some exercises, each exercise's in order.
select *
from training_set
where exercise_row_id in (select value from json_each(:row_ids))
order by set_no, julianday(recorded_at), id
