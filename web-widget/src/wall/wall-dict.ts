import type { Texts } from "../core/dict";

/** The texts of the wall display; fetched with it. */
export const wallDict = {
  "wall.title": ["Duvar panosu", "Wallboard"],
  "wall.sl": ["Servis", "Service"],
  "wall.longest": ["En uzun", "Longest"],
  "wall.ready": ["hazır", "ready"],
  "wall.busy": ["görüşmede", "busy"],
  "wall.notReady": ["hazır değil", "not ready"],
  "wall.waiting": ["bekliyor", "waiting"],
  "wall.pbxDown": ["Telefon santraline bağlantı yok", "No link to the phone system"],
  "wall.lost": ["Bağlantı yok", "No connection"],
  "wall.old": ["{why} · veriler {age} eski", "{why} · figures are {age} old"],
  "wall.closed": [
    "Bu adres artık açık değil. Bir süpervizörden yenisini isteyin.",
    "This address is no longer open. Ask a supervisor for a new one.",
  ],
  "wall.page": ["{n} / {all}", "{n} of {all}"],
  "wall.none": ["Gösterilecek kuyruk yok.", "No queues to show."],
} as const satisfies Texts;
