import {
  type Crypto,
  createCrypto,
  createPureBackend,
  importTrust,
  inspectFiles,
  parseCertificate,
  SignerMemory,
  TrustStore,
  verifyCertificateSignature,
} from "@chipid/sdk";
import { nodeCrypto } from "@chipid/sdk/node";
import { BENCH_MOMENT, type BenchDocument, benchDocument, SCHEME_NAMES } from "./documents.js";
import { type Figure, measure } from "./measure.js";
import { verifyPlainly } from "./plain.js";

export interface PassiveFigures {
  readonly algorithm: string;
  /** The platform's crypto, with the trust store open; the signer's certificate was never seen before. */
  readonly native: Figure;
  /** The same, in a process that has met this signer. */
  readonly nativeSeen: Figure;
  readonly pure: Figure;
  readonly pureSeen: Figure;
  /** node:crypto alone, with the least parsing. */
  readonly plain: Figure;
  /** Median of `native` to median of `plain`. */
  readonly ratio: number;
}

function trustIn(document: BenchDocument): TrustStore {
  const files = [{ name: "csca.cer", bytes: document.csca.certificate }];
  return importTrust(TrustStore.empty, files, { crypto: nodeCrypto(), now: BENCH_MOMENT.ms }).store;
}

function authenticate(document: BenchDocument, trust: TrustStore, crypto: Crypto, memory?: SignerMemory): void {
  const { verdict } = inspectFiles(
    { files: document.files },
    { trust, crypto, at: BENCH_MOMENT.ms, today: BENCH_MOMENT.day, ...(memory === undefined ? {} : { memory }) },
  );
  // A figure of a verification that did not verify would be worth nothing.
  if (verdict !== "genuine-copyable") throw new Error(`the ${document.name} bench document is ${verdict}`);
}

/** Asserts that the engine answers from the back end whose figure is to be measured. */
function assertBackend(document: BenchDocument, crypto: Crypto, backend: "native" | "pure"): void {
  const certificate = parseCertificate(document.signer.certificate);
  const issuer = parseCertificate(document.csca.certificate);
  const outcome = issuer.publicKey.ok
    ? verifyCertificateSignature(certificate, issuer.publicKey.key, crypto)
    : undefined;
  const answered = outcome?.checked === true ? outcome.backend : undefined;
  if (answered !== backend)
    throw new Error(`${document.name} was answered by ${answered ?? "nobody"}, not by ${backend}`);
}

/** Figures of one passive authentication for each scheme; `budget` milliseconds for each figure. */
export function benchPassive(budget: number, onProgress: (text: string) => void): PassiveFigures[] {
  const native = nodeCrypto();
  const pure = createCrypto({ pure: createPureBackend() });
  return SCHEME_NAMES.map((algorithm, index) => {
    onProgress(`passive authentication: ${algorithm}`);
    const document = benchDocument(index);
    assertBackend(document, pure, "pure");
    const store = trustIn(document);
    const time = (crypto: Crypto, memory?: SignerMemory): Figure =>
      measure(
        () => store,
        (trust) => authenticate(document, trust, crypto, memory),
        budget,
      );
    // Code that all schemes share is compiled while the first is measured: let that happen before it counts.
    if (index === 0) for (const crypto of [native, pure]) for (let i = 0; i < 3; i++) time(crypto);
    if (!verifyPlainly(document)) throw new Error(`node:crypto does not verify the ${algorithm} bench document`);
    const plain = measure(
      () => document,
      (it) => void verifyPlainly(it),
      budget,
    );
    assertBackend(document, native, "native");
    const figures = {
      native: time(native),
      nativeSeen: time(native, new SignerMemory()),
      pure: time(pure),
      pureSeen: time(pure, new SignerMemory()),
    };
    return { algorithm, ...figures, plain, ratio: figures.native.median / plain.median };
  });
}
