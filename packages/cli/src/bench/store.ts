import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CurveName, SignatureAlgorithm } from "@chipid/sdk";
import { importIntoStore, nodeCrypto, openTrustStore } from "@chipid/sdk/node";
import {
  type Authority,
  createCsca,
  createDocumentSigner,
  createMasterList,
  EXTENDED_KEY_USAGE,
  ecKey,
  extendedKeyUsage,
  rsaKey,
  type SigningKey,
} from "@chipid/sdk/simulator";
import { BENCH_MOMENT } from "./documents.js";
import { type Figure, figureOf, measure } from "./measure.js";

export interface StoreFigures {
  readonly certificates: number;
  /** Bytes of the list. */
  readonly bytes: number;
  /** Reading, verifying and storing the list in an empty folder. */
  readonly firstImport: Figure;
  /** Opening that store in this process, and looking one certificate up. */
  readonly open: Figure;
}

const CERTIFICATES = 570;
const COUNTRIES = 112;
/** RSA signatures are slow to make without native help; the list's reading does not depend on who signed. */
const EVERY_NTH_RSA = 12;
const IMPORTS = 5;

const VALIDITY = { notBefore: "2020-01-01", notAfter: "2034-01-01", signsUntil: "2024-01-01" } as const;
const ECDSA_256: SignatureAlgorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" };

function country(index: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const at = index % COUNTRIES;
  return letters.charAt(Math.floor(at / 26)) + letters.charAt(at % 26);
}

function scheme(index: number): { key: SigningKey; algorithm: SignatureAlgorithm; publicKey?: { explicit: boolean } } {
  if (index % EVERY_NTH_RSA === 0) {
    return { key: rsaKey("rsa2048-ds"), algorithm: { kind: "rsa-pkcs1", hash: "sha-256" } };
  }
  const curves: readonly CurveName[] = ["P-256", "P-384", "brainpoolP256r1"];
  const curve = curves[index % curves.length] ?? "P-256";
  return {
    key: ecKey(`bench list ${curve} ${index % 36}`, curve),
    algorithm: ECDSA_256,
    publicKey: { explicit: curve.startsWith("brainpool") },
  };
}

/** A synthetic master list of the size of the German one, and the certificate that vouches for it. */
export function benchMasterList(
  extra: readonly Uint8Array[],
  onProgress: (done: number) => void,
): { list: Uint8Array; anchor: Authority } {
  const anchor = createCsca({
    subject: "C=DE,O=chipid bench,CN=CSCA of the list signer",
    key: ecKey("bench list anchor", "P-256"),
    algorithm: ECDSA_256,
    serial: 1,
    ...VALIDITY,
  });
  const signer = createDocumentSigner(anchor, {
    subject: "C=DE,O=chipid bench,CN=Master List Signer",
    key: ecKey("bench list signer", "P-256"),
    algorithm: ECDSA_256,
    serial: 2,
    ...VALIDITY,
    extensions: { extra: [extendedKeyUsage(true, EXTENDED_KEY_USAGE.masterListSigner)] },
  });
  const content = [...extra];
  while (content.length < CERTIFICATES) {
    const index = content.length;
    if (index % 30 === 0) onProgress(index);
    content.push(
      createCsca({
        subject: `C=${country(index)},O=chipid bench,CN=CSCA ${index}`,
        ...scheme(index),
        serial: index,
        ...VALIDITY,
      }).certificate,
    );
  }
  const list = createMasterList({
    content,
    certificates: [signer.certificate],
    signers: [
      {
        key: signer.key,
        algorithm: signer.algorithm,
        sid: { certificate: signer.certificate },
        signingTime: "2022-03-01",
      },
    ],
  });
  return { list, anchor };
}

/** A folder for this run alone, removed behind it. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "chipid-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports the list into fresh folders, then opens the last of them over and over. The store stays in `folder`/store. */
export async function benchStore(
  folder: string,
  { list, anchor }: { list: Uint8Array; anchor: Authority },
  budget: number,
): Promise<StoreFigures> {
  const crypto = nodeCrypto();
  const samples: number[] = [];
  let store = "";
  for (let i = 0; i < IMPORTS; i++) {
    store = join(folder, i === IMPORTS - 1 ? "store" : `import-${i}`);
    const files = [
      { name: "list.ml", bytes: list },
      { name: "anchor.cer", bytes: anchor.certificate },
    ];
    const begun = process.hrtime.bigint();
    const { store: imported } = await importIntoStore(store, files, { crypto, now: BENCH_MOMENT.ms });
    samples.push(Number(process.hrtime.bigint() - begun) / 1e6);
    if (imported.size < CERTIFICATES) throw new Error(`the list's import took ${imported.size} certificates`);
  }
  const open = measure(
    () => store,
    (path) => {
      const opened = openTrustStore(path, crypto);
      if (opened.state !== "snapshot") throw new Error(`the store was ${opened.state}`);
      if (opened.store.byKeyIdentifier(anchor.keyIdentifier).length === 0)
        throw new Error("the anchor is not in the store");
    },
    budget,
  );
  return { certificates: CERTIFICATES, bytes: list.length, firstImport: figureOf(samples), open };
}
