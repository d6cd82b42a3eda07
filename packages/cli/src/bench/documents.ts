import type { ElementaryFileName, SignatureAlgorithm } from "@chipid/sdk";
import {
  type Authority,
  createCsca,
  createDocumentSigner,
  ecKey,
  PROFILES,
  type PublicKeyQuirks,
  personalise,
  rsaKey,
  type SigningKey,
  signDocument,
  syntheticDg2,
} from "@chipid/sdk/simulator";

/** A document made for measuring: who signed it and all of its files. */
export interface BenchDocument {
  /** As people call the algorithm. */
  readonly name: string;
  readonly csca: Authority;
  readonly signer: Authority;
  readonly files: ReadonlyMap<ElementaryFileName, Uint8Array>;
}

interface Scheme {
  readonly name: string;
  readonly csca: () => SigningKey;
  readonly signer: () => SigningKey;
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey?: PublicKeyQuirks;
}

const PSS = { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-256", saltLength: 32 } as const;

function elliptic(name: string, curve: Parameters<typeof ecKey>[1], hash: "sha-256" | "sha-384" | "sha-512"): Scheme {
  const explicit = curve.startsWith("brainpool");
  return {
    name: explicit ? `${name} (explicit)` : name,
    csca: () => ecKey(`bench csca ${curve}`, curve),
    signer: () => ecKey(`bench signer ${curve}`, curve),
    algorithm: { kind: "ecdsa", hash, encoding: "der" },
    publicKey: { explicit },
  };
}

/** The schemes that documents in the field are signed with; both signatures of a document use the same. */
const SCHEMES: readonly Scheme[] = [
  {
    name: "RSA-2048",
    csca: () => rsaKey("rsa2048-pss"),
    signer: () => rsaKey("rsa2048-ds"),
    algorithm: { kind: "rsa-pkcs1", hash: "sha-256" },
  },
  { name: "RSA-PSS 2048", csca: () => rsaKey("rsa2048-pss"), signer: () => rsaKey("rsa2048-ds"), algorithm: PSS },
  elliptic("P-256", "P-256", "sha-256"),
  elliptic("P-384", "P-384", "sha-384"),
  elliptic("brainpoolP256r1", "brainpoolP256r1", "sha-256"),
  elliptic("brainpoolP384r1", "brainpoolP384r1", "sha-384"),
  elliptic("brainpoolP512r1", "brainpoolP512r1", "sha-512"),
];

export const SCHEME_NAMES: readonly string[] = SCHEMES.map((scheme) => scheme.name);

/** Bytes of the portrait group: what a passport's usually has. */
const DG2_BYTES = 14 * 1024;

/** DG2 of about 14 KB: the portrait grows until it is that large. */
function portraitGroup(): Uint8Array {
  for (let width = 96; ; width += 16) {
    const dg2 = syntheticDg2({ width, height: Math.round((width * 4) / 3) });
    if (dg2.length >= DG2_BYTES) return dg2;
  }
}

let sharedPortrait: Uint8Array | undefined;

/** The moment benches judge at: everything made here is valid then, whatever the machine's clock says. */
export const BENCH_MOMENT = { ms: Date.UTC(2026, 5, 1, 12), day: "2026-06-01" } as const;

/** A passport signed by the scheme of that place in `SCHEME_NAMES`, from keys that are always the same. */
export function benchDocument(index: number): BenchDocument {
  const scheme = SCHEMES[index];
  if (scheme === undefined) throw new RangeError("no such scheme");
  const quirks = scheme.publicKey === undefined ? {} : { publicKey: scheme.publicKey };
  const csca = createCsca({
    subject: `C=DE,O=chipid bench,CN=CSCA ${index}`,
    key: scheme.csca(),
    algorithm: scheme.algorithm,
    serial: 1,
    notBefore: "2020-01-01",
    notAfter: "2034-01-01",
    signsUntil: "2024-01-01",
    ...quirks,
  });
  const signer = createDocumentSigner(csca, {
    subject: `C=DE,O=chipid bench,CN=DS ${index}`,
    key: scheme.signer(),
    algorithm: scheme.algorithm,
    serial: 2,
    notBefore: "2022-01-01",
    notAfter: "2033-01-01",
    signsUntil: "2022-06-01",
    ...quirks,
  });
  sharedPortrait ??= portraitGroup();
  const document = personalise(PROFILES["passport-bac"], { dg2: sharedPortrait });
  const files = new Map<ElementaryFileName, Uint8Array>([["EF.COM", document.com]]);
  for (const [number, bytes] of document.dataGroups) files.set(`DG${number}`, bytes);
  files.set("EF.SOD", signDocument(document, signer, "2022-03-01"));
  return { name: scheme.name, csca, signer, files };
}
