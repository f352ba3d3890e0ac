-- Each time a call was shown to an agent, and how that ended: the short form of "why her".
CREATE TABLE offers (
    call_id    TEXT    NOT NULL, -- The call. No foreign key: an offer may be written before its call's row.
    offer_id   INTEGER NOT NULL, -- The core's number of the offer.
    made_at    INTEGER NOT NULL, -- When her phone was asked to ring.
    agent_id   TEXT    NOT NULL, -- To whom, by her catalog id.
    line       TEXT,             -- On which phone.
    ended_at   INTEGER,          -- When it ended; null while it is open.
    end_kind   TEXT,             -- How: `accepted`, `declined`, `unanswered`, `withdrawn` ...
    stage      INTEGER NOT NULL, -- The stage of the queue that admitted her; 0 is the queue's own requirement.
    rule       TEXT    NOT NULL, -- The rule that chose among the candidates, e.g. `longest-idle`.
    tie_break  TEXT    NOT NULL, -- What set her apart from the next in order.
    considered INTEGER NOT NULL, -- How many agents could have had it.
    -- The core's numbers begin again after a restart; with the moment they are unique.
    CONSTRAINT offers_key PRIMARY KEY (call_id, made_at, offer_id)
) STRICT, WITHOUT ROWID;

-- One agent's day: what she was offered and missed.
CREATE INDEX offers_by_agent ON offers (agent_id, made_at);
