import { type ReadonlySignal, signal } from "@preact/signals";

/** Pages with nothing behind their name. */
const PLAIN = ["agent", "board", "account", "incidents", "numbers", "duplicates", "missed"] as const;

type Plain = (typeof PLAIN)[number];

/** The pages of the console. */
export type Route =
  | { page: Plain | "calls" | "customers" | "home" | "lost" }
  | { page: "call" | "customer" | "queue"; id: string };

const current = signal(location.pathname + location.search);

/** The address as the page shows it. */
export const address: ReadonlySignal<string> = current;

/** Reads a path; the server answers each of these with the same document. */
export function routeOf(address: string): Route {
  const [head = "", id = ""] = new URL(address, "http://x").pathname.split("/").filter(Boolean).map(decode);
  if (head === "") return { page: "home" };
  if (head === "calls" || head === "customers") {
    if (id === "") return { page: head };
    return { page: head === "calls" ? "call" : "customer", id };
  }
  if (head === "queues" && id !== "") return { page: "queue", id };
  return { page: isPlain(head) ? head : "lost" };
}

function isPlain(head: string): head is Plain {
  return (PLAIN as readonly string[]).includes(head);
}

/** Goes to a page of ours because somebody asked for it; a call never does. */
export function navigate(to: string): void {
  history.pushState(null, "", to);
  current.value = to;
  scrollTo(0, 0);
}

/** Makes plain presses on our own links stay in the page. */
export function startRouter(): void {
  addEventListener("popstate", () => {
    current.value = location.pathname + location.search;
  });
  document.addEventListener("click", (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link?.target !== "" || link.origin !== location.origin || link.hash !== "") return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
