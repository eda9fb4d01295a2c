-- What was undone and can be done again, the newest last: `steps` are the edits that do so. It is
-- kept on disk because another topset, at the prompt or in the app, may be asked for the redo.
-- Anything else that is done empties it.
create table redoable (
  seq integer primary key autoincrement,
  made_at text not null,
  about text not null,
  steps text not null
);
