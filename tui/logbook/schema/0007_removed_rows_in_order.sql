-- In the order of noting, so that the oldest can be forgotten, and with row numbers, so that a damaged
-- logbook's can be read page by page.
create table removed_row_in_order (
  seq integer primary key,
  row_id text not null unique
);

insert into removed_row_in_order (row_id) select row_id from removed_row;
drop table removed_row;
alter table removed_row_in_order rename to removed_row;
