import type { ShadowReport } from "../../src/protocol/ShadowReport";
import { ago } from "./company";

/** What the core would have decided beside the PBX's own queue. */
export function shadowReport(): ShadowReport {
  return {
    since: ago(4 * 3_600),
    method: { tr: "Her çağrı tek başına.", en: "Each call by itself." },
    queues: [
      {
        id: "merkez/depo",
        judged: 42,
        same_agent_percent: 55,
        sooner_percent: 71,
        later_percent: 5,
        median_sooner_ms: 2_400,
        nobody: 9,
        gave_up: 6,
        gave_up_offered: 4,
      },
    ],
    recent: [
      {
        call_id: "k-7",
        queue: "merkez/depo",
        joined_at: ago(90),
        got: "Mehmet Kaya",
        would: "Zeynep Arslan",
        sooner_ms: 3_100,
      },
      { call_id: "k-6", queue: "merkez/depo", joined_at: ago(300), got: null, would: "Ayşe Yılmaz", sooner_ms: null },
      { call_id: "k-5", queue: "merkez/depo", joined_at: ago(500), got: "1044", would: null, sooner_ms: null },
    ],
  };
}
