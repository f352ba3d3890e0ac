-- How a call came to the screens, or why not: the trace as its page shows it, kept when the call is over. Nothing of the
-- caller stands in it but the kind of his number.
CREATE TABLE call_traces (
    call_id  TEXT    NOT NULL PRIMARY KEY, -- The call. Not every one has a row in calls: in some the PBX rang nobody of ours.
    began_at INTEGER NOT NULL,             -- When it began: what is old goes by it.
    body     TEXT    NOT NULL              -- The trace, JSON as the API serves it.
) STRICT;

-- The oldest first, to be let go of; the latest first, for those who look after it.
CREATE INDEX call_traces_by_age ON call_traces (began_at);
