select *
from known_exercise
where session_id = ?
order by order_in_session, display_order, exercise_name, id
