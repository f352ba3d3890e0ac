import type { JSX } from "preact";
import { useRef } from "preact/hooks";

/**
 * The one place that speaks. It says a text once for each `id`; what else happens to the same call
 * (a name found, a timer) is silent.
 */
export function Announcer({ id, text }: { id: string | null; text: string }): JSX.Element {
  const said = useRef<{ id: string | null; text: string }>({ id: null, text: "" });
  if (id !== said.current.id) said.current = { id, text: id === null ? "" : text };
  return (
    <div class="sr" role="status" aria-live="assertive" data-announce>
      {said.current.text}
    </div>
  );
}
