import type { SignerInfo } from "../../asn1/cms-types.js";
import { relabelledKeys } from "../../authentication/passive/relabelled-keys.js";
import { signatureForgery } from "../../authentication/passive/signature-fault.js";
import type { HashName } from "../../crypto/types.js";
import { ChipidError, isChipidError } from "../../errors/chipid-error.js";
import { readSod, type Sod } from "../../lds/sod.js";
import { parseCertificate } from "../../pki/certificate.js";
import type { Certificate, PublicKeyReading } from "../../pki/certificate-types.js";
import { parseName } from "../../pki/name.js";
import { findSigner, type SignerInfoCheck, verifySignerInfo } from "../../pki/signed-data.js";
import type { InspectionState } from "../state.js";

/** EF.SOD: its form, who signed it, and whether the signature holds (ICAO 9303-10 §4.6.2, RFC 5652 §5, T13–T26d). */
export function checkSecurityObject(state: InspectionState): void {
  const sod = readFile(state);
  state.sod = sod;
  const [signerInfo] = sod.signedData.signerInfos;
  const signer = signerInfo === undefined ? undefined : chooseSigner(state, sod, signerInfo);
  state.signer = signer;
  judgeForm(state, sod);
  if (signerInfo === undefined) {
    state.findings.add("sod.signer-info.missing");
    state.signature = "invalid";
    return;
  }
  if (sod.signedData.signerInfos.length > 1) state.findings.add("sod.signer-info.several");
  if (signer !== undefined) judgeSignature(state, sod, signerInfo, signer);
}

function readFile(state: InspectionState): Sod {
  const file = state.files.get("EF.SOD");
  if (file === undefined || file.length === 0) {
    throw new ChipidError("inspection.input", "There is no EF.SOD: nothing can be verified without it.", {
      reference: "ICAO 9303-10 §4.6.2",
    });
  }
  try {
    return readSod(file);
  } catch (cause) {
    if (!isChipidError(cause)) throw cause;
    throw new ChipidError("inspection.input", `EF.SOD cannot be read: ${cause.message}`, {
      cause,
      reference: "ICAO 9303-10 §4.6.2",
    });
  }
}

function judgeForm(state: InspectionState, sod: Sod): void {
  const { findings } = state;
  const { signedData, lds } = sod;
  const quirks = new Set([...signedData.quirks, ...(lds.ok ? lds.object.quirks : [])]);
  if (quirks.delete("constructed-string")) findings.add("sod.content.constructed");
  quirks.delete("set-order"); // judged with the signature (T23)
  if (quirks.size > 0) findings.add("sod.encoding.ber", `The security object is not DER: ${[...quirks].join(", ")}.`);
  const trailing = sod.trailingBytes + signedData.trailingBytes + (lds.ok ? lds.object.trailingBytes : 0);
  if (trailing > 0) findings.add("sod.bytes.trailing");
  if (sod.contentType === "unknown") findings.add("sod.content-type.unknown");
  else if (!lds.ok) findings.add("sod.content.unreadable");
  else if (sod.contentType !== "icao") findings.add("sod.content-type.legacy");
}

/** The certificate that the sid names: in the security object, else in the store (T36d). None becomes an anchor. */
function chooseSigner(state: InspectionState, sod: Sod, signerInfo: SignerInfo): Certificate | undefined {
  const { findings, trust } = state;
  let unreadable = 0;
  const enclosed = sod.signedData.certificates.flatMap((raw) => {
    try {
      return [state.memory?.certificate(raw, state.crypto) ?? parseCertificate(raw)];
    } catch (error) {
      if (!isChipidError(error)) throw error;
      unreadable++;
      return [];
    }
  });
  state.enclosed = enclosed;
  const [found] = findSigner(signerInfo, enclosed);
  if (found !== undefined) return found;
  const { sid } = signerInfo;
  const stored =
    sid.kind === "key-identifier"
      ? trust.byKeyIdentifier(sid.keyIdentifier)
      : trust.byIssuerSerial(nameKey(sid.issuer) ?? "", sid.serial);
  const [fromStore] = findSigner(
    signerInfo,
    stored.map((entry) => entry.certificate),
  );
  if (fromStore !== undefined) {
    findings.add("sod.certificate.from-store");
    return fromStore;
  }
  findings.add(unreadable > 0 ? "sod.certificate.unreadable" : "sod.certificate.missing");
  return undefined;
}

