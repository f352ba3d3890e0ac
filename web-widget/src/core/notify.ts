import type { Pop } from "../protocol/Pop";

/** What the operating system is told about a call: the queue, never the caller. */
export type Notice = { title: string; queue: string };

const open = new Map<string, Notification>();

/**
 * Notifies while the page is not in front. On nearly all mobile browsers the constructor throws;
 * then there is no notification and the page goes on.
 */
export function notifyCall(pop: Pop, notice: Notice): void {
  if (!("Notification" in globalThis) || Notification.permission !== "granted" || document.hasFocus()) return;
  try {
    const note = new Notification(notice.title, { body: notice.queue, tag: pop.call_id, requireInteraction: true });
    note.onclick = () => window.focus();
    open.set(pop.call_id, note);
  } catch {
    // See above.
  }
}

/** Takes notifications away whose call no longer rings. */
export function closeNotices(ringing: ReadonlySet<string>): void {
  for (const [callId, note] of open) {
    if (ringing.has(callId)) continue;
    note.close();
    open.delete(callId);
  }
}
