import { lazy } from "../ui/lazy";

const pages = (): Promise<typeof import("./supervise")> => import("./supervise");

export const LazyDuplicates = lazy(() => pages().then((m) => m.DuplicatesPage));
export const LazyIncidents = lazy(() => pages().then((m) => m.IncidentsPage));
export const LazyNumbers = lazy(() => pages().then((m) => m.NumberPage));
