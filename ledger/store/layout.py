"""What does a ledger make on a server of PostgreSQL, and how does it look there?

Entries and keys lie in two schemas, so that who may read the one need not see the other. Of functions everybody may
call none: they are granted to roles by name.
"""

from typing import Final

SCHEMA: Final = "outcomes"
KEYS_SCHEMA: Final = "outcomes_keys"
APPEND: Final = "append(text[], bigint[], text[], bytea[], bigint, bigint)"
KEPT: Final = ("stored_events", "log", "meta")

KEEP_BODY: Final = """
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = '23000';
END
"""

APPEND_BODY: Final = """
DECLARE
  head bigint;
  moment bigint;
  ledger bytea;
BEGIN
  IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  LOCK TABLE outcomes.stored_events IN EXCLUSIVE MODE;
  IF cardinality(streams) = 0 THEN
    RETURN;
  END IF;
  SELECT l.position, l.recorded_at INTO head, moment FROM outcomes.log l ORDER BY l.position DESC LIMIT 1;
  head := coalesce(head, 0);
  moment := coalesce(moment, 0);
  IF after <> head THEN
    RAISE EXCEPTION 'another append came between' USING ERRCODE = '23OL1';
  END IF;
  IF moment - now > 86400000000 THEN
    RAISE EXCEPTION 'the clock is more than a day behind' USING ERRCODE = '23OL2';
  END IF;
  IF head <> (SELECT coalesce(max(s.notification_id), 0) FROM outcomes.stored_events s) THEN
    RAISE EXCEPTION 'the log and the entries have come apart' USING ERRCODE = '23OL3';
  END IF;
  moment := greatest(moment, now);
  SELECT m.value INTO STRICT ledger FROM outcomes.meta m WHERE m.name = 'ledger';
  INSERT INTO outcomes.stored_events
    SELECT e.stream, e.version, e.topic, e.state, head + e.number
    FROM unnest(streams, versions, topics, states) WITH ORDINALITY AS e(stream, version, topic, state, number);
  INSERT INTO outcomes.log
    SELECT head + e.number, e.stream, e.version, moment,
      sha256('\\x00'::bytea || ledger || int8send(head + e.number)
        || int2send(octet_length(e.stream)::smallint) || convert_to(e.stream, 'UTF8') || int8send(e.version) || int8send(moment)
        || int2send(octet_length(e.topic)::smallint) || convert_to(e.topic, 'UTF8') || e.state),
      session_user
    FROM unnest(streams, versions, topics, states) WITH ORDINALITY AS e(stream, version, topic, state, number);
  PERFORM pg_notify('stored_events', '');
  RETURN QUERY SELECT head + n FROM generate_series(1, cardinality(streams)) n;
END
"""

LAYOUT: Final = (
    f"CREATE SCHEMA {SCHEMA}",
    f"CREATE TABLE {SCHEMA}.stored_events (originator_id text COLLATE \"C\" NOT NULL, originator_version bigint NOT NULL, "
    "topic text NOT NULL, state bytea NOT NULL, notification_id bigint NOT NULL, "
    "CONSTRAINT stored_events_pkey PRIMARY KEY (originator_id, originator_version), "
    "CONSTRAINT stored_events_notification_id_key UNIQUE (notification_id))",
    f"CREATE TABLE {SCHEMA}.log (position bigint NOT NULL, originator_id text COLLATE \"C\" NOT NULL, originator_version bigint NOT NULL, "
    "recorded_at bigint NOT NULL, leaf bytea NOT NULL, role text, CONSTRAINT log_pkey PRIMARY KEY (position))",
    f"CREATE TABLE {SCHEMA}.meta (name text NOT NULL, value bytea NOT NULL, CONSTRAINT meta_pkey PRIMARY KEY (name))",
    f"CREATE FUNCTION {SCHEMA}.keep() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $${KEEP_BODY}$$",
    *(statement for table in KEPT for statement in (
        f"CREATE TRIGGER {table}_keeps_every_row BEFORE UPDATE OR DELETE OR TRUNCATE ON {SCHEMA}.{table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.keep()",
        f"ALTER TABLE {SCHEMA}.{table} ENABLE ALWAYS TRIGGER {table}_keeps_every_row")),
    f"CREATE FUNCTION {SCHEMA}.append(streams text[], versions bigint[], topics text[], states bytea[], now bigint, after bigint) "
    f"RETURNS SETOF bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $${APPEND_BODY}$$",
    f"REVOKE ALL ON FUNCTION {SCHEMA}.{APPEND}, {SCHEMA}.keep() FROM PUBLIC",
    f"CREATE SCHEMA {KEYS_SCHEMA}",
    f"CREATE TABLE {KEYS_SCHEMA}.wrapped_keys (stream text COLLATE \"C\" NOT NULL, wrapped bytea NOT NULL, "
    "CONSTRAINT wrapped_keys_pkey PRIMARY KEY (stream))",
    f"CREATE TABLE {KEYS_SCHEMA}.fence (stream text COLLATE \"C\" NOT NULL, CONSTRAINT fence_pkey PRIMARY KEY (stream))",
    f"CREATE TABLE {KEYS_SCHEMA}.owed (stream text COLLATE \"C\" NOT NULL, receipt text NOT NULL, "
    "CONSTRAINT owed_pkey PRIMARY KEY (stream))",
)

