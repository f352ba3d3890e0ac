import { lazy } from "../ui/lazy";

const details = (): Promise<typeof import("./details")> => import("./details");

export const LazyBrief = lazy(() => details().then((m) => m.Brief), 1);
export const LazyControls = lazy(() => details().then((m) => m.Controls));
export const LazyPanel = lazy(() => details().then((m) => m.CustomerPanel));
export const LazyRecent = lazy(() => details().then((m) => m.RecentCalls));
export const LazyWork = lazy(() => details().then((m) => m.WorkForm));

/** Fetches them once the page is connected, long before the call that needs them. */
export function preloadDetails(): void {
  for (const part of [LazyBrief, LazyControls, LazyPanel, LazyRecent, LazyWork]) part.preload();
}
