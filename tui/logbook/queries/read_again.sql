-- Put the cursor back to just before these weeks (null: the plans, which come with any news).
update meta
set value = max(
  0,
  min(
    cast(value as integer),
    (
      select min(coalesce(known.revision, cast(meta.value as integer))) - 1
      from json_each(?) as week
      left join week_revision as known on known.week_id = week.value
    )
  )
)
where key = 'revision'