# How it looks in the server's catalogue, which `check` compares. A trigger's number says when it fires: before a statement
# that updates, deletes or truncates; A, that it does so always.
NO_CHANGE: Final = f"{SCHEMA}.keep 58 A"
MADE: Final = {
    f"{SCHEMA}.stored_events": ("table", "originator_id text COLLATE C NOT NULL, originator_version bigint NOT NULL, topic text NOT NULL, "
                                "state bytea NOT NULL, notification_id bigint NOT NULL"),
    f"{SCHEMA}.log": ("table", "position bigint NOT NULL, originator_id text COLLATE C NOT NULL, originator_version bigint NOT NULL, "
                      "recorded_at bigint NOT NULL, leaf bytea NOT NULL, role text"),
    f"{SCHEMA}.meta": ("table", "name text NOT NULL, value bytea NOT NULL"),
    f"{KEYS_SCHEMA}.wrapped_keys": ("table", "stream text COLLATE C NOT NULL, wrapped bytea NOT NULL"),
    f"{KEYS_SCHEMA}.fence": ("table", "stream text COLLATE C NOT NULL"),
    f"{KEYS_SCHEMA}.owed": ("table", "stream text COLLATE C NOT NULL, receipt text NOT NULL"),
    f"{SCHEMA}.stored_events stored_events_pkey": ("constraint", "PRIMARY KEY (originator_id, originator_version)"),
    f"{SCHEMA}.stored_events stored_events_notification_id_key": ("constraint", "UNIQUE (notification_id)"),
    f"{SCHEMA}.log log_pkey": ("constraint", 'PRIMARY KEY ("position")'),
    f"{SCHEMA}.meta meta_pkey": ("constraint", "PRIMARY KEY (name)"),
    **{f"{KEYS_SCHEMA}.{table} {table}_pkey": ("constraint", "PRIMARY KEY (stream)") for table in ("wrapped_keys", "fence", "owed")},
    **{f"{SCHEMA}.{table} {table}_keeps_every_row": ("trigger", NO_CHANGE) for table in KEPT},
    f"{SCHEMA}.keep()": ("function", " ".join(f"plpgsql search_path=pg_catalog, pg_temp {KEEP_BODY}".split())),
    f"{SCHEMA}.{APPEND}": ("function", " ".join(f"plpgsql SECURITY DEFINER search_path=pg_catalog, pg_temp {APPEND_BODY}".split())),
}

# Who may do what, by role. An auditor sees no key; nobody but the owner changes or destroys anything.
ROLES: Final = {"coordinator": "append and read", "evaluator": "read", "auditor": "read without keys"}
GRANTS: Final = {
    "coordinator": {(SCHEMA, "USAGE"), (KEYS_SCHEMA, "USAGE"), (f"{SCHEMA}.append", "EXECUTE"), (f"{KEYS_SCHEMA}.wrapped_keys", "INSERT")},
    "evaluator": {(SCHEMA, "USAGE"), (KEYS_SCHEMA, "USAGE")},
    "auditor": {(SCHEMA, "USAGE")},
}
for _role, _granted in GRANTS.items():
    _granted |= {(f"{SCHEMA}.{table}", "SELECT") for table in KEPT}
    _granted |= {(f"{KEYS_SCHEMA}.{table}", "SELECT") for table in ("wrapped_keys", "fence", "owed") if _role != "auditor"}


def role_name(database: str, role: str) -> str:
    """The name of a role on the server, where other databases have theirs."""
    return f"{database}_{role}"


def granted(database: str) -> set[tuple[str, str, str]]:
    """What the roles of a database are granted: of what, to whom, which privilege."""
    return {(name, role_name(database, role), privilege) for role, given in GRANTS.items() for name, privilege in given}
