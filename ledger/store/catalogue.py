"""What does a server really hold in the ledger's schemas, and who may do what there?"""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from ledger.store.layout import KEYS_SCHEMA, SCHEMA, granted

OURS: Final = f"('{SCHEMA}', '{KEYS_SCHEMA}')"

TABLES: Final = f"""
SELECT n.nspname || '.' || c.relname,
  CASE c.relkind WHEN 'r' THEN 'table' ELSE 'relation ' || c.relkind::text END,
  concat_ws(', ', CASE WHEN c.relrowsecurity THEN 'row security' END, CASE WHEN c.relpersistence <> 'p' THEN 'not logged' END,
    (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
        (SELECT 'COLLATE ' || l.collname FROM pg_collation l WHERE l.oid = a.attcollation AND l.collname <> 'default'),
        CASE WHEN a.attnotnull THEN 'NOT NULL' END, (SELECT 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
        WHERE (d.adrelid, d.adnum) = (a.attrelid, a.attnum))), ', ' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN {OURS} AND c.relkind NOT IN ('i', 'I', 't')"""

PARTS: Final = f"""
WITH tables AS (SELECT c.oid, n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN {OURS})
SELECT t.name || ' ' || k.conname, 'constraint', pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid WHERE k.contype <> 'n'
UNION ALL SELECT t.name || ' ' || g.tgname, 'trigger',
    concat_ws(' ', n.nspname || '.' || f.proname, g.tgtype, g.tgenabled, pg_get_expr(g.tgqual, g.tgrelid), g.tgattr)
  FROM pg_trigger g JOIN tables t ON t.oid = g.tgrelid JOIN pg_proc f ON f.oid = g.tgfoid JOIN pg_namespace n ON n.oid = f.pronamespace
  WHERE NOT g.tgisinternal
UNION ALL SELECT t.name || ' ' || i.relname, 'index', pg_get_indexdef(x.indexrelid)
  FROM pg_index x JOIN tables t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
  WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.indexrelid)
UNION ALL SELECT t.name || ' ' || r.rulename, 'rule', pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN tables t ON t.oid = r.ev_class WHERE r.rulename <> '_RETURN'
UNION ALL SELECT t.name || ' ' || p.polname, 'policy', pg_get_expr(p.polqual, p.polrelid)
  FROM pg_policy p JOIN tables t ON t.oid = p.polrelid
UNION ALL SELECT t.name || ' ' || h.inhrelid::regclass::text, 'heir', 'inherits' FROM pg_inherits h JOIN tables t ON t.oid = h.inhparent
UNION ALL SELECT n.nspname || '.' || f.proname || '(' || oidvectortypes(f.proargtypes) || ')', 'function',
    concat_ws(' ', l.lanname, CASE WHEN f.prosecdef THEN 'SECURITY DEFINER' END, array_to_string(f.proconfig, ' '), f.prosrc)
  FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace JOIN pg_language l ON l.oid = f.prolang WHERE n.nspname IN {OURS}"""

GRANTS: Final = f"""
WITH granted AS (
  SELECT n.nspname || '.' || c.relname AS name, c.relowner AS owner, a.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
    LATERAL aclexplode(c.relacl) a WHERE n.nspname IN {OURS}
  UNION ALL SELECT n.nspname || '.' || c.relname, c.relowner, a.* FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace, LATERAL aclexplode(t.attacl) a WHERE n.nspname IN {OURS}
  UNION ALL SELECT n.nspname, n.nspowner, a.* FROM pg_namespace n, LATERAL aclexplode(n.nspacl) a WHERE n.nspname IN {OURS}
  UNION ALL SELECT n.nspname || '.' || f.proname, f.proowner, a.* FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace,
    LATERAL aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a WHERE n.nspname IN {OURS})
SELECT DISTINCT name, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END, privilege_type
FROM granted WHERE grantee <> owner"""

OWNERS: Final = f"""
SELECT DISTINCT pg_get_userbyid(owner)::text FROM (
  SELECT c.relowner AS owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN {OURS}
  UNION SELECT f.proowner FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace WHERE n.nspname IN {OURS}
  UNION SELECT n.nspowner FROM pg_namespace n WHERE n.nspname IN {OURS}) o ORDER BY 1"""

ABOVE: Final = """
SELECT rolname::text FROM pg_roles r WHERE rolcanlogin
  AND (rolsuper OR pg_has_role(r.oid, (SELECT nspowner FROM pg_namespace WHERE nspname = 'outcomes'), 'MEMBER')) ORDER BY 1"""

LOGINS: Final = """
SELECT rolname::text, concat_ws(' and ', CASE WHEN rolsuper THEN 'may do everything' END, CASE WHEN rolcanlogin THEN 'logs in' END,
  CASE WHEN rolcreaterole THEN 'makes roles' END, CASE WHEN rolbypassrls THEN 'passes row security' END, CASE WHEN rolreplication
  THEN 'replicates' END) FROM pg_roles WHERE rolname = ANY(?)"""

MEMBERS: Final = """
SELECT g.rolname::text, m.rolname::text FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
WHERE g.rolname = ANY(?) AND m.rolcanlogin ORDER BY 1, 2"""

SETTINGS: Final = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') ORDER BY 1"

BY_ROLE: Final = "SELECT coalesce(role, ''), count(*) FROM log GROUP BY 1 ORDER BY 1"


def parts(select: Any) -> dict[str, tuple[str, str]]:
    """Everything in both schemas: name -> what it is, and how it was made."""
    rows = [row for statement in (TABLES, PARTS) for row in select(statement, few=True)]
    return {name: (kind, " ".join((text or "").split())) for name, kind, text in rows}


@attrs.frozen
class Seen:
    """A server as a login sees it. above: the logins that no guard holds; owners: of the ledger's parts.

    grants: what is granted to others than the owner, and granted: what the ledger grants: name, role, privilege.
    settings: those that a commit's durability rests on. roles: how many entries each login appended, '' for copied ones.
    """

    database: str
    login: str
    above: tuple[str, ...]
    owners: tuple[str, ...]
    grants: frozenset[tuple[str, str, str]]
    granted: frozenset[tuple[str, str, str]]
    settings: Mapping[str, str]
    roles: Mapping[str, int]


def seen(select: Any) -> Seen:
    """Look at a server."""
    ((database, login),) = select("SELECT current_database()::text, session_user::text", few=True)
    return Seen(database, login, _column(select, ABOVE), _column(select, OWNERS), frozenset(select(GRANTS, few=True)),
                frozenset(granted(database)), dict(select(SETTINGS, few=True)), dict(select(BY_ROLE, few=True)))


def _column(select: Any, statement: str) -> tuple[str, ...]:
    return tuple(value for (value,) in select(statement, few=True))
