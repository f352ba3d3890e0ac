import type { JSX } from "preact";
import type { Incident } from "../protocol/Incident";
import { useApp } from "./app";
import { SHAPE } from "./level";

/** Known trouble, its level by shape, colour and word. */
export function IncidentBanner({ incident }: { incident: Incident }): JSX.Element {
  const { t, label, moment } = useApp().i18n;
  return (
    <div class={`incident incident-${incident.level}`}>
      <span aria-hidden="true">{SHAPE[incident.level]}</span>
      <p>
        <strong>{t(`incident.${incident.level}`)}:</strong> {label(incident.text)}
        {incident.until && <span class="incident-until"> · {t("incident.until", { at: moment(incident.until) })}</span>}
      </p>
    </div>
  );
}
