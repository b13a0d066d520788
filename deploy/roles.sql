-- Two roles for a PostgreSQL server of your own: the owner makes and migrates the tables
-- (`prepare`, `backup`, `restore`), the site serves and has the least rights for it.
--
-- Run it by psql as a superuser, in the database of the site: before the first `prepare`,
-- and again after each `prepare` and each `restore`. Twice changes nothing.
--
--   psql -d mfgusa -v owner=mfgusa_owner -v site=mfgusa_site -f deploy/roles.sql
--
-- New roles have no password: \password mfgusa_owner, \password mfgusa_site.

\set ON_ERROR_STOP on
\if :{?owner} \else \set owner mfgusa_owner \endif
\if :{?site} \else \set site mfgusa_site \endif

BEGIN;

SELECT format('CREATE ROLE %I LOGIN', name) FROM (VALUES (:'owner'), (:'site')) AS r (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

-- A site that is the owner, or may become it, could do all that this file forbids.
SELECT set_config('roles.owner', :'owner', true), set_config('roles.site', :'site', true)
\g /dev/null
DO $$
BEGIN
  IF pg_has_role(current_setting('roles.site'), current_setting('roles.owner'), 'MEMBER')
  THEN
    RAISE 'The role % is a superuser, or the owner, or a member of it. Take another.',
      current_setting('roles.site');
  END IF;
END
$$;

-- The owner. `backup` tries each backup in a database of its own, hence CREATEDB.

ALTER ROLE :"owner" CREATEDB;
-- `restore --replace` ends the sessions of the site.
GRANT pg_signal_backend TO :"owner";
SELECT format('ALTER DATABASE %I OWNER TO %I', current_database(), :'owner') \gexec
ALTER SCHEMA public OWNER TO :"owner";

SELECT format('ALTER TABLE %s OWNER TO %I', c.oid::regclass, :'owner')
FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
  AND o.rolname <> :'owner' \gexec
SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, :'owner')
FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner
WHERE p.pronamespace = 'public'::regnamespace AND o.rolname <> :'owner'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e') \gexec

-- The site. TEMPORARY: an import is checked in temporary tables. MAINTAIN: it lets the
-- planner know of many new rows (ANALYZE).

SELECT format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', current_database(), :'site')
\gexec
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"site";

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"site";
GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON ALL TABLES IN SCHEMA public TO :"site";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"site";

-- History is only added to; django-pghistory adds keys to the context of its events.
SELECT format('REVOKE UPDATE, DELETE, MAINTAIN ON %s FROM %I', attrelid::regclass, :'site')
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE attname = 'pgh_label' AND c.relnamespace = 'public'::regnamespace
  AND c.relkind IN ('r', 'p') \gexec
SELECT format('REVOKE DELETE, MAINTAIN ON %s FROM %I', c.oid::regclass, :'site')
FROM pg_class c WHERE c.oid = to_regclass('public.pghistory_context') \gexec

-- What only a migration writes.
SELECT format(
  'REVOKE INSERT, UPDATE, DELETE, MAINTAIN ON %s FROM %I', c.oid::regclass, :'site')
FROM pg_class c WHERE c.oid = ANY (ARRAY[
  to_regclass('public.django_migrations'), to_regclass('public.django_content_type'),
  to_regclass('public.auth_permission')]) \gexec

-- Tables of the next migration, until this file is run again.
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON TABLES TO :"site";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT USAGE ON SEQUENCES TO :"site";

COMMIT;
