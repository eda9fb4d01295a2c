-- From here on every row has its owner, and keeps it; and updated_at is kept.

-- Rows whose parent is gone (a database without foreign keys) belong to nobody. They are kept, and
-- the rule then holds for new rows only.
do $$
declare
  relation text;
  orphans bigint;
begin
  foreach relation in array array[
    'modular_training_week', 'modular_training_session', 'modular_training_exercise', 'training_set'
  ] loop
    execute format('select count(*) from public.%I where user_id is null', relation) into orphans;
    if orphans = 0 then
      execute format('alter table public.%I alter column user_id set not null', relation);
    else
      raise warning '% rows of % have no parent and belong to nobody', orphans, relation;
      execute format('alter table public.%I drop constraint if exists %I', relation, relation || '_user_id_check');
      execute format(
        'alter table public.%I add constraint %I check (user_id is not null) not valid',
        relation, relation || '_user_id_check'
      );
    end if;
  end loop;
end
$$;

-- What is moved takes its new parent's owner, who has to be the same.
create or replace trigger topset_owner_moved
  before update of plan_id, user_id on public.modular_training_week
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner_moved
  before update of week_id, user_id on public.modular_training_session
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner_moved
  before update of session_id, user_id on public.modular_training_exercise
  for each row execute function topset_private.derive_owner();
create or replace trigger topset_owner_moved
  before update of exercise_row_id, user_id on public.training_set
  for each row execute function topset_private.derive_owner();

create or replace function topset_private.touch()
returns trigger
language plpgsql
volatile
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function topset_private.touch() is 'Before update: keeps updated_at.';

create or replace trigger topset_touch
  before update on public.modular_training_plan
  for each row execute function topset_private.touch();
-- Not for every update of a week: raising its revision is no change that a reader of it would see.
create or replace trigger topset_touch
  before update of plan_id, week_number, week_start, notes, updated_at on public.modular_training_week
  for each row execute function topset_private.touch();
create or replace trigger topset_touch
  before update on public.modular_training_session
  for each row execute function topset_private.touch();

revoke execute on all functions in schema topset_private from public;
