import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Draft, dropDraft, emptyDraft, loadDraft, saveDraft } from "../core/draft";
import { useDesk } from "../ui/app";

/** The server gets the draft this long after the last key, so that it outlives even this computer. */
const SETTLE_MS = 800;

export type DraftHandle = { draft: Draft; edit: (change: Partial<Draft>) => void; kept: boolean; forget: () => void };

/**
 * What is typed about a call: kept in this tab at every key, and on the server as a draft, where a
 * colleague finds it whom the caller is handed to.
 */
export function useDraft(callId: string): DraftHandle {
  const desk = useDesk();
  const [draft, setDraft] = useState<Draft>(() => loadDraft(callId));
  const [kept, setKept] = useState(false);
  const done = useRef(false);

  useEffect(() => {
    if (isEmpty(draft)) return;
    const timer = setTimeout(async () => {
      if (done.current) return;
      const reply = await desk.run({ op: "wrapup.save", d: { call_id: callId, ...draft, finish: false } });
      setKept(reply.ok);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [desk, callId, draft]);

  const edit = useCallback(
    (change: Partial<Draft>): void => {
      setKept(false);
      setDraft((old) => {
        const next = { ...old, ...change };
        saveDraft(callId, next);
        return next;
      });
    },
    [callId],
  );
  const forget = useCallback((): void => {
    done.current = true;
    dropDraft(callId);
  }, [callId]);
  return { draft, edit, kept, forget };
}

function isEmpty(draft: Draft): boolean {
  return draft.note === emptyDraft.note && draft.disposition === null && draft.solved === null;
}
