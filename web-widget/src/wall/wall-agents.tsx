import type { JSX } from "preact";
import { StateDot } from "../agent/state-bar";
import type { AgentRow } from "../protocol/AgentRow";
import { useApp } from "../ui/app";

/** Who is there, by name; empty unless the display's view has names. */
export function WallAgents({ agents }: { agents: AgentRow[] }): JSX.Element | null {
  const { t } = useApp().i18n;
  const here = agents.filter((agent) => agent.state !== "offline");
  if (here.length === 0) return null;
  return (
    <ul class="wall-agents">
      {here.map((agent) => (
        <li key={agent.id} class={`chip-${agent.state}`}>
          <StateDot state={agent.state} /> {agent.name} <span class="sr">{t(`state.${agent.state}`)}</span>
        </li>
      ))}
    </ul>
  );
}
