import { useEffect } from "preact/hooks";
import type { Desk } from "../core/desk";

/** Comes back at once when the network or the page wakes up, instead of waiting a back-off out. */
export function useHurry(desk: Desk): void {
  useEffect(() => {
    const hurry = (): void => desk.hurry();
    const seen = (): void => {
      if (document.visibilityState === "visible") desk.hurry();
    };
    addEventListener("online", hurry);
    addEventListener("pageshow", hurry);
    document.addEventListener("resume", hurry);
    document.addEventListener("visibilitychange", seen);
    return () => {
      removeEventListener("online", hurry);
      removeEventListener("pageshow", hurry);
      document.removeEventListener("resume", hurry);
      document.removeEventListener("visibilitychange", seen);
    };
  }, [desk]);
}
