/** The part of a WebSocket that we use; tests bring another. */
export type Socket = {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onopen: (() => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  readonly bufferedAmount: number;
};

/** Opens a socket with its subprotocols. */
export type OpenSocket = (url: string, protocols: string[]) => Socket;

/** The browser's own. */
export const openWebSocket: OpenSocket = (url, protocols) => new WebSocket(url, protocols) as Socket;

/** The address of the feed for an origin; empty means the page's own. */
export function feedUrl(origin: string): string {
  return `${(origin || location.origin).replace(/^http/, "ws")}/ws/v1`;
}

/** What a close code asks of us (close codes are grouped by what the client should do). */
export type AfterClose = "again" | "stop";

/**
 * 4000–4099 come back and resume, 4100–4199 come back with a new ticket (every attempt takes a new
 * one anyway), 4200–4299 stop and tell. Everything else is the network's doing: come back.
 */
export function afterClose(code: number): AfterClose {
  return code >= 4200 && code <= 4299 ? "stop" : "again";
}
