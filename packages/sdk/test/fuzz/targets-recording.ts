import { createEvidence, readEvidence } from "../../src/inspection/evidence/evidence.js";
import { DEFAULT_POLICY } from "../../src/inspection/policy.js";
import { readSession } from "../../src/recording/read-session.js";
import type { Session } from "../../src/recording/session-types.js";
import { formatSession } from "../../src/recording/write-session.js";
import { type Entry, type Makings, text } from "./entry.js";
import { textMutator } from "./mutate.js";

const AT = Date.UTC(2026, 5, 1, 12);
const JSON_ALPHABET = '{}[]:,"\\0123456789abcdefxtruenl.-+/= \n';

/** What one station writes and another reads. */
export function recordingTargets({ trust, found }: Makings): Entry[] {
  const decoder = new TextDecoder();
  const [document = new Map()] = found.documents;
  const session: Session = {
    header: {
      created: AT,
      tool: "chipid",
      atr: Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01),
      limits: { maxCommand: 261, maxResponse: 258 },
      habits: { extended: false, cardAccess: "sfi" },
      keys: [
        { kind: "can", can: "123456" },
        { kind: "mrz", mrz: { documentNumber: "C01X00T47", birth: "640812", expiry: "201031" } },
      ],
      policy: DEFAULT_POLICY,
      at: AT,
      scans: ["001099000001|||"],
      dataGroups: [7],
      challenge: new Uint8Array(8),
    },
    random: [{ purpose: "aa.challenge", bytes: new Uint8Array(8) }],
    trust: [{ name: "csca.cer", bytes: trust.csca }, { file: "list.ml" }],
    exchanges: [
      { kind: "apdu", command: Uint8Array.of(0, 0x84, 0, 0, 8), response: new Uint8Array(10), ms: 2, note: "access" },
      { kind: "apdu", command: Uint8Array.of(0, 0xb0, 0, 0, 0), fault: "removed" },
      { kind: "reconnect", card: true, atr: Uint8Array.of(0x3b, 0) },
      { kind: "reset", fault: "timeout" },
    ],
    expect: { verdict: "retry", reasons: ["card.contact.lost"], holder: null, apdus: 2 },
    complete: true,
  };
  const whole = formatSession(session);
  const evidence = createEvidence({
    created: AT,
    tool: "chipid",
    files: document,
    active: { challenge: new Uint8Array(8), response: new Uint8Array(64) },
    transcripts: [{ protocol: "ca", outcome: "passed", details: { oid: "0.4.0.127.0.7.2.2.3.2.2" } }],
  });
  return [
    text(
      "session",
      /^\s*\{.*"format"\s*:\s*"chipid-session\/1".*\}\s*(?:\n|$)/,
      /^session\.(?:format|version|critical|line|cut|limit)$/,
      textMutator(JSON_ALPHABET, "\n", false),
      readSession,
      [whole, whole.replaceAll("\n", "\r\n"), whole.slice(0, whole.lastIndexOf("\n", whole.length - 2))],
    ),
    text(
      "evidence",
      /^\s*\{.*"format"\s*:\s*"chipid-evidence\/1"/s,
      /^evidence\.(?:format|version|critical|limit)$/,
      textMutator(JSON_ALPHABET, ",", false),
      readEvidence,
      [decoder.decode(evidence)],
    ),
  ];
}
