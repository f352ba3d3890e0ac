-- Contacts that are not calls of ours: history brought over from elsewhere, and other channels.
CREATE TABLE contacts (
    contact_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- Our id, a UUIDv7 as text.
    customer_id TEXT COLLATE "C" NOT NULL,             -- With whom.
    began_at    BIGINT           NOT NULL,             -- When.
    channel     TEXT             NOT NULL,             -- Over what, e.g. `phone`, `email`, `web`.
    queue       TEXT COLLATE "C",                      -- Queue: a catalog id, or the name it had where it came from.
    agent       TEXT COLLATE "C",                      -- Agent: a catalog id, or her name.
    disposition TEXT,                                  -- What it was: a catalog id, or words.
    solved      BOOLEAN,                               -- Whether the matter was solved, or null where nobody said.
    summary     TEXT,                                  -- What it was about.
    CONSTRAINT contacts_customer FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
);

-- The card shows the newest five.
CREATE INDEX contacts_by_customer ON contacts (customer_id, began_at);
