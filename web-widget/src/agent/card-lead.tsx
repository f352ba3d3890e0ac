import type { JSX } from "preact";
import type { DeskItem } from "../core/agent-view";
import type { Authority } from "../protocol/Authority";
import type { Card } from "../protocol/Card";
import type { Profile } from "../protocol/Profile";
import { useApp } from "../ui/app";
import { ProfileTag } from "./profile-tag";
import { Verify } from "./verify";

/** How to meet her, what may be granted, and making sure that it is she. */
export function CardLead({ card, item }: { card: Card; item: DeskItem }): JSX.Element {
  const asking = card.identity === "recognised" && card.verifiable && item.stage !== "wrap_up";
  return (
    <div class="card-lead">
      <div class="lead-line">
        <ProfileTag card={card} />
        {asking && <Verify callId={item.callId} />}
      </div>
      {card.profile && <Advice profile={card.profile} />}
      {card.authority.length > 0 && <Limits authority={card.authority} />}
    </div>
  );
}

function Advice({ profile }: { profile: Profile }): JSX.Element {
  const { t, label, day } = useApp().i18n;
  return (
    <section class="advice">
      <h3>
        {t("card.advice")}: {label(profile.label)}
      </h3>
      <p>{label(profile.advice)}</p>
      {profile.expires_at && <p class="quiet">{t("card.adviceUntil", { date: day(profile.expires_at) })}</p>}
    </section>
  );
}

function Limits({ authority }: { authority: Authority[] }): JSX.Element {
  const { t, label } = useApp().i18n;
  return (
    <section class="limits">
      <h3>{t("card.authority")}</h3>
      <dl class="row">
        {authority.map((one) => (
          <div class="row-field" key={one.label.tr}>
            <dt>{label(one.label)}</dt>
            <dd>{one.limit}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
