-- Which call a letter is about, where it is about one: an event's subject is the event, and it is its caller's all the same.
ALTER TABLE outbox ADD COLUMN call_id TEXT;
UPDATE outbox SET call_id = subject;

-- What is about one call: an erasure takes it too. It stands in for the index by subject, which held calls alone.
CREATE INDEX outbox_by_call ON outbox (call_id);
DROP INDEX outbox_by_subject;

-- What is due of a kind to one target, the oldest first whenever it became due; and how much waits.
DROP INDEX outbox_by_next;
CREATE INDEX outbox_by_age ON outbox (state, target, kind, letter_id, next_at);
