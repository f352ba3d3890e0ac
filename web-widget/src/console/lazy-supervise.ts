import { lazy } from "../ui/lazy";

const pages = (): Promise<typeof import("./supervise")> => import("./supervise");

export const LazyDuplicates = lazy(() => pages().then((m) => m.DuplicatesPage));
export const LazyIncidents = lazy(() => pages().then((m) => m.IncidentsPage));
export const LazyListen = lazy(() => pages().then((m) => m.AgentListen));
export const LazyMissed = lazy(() => pages().then((m) => m.MissedPage));
export const LazyOrder = lazy(() => pages().then((m) => m.AgentOrder));
export const LazyNumbers = lazy(() => pages().then((m) => m.NumberPage));
export const LazyQueue = lazy(() => pages().then((m) => m.QueuePage));
