-- How bad it was: `low`, `normal`, `high` or `urgent`; and when the agent promised to call again.
ALTER TABLE calls ADD COLUMN severity TEXT;
ALTER TABLE calls ADD COLUMN follow_up_at INTEGER;

-- What was promised and is still to be done, the soonest first.
CREATE INDEX calls_by_follow_up ON calls (follow_up_at) WHERE follow_up_at IS NOT NULL;
