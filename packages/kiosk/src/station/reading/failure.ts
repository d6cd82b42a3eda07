import { ACTIONS, type ChipidError, DEFAULT_POLICY, REASONS } from "@chipid/sdk";
import type { Text } from "../../shared/index.js";
import { readerModel } from "../log/loggable.js";
import type { CardOutcome } from "../machine/outcome.js";
import type { ReadingContext } from "./outcome.js";

// A card that could not even be connected to: no inspection took place, and the officer is told what to do.

const CODE = "card.contact.lost";

const TEXTS: Readonly<Record<string, Text>> = {
  "card.sharing": {
    vi: "Một chương trình khác đang giữ thẻ (ký số, token…). Đóng chương trình đó rồi đọc lại.",
    en: "Another program holds the card (signing or token software). Close it, then read again.",
  },
  "card.unresponsive": {
    vi: "Chip không trả lời. Đặt riêng một thẻ, nằm phẳng, ở giữa đầu đọc.",
    en: "The chip does not answer. Put one card alone on the reader, flat and in the middle.",
  },
  "card.protocol": {
    vi: "Đầu đọc không nói chuyện được với loại thẻ này.",
    en: "The reader cannot talk to this kind of card.",
  },
  "reader.service": {
    vi: "Mất kết nối với dịch vụ đầu đọc.",
    en: "The connection to the reader service was lost.",
  },
};

const LOST: Text = { vi: "Mất liên lạc với thẻ. Đặt lại thẻ.", en: "The contact with the card was lost. Put it back." };

/** @returns a result that asks for another try; it says nothing of the card */
export function failureOf(error: ChipidError | undefined, context: ReadingContext): CardOutcome {
  const sentence = TEXTS[error?.code ?? ""] ?? LOST;
  const { reference, vi, en } = REASONS[CODE];
  const reason = { code: CODE, effect: "retry" as const, text: { vi, en }, todo: ACTIONS.again, reference };
  const totalMs = Math.round(context.milliseconds);
  return {
    verdict: "retry",
    sentence,
    action: ACTIONS.again,
    reasons: [reason],
    generation: "icao",
    fields: [],
    onDemand: [],
    portrait: false,
    compared: false,
    milliseconds: totalMs,
    details: {
      reasons: [reason],
      certificates: [],
      access: { protocol: "none", mapping: null, password: null, curve: null, fellBack: false },
      passive: {
        sod: "not-checked",
        chain: "not-checked",
        revocation: "unknown",
        digestAlgorithm: null,
        signatureAlgorithm: null,
        signedAt: null,
      },
      dataGroups: [],
      chip: { active: "not-done", chip: "not-done", cam: "not-done" },
      timing: { totalMs, cardMs: 0, hostMs: totalMs, apdus: 0, bytesIn: 0 },
      reader: context.reader,
      trustData: context.trust,
      policy: { ...DEFAULT_POLICY },
    },
    logged: {
      document: null,
      reader: context.reader === null ? null : readerModel(context.reader),
      reasons: [CODE],
      access: "none",
      totalMs,
      cardMs: 0,
      trust: context.trust,
    },
    wrongKey: null,
    needsZone: false,
  };
}
