-- The default privileges of projects made before October 2026: whatever `postgres` creates in
-- `public` is handed to the API roles at once. Projects made since do without; topset's migrations
-- are tested both ways.

alter default privileges for role postgres in schema public
  grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  grant all on sequences to postgres, anon, authenticated, service_role;
