import type { Level } from "../protocol/Level";
import type { IncidentPost } from "./supervise-rest";

/** The form's fields as they are typed; `lasts` is minutes, empty until somebody ends it. */
export type IncidentFields = {
  tr: string;
  en: string;
  level: Level;
  queues: string[];
  cities: string;
  products: string;
  lasts: string;
};

export const newIncident: IncidentFields = {
  tr: "",
  en: "",
  level: "warn",
  queues: [],
  cities: "",
  products: "",
  lasts: "",
};

/** What is sent; a duration becomes the moment it ends, by the server's clock. */
export function postOf(fields: IncidentFields, nowMs: number): IncidentPost {
  const { level, queues } = fields;
  return {
    text: { tr: fields.tr.trim(), en: fields.en.trim() },
    level,
    queues,
    cities: listOf(fields.cities),
    products: listOf(fields.products),
    until: fields.lasts === "" ? null : new Date(nowMs + Number(fields.lasts) * 60_000).toISOString(),
  };
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
