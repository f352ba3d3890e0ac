import type { JSX } from "preact";
import type { Rest } from "../core/rest";
import type { Card } from "../protocol/Card";
import type { Profile } from "../protocol/Profile";
import { useApp } from "../ui/app";
import { SelectField } from "../ui/field";
import { useAsk } from "../ui/use-ask";
import { ProblemLine, useSend } from "../ui/use-send";
import { cardRest } from "./card-rest";

/** Says how she is to be met next time; the server takes the tag off by itself after a while. */
export function ProfileTag({ card }: { card: Card }): JSX.Element {
  const { rest, i18n } = useApp();
  const { t, label } = i18n;
  const { data } = useAsk(() => profilesOf(rest), [rest]);
  const { send, phase, error } = useSend();
  const now = card.profile;
  const known = data ?? [];
  // Until the list is here, and should it lack her tag, the tag itself is still a choice.
  const choices = now && !known.some((profile) => profile.id === now.id) ? [now, ...known] : known;
  return (
    <>
      <SelectField
        label={t("card.tag")}
        hideLabel
        value={now?.id ?? ""}
        disabled={phase !== "idle"}
        onChange={(id) => void send(() => cardRest.tag(rest, card.customer_id, id === "" ? null : id))}
      >
        <option value="">{t("card.tagged", { profile: "–" })}</option>
        {choices.map((profile) => (
          <option key={profile.id} value={profile.id}>
            {t("card.tagged", { profile: label(profile.label) })}
          </option>
        ))}
      </SelectField>
      <ProblemLine error={error} />
    </>
  );
}

const asked = new WeakMap<Rest, Promise<Profile[]>>();

/** The profiles, asked for once a page; after a failure they are asked for again. */
function profilesOf(rest: Rest): Promise<Profile[]> {
  const before = asked.get(rest);
  if (before) return before;
  const answer = cardRest.profiles(rest).then(({ items }) => items);
  asked.set(rest, answer);
  answer.catch(() => asked.delete(rest));
  return answer;
}
