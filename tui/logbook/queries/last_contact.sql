select
  (select ended_at from sync_round where sent > 0 order by seq desc limit 1) as sent,
  (select ended_at from sync_round where problem is null order by seq desc limit 1) as fetched
