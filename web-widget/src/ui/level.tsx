import type { JSX } from "preact";
import type { Level } from "../protocol/Level";
import { useApp } from "./app";

export const SHAPE: Record<Level, string> = { ok: "●", warn: "▲", breach: "■" };

/** How a figure stands, by shape and by colour, and in words for whoever sees neither. */
export function LevelMark({ level }: { level: Level }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <span class={`level level-${level}`}>
      <span aria-hidden="true">{SHAPE[level]}</span>
      <span class="sr">{t(`level.${level}`)}</span>
    </span>
  );
}
