import type { Severity } from "../protocol/Severity";

/** What an agent has typed about a call and not yet finished. */
export type Draft = {
  disposition: string | null;
  solved: boolean | null;
  severity?: Severity;
  /** RFC 3339. */
  follow_up_at?: string;
  note: string;
};

/** An untouched draft. */
export const emptyDraft: Draft = { disposition: null, solved: null, note: "" };

const PREFIX = "cti.draft.";

/** The draft of a call, surviving reloads of this tab. A reload must never cost an agent her words. */
export function loadDraft(callId: string): Draft {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(PREFIX + callId) ?? "null");
    return isDraft(value) ? value : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

/** Keeps a draft. */
export function saveDraft(callId: string, draft: Draft): void {
  try {
    sessionStorage.setItem(PREFIX + callId, JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden; the server's copy (`wrapup.save` with `finish: false`) remains.
  }
}

/** Forgets the draft of a call that has been saved. */
export function dropDraft(callId: string): void {
  try {
    sessionStorage.removeItem(PREFIX + callId);
  } catch {
    // See saveDraft.
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const { disposition, solved, note } = value as Record<string, unknown>;
  return (
    (disposition === null || typeof disposition === "string") &&
    (solved === null || typeof solved === "boolean") &&
    typeof note === "string"
  );
}
