import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useApp } from "../ui/app";
import { lazy } from "../ui/lazy";

const Shadow = lazy<object>(() => import("./shadow").then((m) => m.ShadowView));

/** The comparison beside the PBXs' own queues, fetched when somebody opens it. */
export function ShadowSection(): JSX.Element {
  const { t } = useApp().i18n;
  const [open, setOpen] = useState(false);
  return (
    <section class="board-section">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("board.shadow")}</summary>
        {open && <Shadow.View />}
      </details>
    </section>
  );
}
