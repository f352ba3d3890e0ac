import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CallOp } from "../protocol/CallOp";
import type { Directory } from "../protocol/Directory";
import { useApp } from "../ui/app";
import { Button } from "../ui/button";
import { TextField } from "../ui/field";
import { Badge } from "../ui/pieces";
import type { Phase } from "../ui/use-command";

type Give = (what: "transfer" | "consult", to: string) => void;
type Target = { name: string; number: string; free: boolean; state: string };

/** Targets shown at once; typing narrows them. */
const SHOWN_MAX = 8;
/** How often who is free is asked again while this is open. */
const AGAIN_MS = 5_000;

/** To whom: colleagues who are free first, queues, or any number typed. */
export function HandOver({ can, phase, give }: { can: CallOp[]; phase: Phase; give: Give }): JSX.Element {
  const { t } = useApp().i18n;
  const [text, setText] = useState("");
  const targets = useTargets();
  const wanted = text.trim().toLocaleLowerCase("tr");
  const fits = (target: Target): boolean =>
    target.name.toLocaleLowerCase("tr").includes(wanted) || target.number.startsWith(wanted);
  const shown = targets.filter(fits).slice(0, SHOWN_MAX);
  const number = /^[+0-9*# ()-]+$/.test(wanted) ? wanted.replace(/[ ()-]/g, "") : "";
  const typed = number && !shown.some((target) => target.number === number);
  return (
    <div class="hand-over">
      <TextField label={t("control.to")} type="search" value={text} onInput={setText} />
      <ul class="targets">
        {shown.map((target) => (
          <Row key={target.number} target={target} can={can} phase={phase} give={give} />
        ))}
        {typed && <Row target={{ name: number, number, free: false, state: "" }} can={can} phase={phase} give={give} />}
      </ul>
      {shown.length === 0 && !typed && <p class="quiet">{t("control.nobody")}</p>}
    </div>
  );
}

function Row({ target, can, phase, give }: { target: Target; can: CallOp[]; phase: Phase; give: Give }): JSX.Element {
  const { t } = useApp().i18n;
  return (
    <li class="target">
      <span class="target-name">
        {target.name} {target.name !== target.number && <span class="quiet">{target.number}</span>}
        {target.state && (
          <Badge tone={target.free ? "ok" : "warn"}>
            <span aria-hidden="true">{target.free ? "●" : "○"}</span> {target.state}
          </Badge>
        )}
      </span>
      {(["consult", "transfer"] as const).map(
        (what) =>
          can.includes(what) && (
            <Button key={what} phase={phase} onClick={() => give(what, target.number)}>
              {t(`control.${what}`)}
              <span class="sr"> {target.name}</span>
            </Button>
          ),
      )}
    </li>
  );
}

function useTargets(): Target[] {
  const { rest, i18n } = useApp();
  const { t, label } = i18n;
  const [directory, setDirectory] = useState<Directory>({ agents: [], queues: [] });
  useEffect(() => {
    let here = true;
    // A directory that cannot be read now is asked for again; a number can be typed meanwhile.
    const ask = (): void =>
      void rest.ask<Directory>("GET", "directory").then(
        (found) => here && setDirectory(found),
        () => undefined,
      );
    ask();
    const again = setInterval(ask, AGAIN_MS);
    return () => {
      here = false;
      clearInterval(again);
    };
  }, [rest]);
  const agents = directory.agents.map(({ name, number, state, free }) => ({
    name,
    number,
    free,
    state: t(`state.${state}`),
  }));
  const queues = directory.queues.map(({ label: name, number, waiting, agents_available }) => ({
    name: label(name),
    number,
    free: agents_available > 0,
    state: t("control.queue", { waiting: String(waiting), free: String(agents_available) }),
  }));
  return [...agents.sort((a, b) => Number(b.free) - Number(a.free)), ...queues];
}
