import type { JSX } from "preact";

/** Sixteen-unit outlines, drawn for these pages; each is one path. */
const PATHS = {
  phone:
    "M5.5 2.5 3.2 3.3c-.5.2-.8.7-.7 1.2.6 4.6 4.4 8.4 9 9 .5.1 1-.2 1.2-.7l.8-2.3-3-1.6-1.4 1.3A8 8 0 0 1 5.8 6.9l1.3-1.4z",
  phoneOff:
    "M1.8 10.2c0-2.8 3-4.7 6.2-4.7s6.2 1.9 6.2 4.7c0 .6-.5 1-1 .9l-2.2-.5-.5-1.9a9 9 0 0 0-5 0L5 10.6l-2.2.5c-.5.1-1-.3-1-.9z",
  clock: "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.2l2.2 1.3",
  person: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM3 13.5c.4-2.4 2.5-3.7 5-3.7s4.6 1.3 5 3.7",
  company: "M3.5 13.5v-10h6v10M9.5 6.5h3v7M2 13.5h12M5.5 6h2M5.5 8.5h2M5.5 11h2",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.2 10.2l3.3 3.3",
  plus: "M8 3.2v9.6M3.2 8h9.6",
  check: "M3.2 8.6l3.1 3.1 6.5-7",
  cross: "M4 4l8 8M12 4l-8 8",
  note: "M3.5 2.5h9v7.2l-3.2 3.8H3.5zM12.5 9.5h-3v3.7M5.5 5.5h5M5.5 8h3",
  star: "M8 2.3l1.7 3.6 3.9.5-2.8 2.8.7 4L8 11.3l-3.5 1.9.7-4L2.4 6.4l3.9-.5z",
  chevron: "M4.5 6.5L8 10l3.5-3.5",
  back: "M9.5 3.5L5 8l4.5 4.5",
  sound: "M3 6.2h2.2L8.5 3.5v9L5.2 9.8H3zM11 5.8a3.2 3.2 0 0 1 0 4.4M12.8 4a5.8 5.8 0 0 1 0 8",
  edit: "M3 13l.6-2.7 7.2-7.2 2.1 2.1-7.2 7.2zM9.5 4.4l2.1 2.1",
  warn: "M8 2.5l6 10.8H2zM8 6.5v3.2M8 11.4v.3",
  lock: "M4 7.2h8v6H4zM5.6 7.2V5.3a2.4 2.4 0 0 1 4.8 0v1.9",
} as const;

export type IconName = keyof typeof PATHS;

/** An ornament beside a text, hidden from screen readers; it never stands alone. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
