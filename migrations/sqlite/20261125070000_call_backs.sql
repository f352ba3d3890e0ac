-- That somebody called back a caller who had given up waiting.
CREATE TABLE call_backs (
    call_id   TEXT    NOT NULL, -- The call that had been given up.
    called_at INTEGER NOT NULL, -- When she called back.
    called_by TEXT    NOT NULL, -- Who: the name to show, kept as it was then.
    PRIMARY KEY (call_id, called_at),
    CONSTRAINT call_backs_call FOREIGN KEY (call_id) REFERENCES calls (call_id) ON DELETE CASCADE
) STRICT;
