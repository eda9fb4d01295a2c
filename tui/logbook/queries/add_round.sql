insert into sync_round (ended_at, sent, fetched, refused, conflicts, requeued, problem)
values (:ended_at, :sent, :fetched, :refused, :conflicts, :requeued, :problem)
