import type { Settings } from "../../src/shared/index.js";

/** A station whose idle time is as short as it may be, and which gives slips out in every way. */
export function stationSettings(handover: string): Settings {
  return {
    station: "Quầy thử 1",
    language: "vi",
    signIn: true,
    reader: "Virtual PCD 00 00",
    facesQueue: false,
    fullScreen: false,
    idle: { warnAfter: 15, warning: 5, lockAfter: 0 },
    policy: {
      signingTime: "auto",
      crl: "if-available",
      trustAge: "note",
      paceFailed: "stop",
      sha1: "amber",
      deviations: "known",
      copyable: "green",
      proofs: "first",
    },
    legalBasis: "state-agency",
    legalBasisNote: null,
    procedures: [
      {
        id: "residence",
        name: { vi: "Xác nhận cư trú", en: "Confirmation of residence" },
        fields: ["fullName", "birth", "number", "placeOfResidence"],
      },
    ],
    outputs: { print: true, clipboard: true, handover },
    log: { unwrittenLimit: 20 },
  };
}
