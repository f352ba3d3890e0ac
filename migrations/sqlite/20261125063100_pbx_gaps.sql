-- A time in which a PBX was not heard: what happened in it was not seen.
CREATE TABLE pbx_gaps (
    pbx      TEXT    NOT NULL, -- Which PBX.
    began_at INTEGER NOT NULL, -- When it was heard last.
    ended_at INTEGER NOT NULL, -- When its state had been read again.
    why      TEXT NOT NULL, -- Why, in words.
    lost     INTEGER NOT NULL, -- Calls that were there before and not after.
    repaired INTEGER NOT NULL, -- Of those, completed from a log of the PBX's.
    found    INTEGER NOT NULL, -- Calls that came and went in it, known from that log alone.
    CONSTRAINT pbx_gaps_key PRIMARY KEY (pbx, began_at)
) STRICT;

-- The newest are shown.
CREATE INDEX pbx_gaps_by_end ON pbx_gaps (ended_at);