function nameKey(name: Uint8Array): string | undefined {
  try {
    return parseName(name).key;
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}

function judgeSignature(state: InspectionState, sod: Sod, signerInfo: SignerInfo, signer: Certificate): void {
  const { findings, crypto } = state;
  let reading = signer.publicKey;
  let check = verifySignerInfo(sod.signedData, signerInfo, signer, crypto);
  if (!reading.ok && isOffCurve(reading.why)) {
    for (const key of relabelledKeys(signer.spki)) {
      const relabelled: PublicKeyReading = { ok: true, key };
      const again = verifySignerInfo(sod.signedData, signerInfo, { publicKey: relabelled }, crypto);
      if (!again.signature.valid) continue;
      findings.add("cert.key.curve-label", `The key lies on ${key.curve ?? "another curve"}, not on the curve named.`);
      reading = relabelled;
      check = again;
      break;
    }
  }
  state.signatureAlgorithm = algorithmName(check);
  if (!reading.ok) judgeUnusableKey(state, reading);
  judgeAttributes(state, check);
  judgeAlgorithms(state, sod, check);
  judgeOutcome(state, sod, signerInfo, reading, check);
  state.signingTime = check.signingTime;
  state.signingTimeMalformed = check.signingTimeState === "malformed" || check.signingTimeState === "repeated";
}

type KeyFault = Extract<PublicKeyReading, { ok: false }>["why"];

/** The point is not on the curve that the certificate names, whether or not it is on another (T52, T58). */
function isOffCurve(why: KeyFault): boolean {
  return why === "point" || why === "curve-label";
}

function judgeUnusableKey(state: InspectionState, reading: Extract<PublicKeyReading, { ok: false }>): void {
  const { findings } = state;
  if (reading.why === "curve-forged") findings.add("cert.key.forged-parameters");
  else if (isOffCurve(reading.why)) findings.add("cert.key.invalid-point");
  else findings.add("cert.key.unsupported", `The signer's key cannot be used (${reading.why}, ${reading.oid}).`);
}

function judgeAttributes(state: InspectionState, check: SignerInfoCheck): void {
  const { findings } = state;
  if (check.messageDigest === "differs") findings.add("sod.message-digest.mismatch");
  if (check.messageDigest === "missing" || check.messageDigest === "malformed") {
    findings.add("sod.message-digest.missing");
  }
  if (check.messageDigest === "repeated") findings.add("sod.message-digest.repeated");
  if (check.contentType === "differs") findings.add("sod.content-type.mismatch");
  if (check.contentType === "missing" || check.contentType === "repeated" || check.contentType === "malformed") {
    findings.add("sod.content-type.attribute-missing");
  }
}

function judgeAlgorithms(state: InspectionState, sod: Sod, check: SignerInfoCheck): void {
  const { findings } = state;
  if (check.hash === undefined) findings.add("sod.digest.unknown");
  const hashes = new Set<HashName | undefined>([check.hash]);
  if (check.algorithm.ok) hashes.add(check.algorithm.algorithm.hash);
  if (hashes.has("md5")) findings.add("sod.digest.md5");
  if (hashes.has("sha-1")) findings.add("sod.digest.sha1");
  if (!check.digestListed) findings.add("sod.digest-algorithms.incomplete");
  if (check.algorithm.ok && check.hash !== undefined && !check.hashesAgree) {
    findings.add("sod.signature-algorithm.hash-differs");
  }
  const list = sod.lds.ok ? sod.lds.object.digestAlgorithm.hash : undefined;
  if (isStrong(list) && isStrong(check.hash) && list !== check.hash) findings.add("sod.digest.differs");
}

function isStrong(hash: HashName | undefined): boolean {
  return hash !== undefined && hash !== "md5" && hash !== "sha-1";
}

function judgeOutcome(
  state: InspectionState,
  sod: Sod,
  signerInfo: SignerInfo,
  key: PublicKeyReading,
  check: SignerInfoCheck,
): void {
  const { findings } = state;
  const { signature, secondLook } = check;
  if (!signature.checked) {
    // "key" is judged with the certificate; "content" is sod.content.unreadable.
    if (signature.why === "algorithm" || signature.why === "parameters") {
      findings.add("sod.signature-algorithm.unknown", `Signature algorithm ${signerInfo.signatureAlgorithm.oid}.`);
    }
    if (!key.ok && (key.why === "curve-forged" || isOffCurve(key.why))) state.signature = "invalid";
    return;
  }
  if (!signature.valid && secondLook === undefined) {
    judgeFalse(state, sod, signerInfo, key, check);
    return;
  }
  if (secondLook !== undefined) {
    if (secondLook.includes("plain-under-der-oid")) findings.add("sod.signature.plain-under-der-oid");
    else if (secondLook.some((deviation) => deviation.startsWith("pss-"))) findings.add("sod.signature.pss-parameters");
    else findings.add("sod.signature.not-der", `The signature's encoding is not DER: ${secondLook.join(", ")}.`);
  }
  if (signerInfo.signedAttributes === undefined) findings.add("sod.signed-attributes.absent");
  else if (!check.attributesInOrder) findings.add("sod.signed-attributes.order");
  const digest = check.messageDigest;
  const covers = digest === "match" || (digest === "none" && check.over === "content");
  state.signature = covers ? "valid" : digest === "unknown-hash" ? "not-checked" : "invalid";
  if (state.signature === "valid") findings.add("sod.signature.valid");
}

function judgeFalse(
  state: InspectionState,
  sod: Sod,
  signerInfo: SignerInfo,
  key: PublicKeyReading,
  check: SignerInfoCheck,
): void {
  const { findings, crypto } = state;
  const fault = check.signature.checked && !check.signature.valid ? check.signature.fault : undefined;
  if (fault === "key-type" || fault === "pss-restriction") {
    findings.add("sod.signature-algorithm.key-mismatch");
    return;
  }
  if (fault === "key") {
    findings.add("cert.key.unsupported");
    return;
  }
  state.signature = "invalid";
  const message = signerInfo.signedAttributes?.received ?? sod.signedData.eContent;
  const forgery =
    key.ok && check.algorithm.ok && message !== undefined
      ? signatureForgery(key.key, check.algorithm.algorithm, signerInfo.signature, message, crypto)
      : undefined;
  if (forgery === "padding") findings.add("sod.signature.padding");
  if (forgery === "out-of-range") findings.add("sod.signature.out-of-range");
  findings.add("sod.signature.invalid");
}

/** `ecdsa-sha384`, `ecdsa-plain-sha256`, `rsa-sha256`, `rsa-pss-sha256`; an unknown one by its OID. */
function algorithmName(check: SignerInfoCheck): string {
  if (!check.algorithm.ok) return check.algorithm.oid;
  const { algorithm } = check.algorithm;
  const hash = algorithm.hash.replace("-", "");
  if (algorithm.kind === "ecdsa") return algorithm.encoding === "plain" ? `ecdsa-plain-${hash}` : `ecdsa-${hash}`;
  return algorithm.kind === "rsa-pss" ? `rsa-pss-${hash}` : `rsa-${hash}`;
}
