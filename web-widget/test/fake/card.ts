import type { Card } from "../../src/protocol/Card";
import type { CardField } from "../../src/protocol/CardField";
import type { CardSection } from "../../src/protocol/CardSection";
import type { Incident } from "../../src/protocol/Incident";
import type { Label } from "../../src/protocol/Label";
import type { NamedLabel } from "../../src/protocol/NamedLabel";
import type { Profile } from "../../src/protocol/Profile";
import { ago, ahead } from "./company";

/** What the fake server knows of a customer beyond the name. */

const label = (tr: string, en: string = tr): Label => ({ tr, en });

/** How many questions must be answered rightly. */
export const QUESTIONS_LEAST = 2;

export const QUESTIONS: readonly NamedLabel[] = [
  { id: "dogum", label: label("Doğum tarihi", "Date of birth") },
  { id: "anne", label: label("Anne kızlık soyadının ilk harfi", "First letter of mother's maiden name") },
  { id: "siparis", label: label("Son siparişin tutarı", "Amount of the last order") },
];

export const PROFILES: readonly Profile[] = [
  {
    id: "new",
    label: label("Yeni", "New"),
    advice: label("Basit sorunlarda hızlıca yol gösterin, sabırlı olun.", "Guide quickly, be patient."),
    expires_at: null,
  },
  {
    id: "hurried",
    label: label("Aceleci", "Hurried"),
    advice: label(
      "Zamanının değerli olduğunu belli edin; yetkiniz dışında söz vermeyin.",
      "Show that time matters; promise nothing outside your authority.",
    ),
    expires_at: null,
  },
  {
    id: "angry",
    label: label("Öfkeli", "Angry"),
    advice: label("Sözünü kesmeden dinleyin.", "Listen without interrupting."),
    expires_at: null,
  },
];

export const OUTAGE: Incident = {
  id: "i1",
  text: label("15:00–15:30 arası kargo takibi kapalı", "No parcel tracking from 15:00 to 15:30"),
  level: "breach",
  queues: [],
  cities: [],
  products: [],
  from: ago(600),
  until: ahead(1_800),
  by: "Derya Aksoy",
};

/** What only a reveal shows. */
export const HIDDEN_CARD = "5400123412341234";

const field = (id: string, name: Label, value: string, more: Partial<CardField> = {}): CardField => ({
  id,
  label: name,
  kind: "text",
  value,
  masked: false,
  revealable: false,
  level: null,
  ...more,
});

const section = (id: string, name: Label, rows: CardSection["rows"], more: Partial<CardSection> = {}): CardSection => ({
  id,
  label: name,
  state: "ready",
  note: null,
  source: "own",
  as_of: ago(2),
  rows,
  ...more,
});

const points = (value: string, masked: boolean): CardField =>
  field("points", label("Puan", "Points"), value, { kind: "number", masked });

/** A card as it stands once all has come. */
export function newCard(customerId: string): Card {
  return {
    customer_id: customerId,
    identity: "recognised",
    verifiable: true,
    repeat: { nth: 3, days: 7, last_at: ago(2 * 86_400), about: label("Şikâyet", "Complaint") },
    profile: { ...(PROFILES[1] as Profile), expires_at: ahead(60 * 86_400) },
    authority: [
      { label: label("İade", "Refund"), limit: "500 TL" },
      { label: label("Ücretsiz kargo", "Free shipping"), limit: "1" },
    ],
    sections: [
      section("loyalty", label("Sadakat", "Loyalty"), [
        {
          id: "1",
          fields: [
            points("•••••", true),
            field("tier", label("Seviye", "Tier"), "Altın"),
            field("card", label("Kart", "Card"), "••••••1234", { masked: true, revealable: true }),
          ],
        },
      ]),
      section("tickets", label("Açık kayıtlar", "Open tickets"), [
        {
          id: "T-100",
          fields: [
            field("subject", label("Konu", "Subject"), "Kargo gecikti"),
            field("due_at", label("Vade", "Due"), ago(3_600), { kind: "moment", level: "breach" }),
          ],
        },
        {
          id: "T-101",
          fields: [
            field("subject", label("Konu", "Subject"), "Fatura adresi"),
            field("due_at", label("Vade", "Due"), ahead(86_400), { kind: "moment" }),
          ],
        },
        { id: "T-102", fields: [field("subject", label("Konu", "Subject"), "Garanti belgesi")] },
      ]),
      section(
        "orders",
        label("Siparişler", "Orders"),
        [
          {
            id: "S-9",
            fields: [
              field("title", label("Ürün", "Product"), "Yedek filtre"),
              field("spent", label("Tutar", "Total"), "12450", { kind: "number" }),
              field("at", label("Tarih", "Date"), "2025-10-22", { kind: "date" }),
            ],
          },
        ],
        { source: "crm" },
      ),
      section("offers", label("Kampanyalar", "Offers"), [], {
        state: "failed",
        source: "crm",
        as_of: null,
        note: label("Alınamadı: crm (süre doldu)", "It could not be had: crm (timed out)"),
      }),
    ],
  };
}

/** The same while its sections are asked for. */
export function pendingCard(card: Card): Card {
  const asked = card.sections.map((s): CardSection => ({ ...s, state: "pending", note: null, as_of: null, rows: [] }));
  return { ...card, sections: asked };
}

/** The same after enough questions: what waited for that is open. */
export function verifiedCard(card: Card): Card {
  const open = (f: CardField): CardField => (f.id === "points" ? points("12450", false) : f);
  return {
    ...card,
    identity: "verified",
    verifiable: true,
    sections: card.sections.map((s) => ({ ...s, rows: s.rows.map((r) => ({ ...r, fields: r.fields.map(open) })) })),
  };
}
