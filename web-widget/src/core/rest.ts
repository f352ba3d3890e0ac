import type { CallPage } from "../protocol/CallPage";
import type { CallStory } from "../protocol/CallStory";
import type { CustomerEdit } from "../protocol/CustomerEdit";
import type { CustomerList } from "../protocol/CustomerList";
import type { CustomerPage } from "../protocol/CustomerPage";
import type { Problem } from "../protocol/Problem";
import type { WsTicket } from "../protocol/WsTicket";

/** How a page proves who it is: our own pages by cookie, an embedded element by a token. */
export type Proof = { kind: "cookie" } | { kind: "bearer"; token: () => Promise<string> };

/** An answer that was not a success, as the server explained it. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** The REST API under `/api/v1`; every body is JSON, every failure a {@link ProblemError}. */
export class Rest {
  /** `origin` is empty for our own pages. */
  constructor(
    readonly origin: string,
    private readonly proof: Proof,
  ) {}

  ticket = (): Promise<WsTicket> => this.ask("POST", "ws-ticket", {});

  calls(query: { cursor?: string; limit?: number; number?: string; queue?: string }): Promise<CallPage> {
    return this.ask("GET", `calls${search(query)}`);
  }
  call = (id: string): Promise<CallStory> => this.ask("GET", `calls/${encodeURIComponent(id)}`);

  customers = (q: string): Promise<CustomerList> => this.ask("GET", `customers${search({ q })}`);
  customer = (id: string): Promise<CustomerPage> => this.ask("GET", `customers/${encodeURIComponent(id)}`);
  createCustomer = (body: CustomerEdit): Promise<CustomerPage> => this.ask("POST", "customers", body);
  editCustomer = (id: string, body: CustomerEdit): Promise<CustomerPage> =>
    this.ask("PUT", `customers/${encodeURIComponent(id)}`, body);

  /** One question; the typed methods are built on it. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    // A cross-site form cannot set this header; the server asks for it besides the cookie's SameSite.
    if (method !== "GET") headers["X-Requested-With"] = "santral";
    if (this.proof.kind === "bearer") headers.Authorization = `Bearer ${await this.proof.token()}`;
    const response = await fetch(`${this.origin}/api/v1/${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: this.proof.kind === "cookie" ? "same-origin" : "omit",
      cache: "no-store",
    }).catch(unreachable);
    if (!response.ok) throw new ProblemError(await problemOf(response));
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

function unreachable(cause: unknown): never {
  throw new ProblemError({ type: "unreachable", title: "No answer from the server", status: 0, detail: String(cause) });
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = { type: "http", title: response.statusText, status: response.status, detail: "" };
  if (!response.headers.get("Content-Type")?.includes("json")) return fallback;
  return { ...fallback, ...((await response.json().catch(() => ({}))) as Partial<Problem>) };
}

function search(query: Record<string, string | number | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") params.set(key, String(value));
  }
  return params.size > 0 ? `?${params}` : "";
}
