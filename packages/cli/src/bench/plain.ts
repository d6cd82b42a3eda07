import { constants, createHash, createPublicKey, verify } from "node:crypto";
import type { SignatureAlgorithm } from "@chipid/sdk";
import type { BenchDocument } from "./documents.js";

// The yardstick: the same two signatures and the same hashes with node:crypto and no more parsing than finding the
// bytes. It checks nothing else, so no verifier can be quicker with this crypto.

interface Element {
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

function element(data: Uint8Array, start: number): Element {
  let length = data[start + 1] ?? 0;
  let content = start + 2;
  if (length > 0x80) {
    const count = length & 0x7f;
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (data[content++] ?? 0);
  }
  return { start, content, end: content + length };
}

/** The child at `index`. */
function child(data: Uint8Array, parent: Element, index: number): Element {
  let at = element(data, parent.content);
  for (let i = 0; i < index; i++) at = element(data, at.end);
  return at;
}

/** The last child. */
function lastChild(data: Uint8Array, parent: Element): Element {
  let at = element(data, parent.content);
  while (at.end < parent.end) at = element(data, at.end);
  return at;
}

function hashName(algorithm: SignatureAlgorithm): string {
  return algorithm.hash.replace("-", "");
}

function holds(spki: Uint8Array, algorithm: SignatureAlgorithm, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  const options =
    algorithm.kind === "rsa-pss"
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltLength }
      : { key };
  return verify(hashName(algorithm), message, options, signature);
}

/** Verifies the document with node:crypto alone. @returns whether everything held */
export function verifyPlainly({ files, csca, signer }: BenchDocument): boolean {
  const sod = files.get("EF.SOD") ?? new Uint8Array();
  const signedData = child(sod, child(sod, child(sod, element(sod, 0), 0), 1), 0);
  const encapsulated = child(sod, signedData, 2);
  const eContent = child(sod, child(sod, encapsulated, 1), 0);
  const certificate = child(sod, child(sod, signedData, 3), 0);
  const signerInfo = child(sod, lastChild(sod, signedData), 0);
  const attributes = child(sod, signerInfo, 3);
  const signature = child(sod, signerInfo, 5);

  const content = sod.subarray(eContent.content, eContent.end);
  const attributeBytes = Buffer.from(sod.subarray(attributes.start, attributes.end));
  attributeBytes[0] = 0x31;
  const tbs = child(sod, certificate, 0);
  const spki = child(sod, tbs, 6);
  const certificateSignature = child(sod, certificate, 2);
  const digest = createHash(hashName(signer.algorithm)).update(content).digest();
  return (
    attributeBytes.includes(digest) &&
    holds(
      sod.subarray(spki.start, spki.end),
      signer.algorithm,
      attributeBytes,
      sod.subarray(signature.content, signature.end),
    ) &&
    holds(
      csca.publicKey,
      csca.algorithm,
      sod.subarray(tbs.start, tbs.end),
      sod.subarray(certificateSignature.content + 1, certificateSignature.end),
    ) &&
    (["DG1", "DG2"] as const).every((name) => {
      const group = files.get(name);
      return group !== undefined && Buffer.from(content).includes(createHash("sha256").update(group).digest());
    })
  );
}
