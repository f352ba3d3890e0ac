import type { JSX } from "preact";
import { clockText, tick } from "../core/time";
import { useDesk } from "./app";

/** How long ago, counting up. */
export function Since({ at }: { at: string }): JSX.Element {
  const { clock } = useDesk();
  tick().value;
  return <span class="age">{clockText(clock.since(at))}</span>;
}

/** How long still, counting down. Rounded up, so that it shows zero only when it is over. */
export function Until({ at }: { at: string }): JSX.Element {
  const { clock } = useDesk();
  tick().value;
  return <span class="age">{clockText(clock.until(at) + 999)}</span>;
}
