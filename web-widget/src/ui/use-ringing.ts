import { effect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { deskItems } from "../core/agent-view";
import { Ringer } from "../core/audio";
import { closeNotices, notifyCall } from "../core/notify";
import { useApp, useDesk } from "./app";

/**
 * Sound and notification for a ringing call: only in the leading tab of the surface that the server
 * has made primary, and only if the person wants them.
 */
export function useRinging(): Ringer {
  const desk = useDesk();
  const { prefs, i18n } = useApp();
  const ringer = useMemo(() => new Ringer(), []);
  useEffect(() => {
    const told = new Set<string>();
    const stop = effect(() => {
      const acting = desk.leading.value && desk.role.value === "primary";
      const ringing = deskItems(desk.agent.value).filter((item) => item.stage === "ringing");
      if (acting && prefs.ring.value && ringing.length > 0) ringer.start();
      else ringer.stop();
      closeNotices(new Set(ringing.map((item) => item.callId)));
      for (const { pop } of ringing) {
        if (!pop || told.has(pop.call_id)) continue;
        told.add(pop.call_id);
        if (acting && prefs.notify.value)
          notifyCall(pop, { title: i18n.t("notify.title"), queue: i18n.label(pop.queue.label) });
      }
    });
    return () => {
      stop();
      ringer.stop();
    };
  }, [desk, prefs, i18n, ringer]);
  return ringer;
}
