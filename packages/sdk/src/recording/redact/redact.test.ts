import { describe, expect, it } from "vitest";
import {
  mrzKeyOf,
  profileOf,
  RECORDED_AT,
  type RecordedSession,
  type RecordingSetting,
  recordSession,
  tools,
} from "../../../test/recorded-session.js";
import { fromBigInt, fromHex, toBase64, toHex, utf8 } from "../../bytes/bytes.js";
import { readSod } from "../../lds/sod.js";
import { TrustStore } from "../../pki/trust-store.js";
import { withFiles } from "../../simulator/chip/clones.js";
import { chipProfiles } from "../../simulator/chip-profiles.js";
import { readSession } from "../read-session.js";
import { replaySession } from "../replay.js";
import type { Session } from "../session-types.js";
import { formatSession } from "../write-session.js";
import { redactSession } from "./redact.js";

/** Everything that would tell whose card was recorded, which chip, which issuer; as bytes and as text. */
function secretsOf({ document, session }: RecordedSession): Map<string, Uint8Array> {
  const { holder, mrz, dataGroups, activeKey, chipKey, mappingKey } = document.data;
  const secrets = new Map<string, Uint8Array>();
  const text = (name: string, value: string | null | undefined): void => {
    if (typeof value === "string" && value.length > 4) secrets.set(name, utf8(value));
  };
  for (const [i, line] of mrz.entries()) text(`line ${i + 1} of the zone`, line);
  text("document number", holder.documentNumber);
  text("birth", holder.birth);
  text("expiry", holder.expiry);
  text("surname", holder.surname);
  text("given names", holder.givenNames);
  text("CAN", document.can);
  for (const [name, value] of Object.entries(holder.national ?? {})) {
    // Half the country has the same nationality, sex, ethnicity and religion as the sample; they are replaced all the same.
    if (typeof value === "string") text(`DG13 ${name}`, value);
    else if (Array.isArray(value)) for (const person of value) text(`DG13 ${name}`, person);
  }
  text("reader", session.header.reader);
  text("title", session.header.title);
  if (session.header.atr !== undefined) secrets.set("answer to reset", session.header.atr);
  const portrait = dataGroups.get(2);
  if (portrait !== undefined) secrets.set("portrait", portrait.subarray(portrait.length - 200));
  for (const number of [14, 15] as const) {
    const bytes = dataGroups.get(number);
    const keyless = number === 14 && chipKey === undefined;
    if (bytes !== undefined && !keyless) secrets.set(`DG${number}`, bytes);
  }
  if (activeKey?.kind === "rsa") secrets.set("modulus of Active Authentication", fromBigInt(activeKey.modulus));
  if (activeKey?.kind === "ec") secrets.set("key of Active Authentication", fromBigInt(activeKey.d));
  if (chipKey !== undefined) secrets.set("key of Chip Authentication", fromBigInt(chipKey.secret));
  if (mappingKey !== undefined) secrets.set("key of PACE-CAM", fromBigInt(mappingKey.secret));
  secrets.set("document signer", document.issuer.signer.certificate.subarray(60, 200));
  secrets.set("CSCA", document.issuer.csca.certificate.subarray(60, 200));
  const sod = document.files.get("EF.SOD");
  if (sod !== undefined) {
    const [signer] = readSod(sod).signedData.signerInfos;
    if (signer !== undefined) secrets.set("signature of EF.SOD", signer.signature);
  }
  for (const { purpose, bytes } of session.random) if (bytes.length >= 8) secrets.set(`random ${purpose}`, bytes);
  for (const [i, exchange] of session.exchanges.entries()) {
    if (exchange.kind !== "apdu" || "fault" in exchange) continue;
    // EF.CardAccess says which protocols there are, the same on every card of the kind.
    const access = document.files.get("EF.CardAccess");
    if (access !== undefined && toHex(exchange.response).startsWith(toHex(access))) continue;
    if (exchange.response.length >= 40) {
      secrets.set(`response ${i}`, exchange.response.subarray(0, exchange.response.length - 2));
    }
  }
  return secrets;
}

/** Names of the secrets that are in a session: in its text, in what it embeds, and in the files it reads. */
async function leaks(session: Session, secrets: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const text = formatSession(session);
  const { reading } = await replaySession(session, { ...tools, personal: true });
  const blobs = [...(reading?.files.values() ?? []), ...session.trust.flatMap((t) => ("bytes" in t ? [t.bytes] : []))];
  const haystack = [text.toLowerCase(), ...blobs.map((bytes) => toHex(bytes))];
  return [...secrets]
    .filter(([, bytes]) => {
      const plain = new TextDecoder().decode(bytes).toLowerCase();
      const forms = [toHex(bytes), toBase64(bytes).toLowerCase(), plain];
      return haystack.some((hay) => forms.some((form) => hay.includes(form)));
    })
    .map(([name]) => name);
}

const OWN_ATR = fromHex("3b8f80018031c173c8211064474d32303930009000");

/** Every kind of document, and of the bare protocols one of each kind of agreement, mapping and cipher. */
const PROTOCOLS = ["pace-gm-ecdh-3des", "pace-im-dh-aes-192", "pace-cam-ecdh-aes-256"];
const SAMPLES = chipProfiles()
  .map(({ name }) => name)
  .filter((name) => !/^pace-(?:gm|im|cam)-/.test(name) || PROTOCOLS.includes(name));

