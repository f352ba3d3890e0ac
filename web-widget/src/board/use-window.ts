import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Height of a row; board.css says the same. */
export const ROW_PX = 40;

/** Rows kept above and below those in sight, so that a quick scroll shows no holes. */
const SPARE = 8;

export type Window = {
  ref: { current: HTMLDivElement | null };
  first: number;
  last: number;
  onScroll: () => void;
};

/** Which rows of a long list are in sight. Rows have one height, so this is arithmetic. */
export function useWindow(count: number): Window {
  const ref = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  const measure = (): void => {
    const box = ref.current;
    if (box) setSeen({ top: box.scrollTop, height: box.clientHeight });
  };
  useLayoutEffect(() => {
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  const first = Math.max(0, Math.floor(seen.top / ROW_PX) - SPARE);
  const last = Math.min(count, Math.ceil((seen.top + seen.height) / ROW_PX) + SPARE);
  return { ref, first, last, onScroll: measure };
}
