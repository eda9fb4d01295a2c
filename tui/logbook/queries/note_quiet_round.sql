-- A quiet round after a quiet round moves the first one's time and adds nothing to the history.
update sync_round
set ended_at = ?
where seq = (select max(seq) from sync_round)
  and problem is null
  and sent + fetched + refused + conflicts + requeued = 0
