import type { JSX } from "preact";
import { SIGNED_OUT } from "../core/client";
import type { Key } from "../core/i18n";
import { useApp, useDesk } from "./app";
import { Button } from "./button";
import { Notice } from "./pieces";

const STOPPED: Readonly<Record<number, Key>> = {
  4200: "conn.forbidden",
  4201: "conn.version",
  4202: "conn.replaced",
  4203: "conn.signedOutBy",
  [SIGNED_OUT]: "conn.signedOut",
};

/** Says that the live connection is gone, and what that means for the person in front of it. */
export function ConnNotice(): JSX.Element | null {
  const { t } = useApp().i18n;
  const desk = useDesk();
  const conn = desk.conn.value;
  if (conn.s === "lost") {
    return (
      <div class="appear-late">
        <Notice tone="warn">{t("conn.lost")}</Notice>
      </div>
    );
  }
  if (conn.s !== "stopped") return null;
  const again = <Button onClick={() => desk.restart()}>{t("conn.takeOver")}</Button>;
  const key = STOPPED[conn.code];
  return (
    <Notice tone="error" action={conn.code === 4202 ? again : undefined}>
      {key ? t(key) : t("conn.stopped", { code: conn.code })}
    </Notice>
  );
}
