import type { Texts } from "../core/dict";

/** The texts of the comparison beside the PBXs' own queues, which is fetched apart. */
export const shadowDict = {
  "shadow.none": ["Ayarlarda yanında karar verilen bir kuyruk yok.", "The settings name no queue to decide beside."],
  "shadow.since": ["{at} tarihinden beri", "since {at}"],
  "shadow.judged": ["Karşılaştırılan", "Compared"],
  "shadow.median": ["Ortanca fark", "Median difference"],
  "shadow.sooner": ["Daha erken", "Sooner"],
  "shadow.later": ["Daha geç", "Later"],
  "shadow.same": ["Aynı temsilci", "Same agent"],
  "shadow.nobody": ["Bizde de kimse yoktu", "Nobody for us either"],
  "shadow.gaveUp": ["Bırakan (bizde çalardı)", "Gave up (we would have rung)"],
  "shadow.recent": ["Son çağrılar", "Latest calls"],
  "shadow.got": ["Kim aldı", "Who got it"],
  "shadow.would": ["Biz kime verirdik", "Whom we would have rung"],
  "shadow.by": ["Fark", "Difference"],
  "shadow.gaveUpOne": ["arayan bıraktı", "the caller gave up"],
  "shadow.bySooner": ["{s} sn erken", "{s} s sooner"],
  "shadow.byLater": ["{s} sn geç", "{s} s later"],
} as const satisfies Texts;