describe("redaction", () => {
  it.each(SAMPLES)(
    "%s: nothing of the recorded document is left, and it replays with the same verdict",
    async (name) => {
      const recorded = await recordSession(profileOf(name), { atr: OWN_ATR });
      const secrets = secretsOf(recorded);
      expect(secrets.size).toBeGreaterThan(12);
      // The search finds them where they are.
      const there = await leaks(recorded.session, secrets);
      expect(there).toEqual(
        expect.arrayContaining(["line 1 of the zone", "document signer", "answer to reset", "portrait"]),
      );

      const { session, before, after } = await redactSession(
        { ...recorded.session, header: { ...recorded.session.header, tool: "recorder of Ms Nguyen" } },
        tools,
      );
      expect(after).toBe(before);
      expect(formatSession(session)).not.toContain("Nguyen");
      const read = readSession(formatSession(session));
      const replay = await replaySession(read, tools);
      expect(replay.mismatch).toBeUndefined();
      expect(replay).toMatchObject({
        ok: true,
        failures: [],
        inspection: { verdict: recorded.session.expect?.verdict },
      });
      // The same protocols and proofs, not only the same verdict.
      const original = await replaySession(recorded.session, tools);
      expect(replay.inspection?.access.oid).toBe(original.inspection?.access.oid);
      expect(replay.inspection?.chip).toEqual(original.inspection?.chip);
      expect(replay.inspection?.passive.dataGroups).toEqual(original.inspection?.passive.dataGroups);
      expect(replay.inspection?.reasons.map(({ code }) => code).sort()).toEqual(
        original.inspection?.reasons.map(({ code }) => code).sort(),
      );
      expect(await leaks(read, secrets)).toEqual([]);
    },
    30_000,
  );

  const settings: [string, string, RecordingSetting][] = [
    ["a clone without the key of Chip Authentication", "vn-2021", { clone: "chip-key-absent" }],
    ["a wrong answer of Active Authentication", "vn-2024", { clone: "active-other-challenge" }],
    ["a clone with its own keys", "vn-2021", { clone: "own-keys" }],
    ["a wrong CAN", "vn-2021", { keys: [{ kind: "can", can: "135791" }] }],
    ["a card that was removed", "vn-2021", { faults: ["remove@12"] }],
    ["a card that was removed and put back", "vn-2021", { faults: ["remove@12"], reconnect: true }],
    ["a card that did not answer", "passport-bac", { faults: ["mute@9+"] }],
    ["wrong MACs", "passport-pace", { faults: ["mac@12+"] }],
    ["a file that never ends", "passport-bac", { faults: ["endless@1"] }],
    ["no anchor", "vn-2021", { trust: TrustStore.empty }],
    ["an expired document", "passport-pace", { at: Date.UTC(2034, 5, 1) }],
    ["a portrait that was changed", "passport-pace", { change: (chip) => withFiles(chip, { DG2: fromHex("7500") }) }],
    ["one plain answer in the protected channel", "passport-bac", { faults: ["plain@11:9000"] }],
    ["a refused Chip Authentication", "vn-2021", { change: (chip) => ({ ...chip, chipAuthentication: [] }) }],
    [
      "a refused Active Authentication",
      "passport-aa",
      { change: (chip) => ({ ...chip, activeAuthentication: undefined }) },
    ],
    [
      "a security object that is none",
      "passport-bac",
      { change: (chip) => withFiles(chip, { "EF.SOD": fromHex("770504030102ff") }) },
    ],
    [
      "PACE-CAM without EF.CardSecurity",
      "passport-pace-cam",
      { change: (chip) => withFiles(chip, { "EF.CardSecurity": null }) },
    ],
    ["a group that is not there", "passport-aa", { change: (chip) => withFiles(chip, { DG15: null }) }],
  ];
  it.each(settings)("%s: redacted with the same verdict", async (_name, profile, setting) => {
    const recorded = await recordSession(profileOf(profile), setting);
    const { session, before, after } = await redactSession(recorded.session, tools);
    expect(before).toBe(recorded.session.expect?.verdict);
    expect(after).toBe(before);
    const replay = await replaySession(session, tools);
    expect(replay.mismatch).toBeUndefined();
    expect(replay.ok).toBe(true);
    const secrets = secretsOf(recorded);
    secrets.delete("answer to reset"); // all virtual chips have the same
    expect(await leaks(session, secrets)).toEqual([]);
  });

  it("replaces keys that did not open the chip, and scans", async () => {
    const profile = profileOf("vn-2021");
    const { document } = await recordSession(profile);
    const recorded = await recordSession(profile, {
      keys: [{ kind: "can", can: "135791" }, mrzKeyOf(document)],
      scans: [document.data.mrz.join("\n")],
    });
    expect(recorded.session.expect?.reasons).toContain("document.scan.match");
    const { session, before, after } = await redactSession(recorded.session, tools);
    expect([before, after]).toEqual(["genuine", "genuine"]);
    expect(session.header.scans).toHaveLength(1);
    expect(session.expect?.reasons).toContain("document.scan.match");
    const text = formatSession(session);
    expect(text).not.toContain("135791");
    expect(text).not.toContain(document.data.mrz[0]);
    expect(text).not.toContain(document.data.holder.documentNumber);
  });

  it("refuses a session that does not replay", async () => {
    const { session } = await recordSession(profileOf("passport-bac"));
    const altered = { ...session, exchanges: session.exchanges.slice(1) };
    await expect(redactSession(altered, tools)).rejects.toMatchObject({ code: "session.redact" });
  });

  it("gives the same bytes each time, and redacting twice changes nothing that matters", async () => {
    const { session } = await recordSession(profileOf("vn-2024"), { at: RECORDED_AT });
    const one = await redactSession(session, tools);
    const again = await redactSession(session, tools);
    expect(formatSession(again.session)).toBe(formatSession(one.session));
    const twice = await redactSession(one.session, tools);
    expect(twice.after).toBe(one.after);
  });
});
