from django.db import migrations

REFUSE = """
CREATE FUNCTION evidence_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the evidence log is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER evidence_not_deleted BEFORE DELETE ON submissions_evidenceentry
FOR EACH ROW EXECUTE FUNCTION evidence_is_append_only();

CREATE TRIGGER evidence_not_changed BEFORE UPDATE ON submissions_evidenceentry
FOR EACH ROW WHEN (
    (OLD.log_id, OLD.sequence, OLD.kind, OLD.at, OLD.body, OLD.previous, OLD.hash)
    IS DISTINCT FROM (NEW.log_id, NEW.sequence, NEW.kind, NEW.at, NEW.body, NEW.previous, NEW.hash)
) EXECUTE FUNCTION evidence_is_append_only();
"""
ALLOW = """
DROP TRIGGER evidence_not_changed ON submissions_evidenceentry;
DROP TRIGGER evidence_not_deleted ON submissions_evidenceentry;
DROP FUNCTION evidence_is_append_only();
"""


def on_postgresql(sql):
    """SQLite is for a laptop, where whoever could change the log could change the file; Django also empties its tables
    row by row there between tests."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("submissions", "0002_evidence")]

    operations = [migrations.RunPython(on_postgresql(REFUSE), on_postgresql(ALLOW))]
