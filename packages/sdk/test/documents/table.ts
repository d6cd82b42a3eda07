import * as nodeCrypto from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fromHex } from "../../src/bytes/bytes.js";
import { createCrypto } from "../../src/crypto/engine.js";
import { createNativeBackend } from "../../src/crypto/native.js";
import { createPureBackend } from "../../src/crypto/pure.js";
import { isChipidError } from "../../src/errors/chipid-error.js";
import { inspectFiles } from "../../src/inspection/inspect.js";
import type { Inspection } from "../../src/inspection/result.js";
import { type ElementaryFileName, fileFromName } from "../../src/lds/files.js";
import { readSod } from "../../src/lds/sod.js";
import { parseCertificate } from "../../src/pki/certificate.js";
import { importTrust } from "../../src/pki/trust-import.js";
import { TrustStore } from "../../src/pki/trust-store.js";

const crypto = createCrypto({ native: createNativeBackend(nodeCrypto), pure: createPureBackend() });
/** Judged after the newest list and before the next. */
const AT = Date.UTC(2025, 9, 20, 12);

/** One real or published document: what its security object says, and what each kind of trust data makes of it. */
export interface DocumentRow {
  readonly document: string;
  readonly country: string;
  readonly digest: string;
  readonly algorithm: string;
  /** Key of the signer: `RSA-2048`, `brainpoolP256r1 explicit`. */
  readonly key: string;
  readonly sod: Inspection["passive"]["sod"];
  readonly groups: string;
  /** Chain under the CSCA beside the document; `-` when there is none. */
  readonly beside: string;
  /** Chain under the master lists, verified under their anchors. */
  readonly lists: Inspection["passive"]["chain"];
  /** Verdict with all trust data. */
  readonly verdict: Inspection["verdict"];
}

export interface RefusedRow {
  readonly document: string;
  /** Error code, or the reason code that makes the verdict red. */
  readonly refusal: string;
}

type Files = ReadonlyMap<ElementaryFileName, Uint8Array>;

function read(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

/** The master lists of the data folder, older ones first, with the anchors that vouch for them. */
export function listTrust(data: string): TrustStore {
  const names = [
    ...readdirSync(join(data, "pki/anchors")).map((name) => join(data, "pki/anchors", name)),
    ...["NL_MASTERLIST_20211207.mls", "DE_ML_2024-04-10.ml", "ICAO_UN_ML_2025-04-01.ml", "DE_ML_2025-10-14.ml"].map(
      (name) => join(data, "pki/masterlists", name),
    ),
  ];
  const files = names.map((path) => ({ name: basename(path), bytes: read(path) }));
  return importTrust(TrustStore.empty, files, { crypto, now: AT }).store;
}

function given(name: string, bytes: Uint8Array, store = TrustStore.empty): TrustStore {
  return importTrust(store, [{ name, bytes }], { crypto, now: AT, keepFlagged: true }).store;
}

function folder(path: string): Files {
  const files = new Map<ElementaryFileName, Uint8Array>();
  for (const name of readdirSync(path)) {
    const file = fileFromName(name);
    if (file !== undefined) files.set(file, read(join(path, name)));
  }
  return files;
}

function signerKey(sod: Uint8Array): string {
  const [raw] = readSod(sod).signedData.certificates;
  if (raw === undefined) return "no certificate";
  const reading = parseCertificate(raw).publicKey;
  if (!reading.ok) return reading.why;
  const { key } = reading;
  return key.kind === "rsa" ? `RSA-${key.bits}` : `${key.curve ?? "unknown curve"} ${key.encoding}`;
}

function row(document: string, country: string, files: Files, lists: TrustStore, beside?: Uint8Array): DocumentRow {
  const judge = (trust: TrustStore): Inspection => inspectFiles({ files }, { trust, crypto, at: AT });
  const underLists = judge(lists);
  const underBoth = beside === undefined ? underLists : judge(given(`${country}.cer`, beside, lists));
  const groups = Object.entries(underLists.passive.dataGroups);
  const of = (status: string): string[] => groups.filter(([, s]) => s === status).map(([number]) => number);
  const shown = [
    ["match", of("match")],
    ["not listed", of("not-listed")],
    ["mismatch", of("mismatch")],
  ] as const;
  return {
    document,
    country,
    digest: underLists.passive.digestAlgorithm ?? "-",
    algorithm: underLists.passive.signatureAlgorithm ?? "-",
    key: signerKey(files.get("EF.SOD") ?? new Uint8Array(0)),
    sod: underLists.passive.sod,
    groups: shown
      .flatMap(([word, numbers]) => (numbers.length === 0 ? [] : [`${numbers.join(" ")} ${word}`]))
      .join(", "),
    beside: beside === undefined ? "-" : judge(given(`${country}.cer`, beside)).passive.chain,
    lists: underLists.passive.chain,
    verdict: underBoth.verdict,
  };
}

/** Every real EF.SOD and every published specimen of the data folder. */
export function documentTable(data: string): DocumentRow[] {
  const lists = listTrust(data);
  const real = JSON.parse(readFileSync(join(data, "sod/sod-real.json"), "utf8")) as {
    sods: { country: string; sod: string; csca: string }[];
  };
  const rows = real.sods.map(({ country, sod, csca }) =>
    row(`${country} passport (EF.SOD)`, country, new Map([["EF.SOD", fromHex(sod)]]), lists, fromHex(csca)),
  );
  const nz = read(join(data, "lds/sod/NZ2013_EF_SOD.BIN"));
  rows.push(row("NZ passport of 2013 (EF.SOD)", "NZ", new Map([["EF.SOD", nz]]), lists));
  for (const [name, country] of [
    ["bsi-tr03105-5", "DE"],
    ["bsi2008", "DE"],
    ["loes2006-nl-specimen", "NL"],
    ["etsi-epassport-prototype", "DE"],
  ] as const) {
    rows.push(row(name, country, folder(join(data, "lds", name)), lists));
  }
  return rows;
}

/** Every malformed EF.SOD of the data folder, and how it is refused. */
export function refusedTable(data: string): RefusedRow[] {
  const invalid = JSON.parse(readFileSync(join(data, "lds/sod-invalid.json"), "utf8")) as {
    cases: { name: string; sod: string }[];
  };
  return invalid.cases.map(({ name, sod }) => {
    const document = name.replace(/^error: /, "").slice(0, 90);
    try {
      const result = inspectFiles(
        { files: new Map([["EF.SOD", fromHex(sod)]]) },
        { trust: TrustStore.empty, crypto, at: AT },
      );
      return { document, refusal: `${result.verdict} ${result.reasons[0]?.code ?? ""}` };
    } catch (error) {
      if (!isChipidError(error)) throw error;
      const cause = isChipidError(error.cause) ? ` (${error.cause.code})` : "";
      return { document, refusal: `${error.code}${cause}` };
    }
  });
}
