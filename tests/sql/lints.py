"""The questions of Supabase's linter that schemas like ours can fail, asked of pg_catalog alone.

Each query returns what is wrong, in words; a schema is clean when none returns a row. Names are the
linter's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.sql.lifters import Connection, column
from tui.sync.protocol import Json

TABLES = "pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"

LINTS: Mapping[str, str] = {
    "rls_disabled_in_public": f"select c.relname from {TABLES} and not c.relrowsecurity",
    "policy_exists_rls_disabled": (
        f"select c.relname from {TABLES} and not c.relrowsecurity"
        " and exists (select from pg_policy p where p.polrelid = c.oid)"
    ),
    "rls_enabled_no_policy": (
        f"select c.relname from {TABLES} and c.relrowsecurity"
        " and not exists (select from pg_policy p where p.polrelid = c.oid)"
    ),
    "no_primary_key": (
        f"select c.relname from {TABLES}"
        " and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)"
    ),
    "security_definer_view": (
        "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
        " and c.relkind = 'v'"
        " and not coalesce(c.reloptions, '{}') && '{security_invoker=true,security_invoker=on}'"
    ),
    "auth_users_exposed": (
        "select distinct c.relname from pg_class c"
        " join pg_rewrite r on r.ev_class = c.oid"
        " join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid"
        " where c.relnamespace = 'public'::regnamespace and d.refobjid = 'auth.users'::regclass"
    ),
    "auth_rls_initplan": (
        "select tablename || ': ' || policyname from pg_policies where schemaname = 'public'"
        " and regexp_replace(coalesce(qual, '') || ' ' || coalesce(with_check, ''),"
        r" '\( SELECT [a-z_.]+\([^)]*\) AS [a-z_]+\)', '', 'g')"
        r" ~ '(auth\.|lifter_id|current_setting)'"
    ),
    "rls_references_user_metadata": (
        "select tablename || ': ' || policyname from pg_policies where schemaname = 'public'"
        " and coalesce(qual, '') || coalesce(with_check, '') ~ '(user|raw_user_meta)_?metadata'"
    ),
    "rls_policy_always_true": (
        "select tablename || ': ' || policyname from pg_policies where schemaname = 'public'"
        " and permissive = 'PERMISSIVE' and cmd <> 'SELECT'"
        " and (btrim(qual, '() ') = 'true' or btrim(with_check, '() ') = 'true')"
    ),
    "multiple_permissive_policies": (
        "select p.tablename || ': ' || role || ' ' || command"
        " from pg_policies p cross join unnest(p.roles) as role"
        " cross join unnest(case p.cmd when 'ALL' then '{SELECT,INSERT,UPDATE,DELETE}'::text[]"
        " else array[p.cmd] end) as command"
        " where p.schemaname = 'public' and p.permissive = 'PERMISSIVE'"
        " group by p.tablename, role, command having count(*) > 1"
    ),
    "duplicate_index": (
        "select string_agg(indexrelid::regclass::text, ', ' order by indexrelid)"
        " from pg_index join pg_class c on c.oid = indexrelid"
        " where c.relnamespace = 'public'::regnamespace"
        " group by indrelid, indkey::text, indclass::text, indoption::text, indnkeyatts,"
        " indexprs::text, indpred::text"
        " having count(*) > 1"
    ),
    "unindexed_foreign_keys": (
        "select c.conname from pg_constraint c join pg_class r on r.oid = c.conrelid"
        " where c.contype = 'f' and r.relnamespace = 'public'::regnamespace"
        " and not exists (select from pg_index i where i.indrelid = c.conrelid"
        " and i.indpred is null"
        " and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)"
    ),
    "function_search_path_mutable": (
        "select p.oid::regprocedure::text from pg_proc p"
        " where p.pronamespace in ('public'::regnamespace, 'topset'::regnamespace,"
        " 'topset_private'::regnamespace)"
        " and not exists (select from unnest(p.proconfig) as setting"
        " where setting like 'search_path=%')"
    ),
    "anon_or_authenticated_security_definer_function_executable": (
        "select r.role || ': ' || p.oid::regprocedure from pg_proc p"
        " cross join unnest(array['anon', 'authenticated']) as r (role)"
        " where p.pronamespace = 'public'::regnamespace and p.prosecdef"
        " and has_function_privilege(r.role, p.oid, 'execute')"
    ),
    "extension_in_public": (
        "select extname from pg_extension where extnamespace = 'public'::regnamespace"
    ),
}


def findings(owner: Connection) -> dict[str, list[Json]]:
    """Return what each lint finds; empty for a clean schema."""
    asked = {name: column(owner, query) for name, query in LINTS.items()}
    return {name: found for name, found in asked.items() if found}
