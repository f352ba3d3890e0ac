import { useEffect } from "preact/hooks";
import { deskItems } from "../core/agent-view";
import type { Desk } from "../core/desk";
import { useApp, useDesk } from "../ui/app";

/** Where the state choice is found. */
export const STATE_SELECT_ID = "cti-state";

/**
 * Alt+Shift and a letter. Turkish layouts type with AltGr (Ctrl+Alt), so no Ctrl+Alt; no letter `I`,
 * whose four Turkish forms fold differently. `H` stays free for holding a call.
 */
export const KEYS = { reject: "Alt+⇧R", end: "Alt+⇧E", state: "Alt+⇧S", pick: "1–9" } as const;

/** Listens on the page, within `root` for the choice of a candidate by its number. */
export function useShortcuts(root: () => HTMLElement | null): void {
  const { prefs } = useApp();
  const desk = useDesk();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!prefs.shortcuts.value || event.repeat || event.isComposing) return;
      const handled = event.altKey && event.shiftKey ? byLetter(event, desk, root()) : byDigit(event, desk, root());
      if (handled) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [desk, prefs, root]);
}

function byLetter({ code, ctrlKey, metaKey }: KeyboardEvent, desk: Desk, root: HTMLElement | null): boolean {
  if (ctrlKey || metaKey) return false;
  if (code === "KeyS") return focusState(root);
  const op = code === "KeyR" ? "reject" : code === "KeyE" ? "hangup" : null;
  const call = op && desk.agent.value.calls.find((c) => c.can.includes(op));
  if (!call || !op) return false;
  void desk.run({ op: `call.${op}`, d: { call_id: call.call_id } });
  return true;
}

function focusState(root: HTMLElement | null): boolean {
  const select = root?.querySelector<HTMLElement>(`#${STATE_SELECT_ID}`);
  select?.focus();
  return select !== null && select !== undefined;
}

/** A bare digit counts only when nobody types and, on somebody else's page, only inside our element. */
function byDigit(event: KeyboardEvent, desk: Desk, root: HTMLElement | null): boolean {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (!digit || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const target = event.composedPath()[0];
  if (!root || isEditable(target) || !isOurs(target, root)) return false;
  const pop = deskItems(desk.agent.value).find((item) => item.pop?.match === "multiple")?.pop;
  const customer = pop?.candidates[Number(digit) - 1];
  if (!pop || !customer) return false;
  void desk.run({ op: "pop.pick", d: { pop_id: pop.pop_id, customer_id: customer.id } });
  return true;
}

function isEditable(target: EventTarget | undefined): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

function isOurs(target: EventTarget | undefined, root: HTMLElement): boolean {
  const embedded = root.getRootNode() instanceof ShadowRoot;
  return !embedded || (target instanceof Node && root.contains(target));
}
