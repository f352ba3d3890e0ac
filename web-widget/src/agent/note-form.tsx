import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useApp, useDesk } from "../ui/app";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { useCommand } from "../ui/use-command";

/** A note on the customer, as opposed to the note on the call. */
export function NoteForm({ customerId }: { customerId: string }): JSX.Element {
  const { i18n } = useApp();
  const desk = useDesk();
  const [text, setText] = useState("");
  const { run, phase, error } = useCommand();
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (text.trim() === "" || phase !== "idle") return;
    if (await run({ op: "note.add", d: { customer_id: customerId, text: text.trim() } })) setText("");
  };
  return (
    <form class="note-form" onSubmit={(event) => void add(event)}>
      <TextField
        label={i18n.t("customer.addNote")}
        hideLabel
        placeholder={i18n.t("customer.addNote")}
        rows={2}
        maxLength={4_000}
        value={text}
        onInput={setText}
      />
      {text.trim() !== "" && (
        <Button type="submit" phase={phase} disabled={desk.conn.value.s !== "live"}>
          {i18n.t("customer.addNote")}
        </Button>
      )}
      {error && (
        <p class="error" role="alert">
          {i18n.label(error)}
        </p>
      )}
    </form>
  );
}
