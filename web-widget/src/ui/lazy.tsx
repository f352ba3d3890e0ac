import { signal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { Skeleton } from "./pieces";

/** A view that is fetched apart from the rest. */
export type Lazy<P> = {
  View: (props: P) => JSX.Element;
  /** Fetches it before anybody needs it; may be called again after a failure. */
  preload: () => void;
};

/**
 * Keeps a view that few calls need out of the first load. It is fetched once the page is connected,
 * long before the caller who needs it; until then its place is held by so many `lines`.
 */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, lines = 4): Lazy<P> {
  const loaded = signal<ComponentType<P> | null>(null);
  let loading = false;
  const preload = (): void => {
    if (loading || loaded.value) return;
    loading = true;
    load().then(
      (view) => {
        loaded.value = view;
      },
      () => {
        loading = false;
      },
    );
  };
  const View = (props: P): JSX.Element => {
    const Loaded = loaded.value;
    if (Loaded) return <Loaded {...props} />;
    preload();
    return <Skeleton lines={lines} />;
  };
  return { View, preload };
}
