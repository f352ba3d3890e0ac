-- Where a call's facts come from, when they were not told by the PBX as they happened.
--   queue_log  the whole row was read from a log of the PBX's
--   repaired   it ended while nobody looked, and a log of the PBX's said later how
ALTER TABLE calls ADD COLUMN source TEXT COLLATE "C" CONSTRAINT calls_source CHECK (source IN ('queue_log', 'repaired'));
