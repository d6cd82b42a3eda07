import { equalBytes } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { ErrorCode } from "../errors/codes.js";
import { parseCertificate } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { type DeviationList, verifyDeviationList } from "./deviation-list.js";
import { type MasterList, verifyMasterList } from "./master-list.js";
import { chainTo } from "./path.js";
import type { ListRefusal } from "./signed-list.js";
import type { TrustSource } from "./trust-store.js";

/** What a list is worth, before it is compared with the lists already there. */
export interface ListJudgement {
  readonly status: "verified" | "unverified";
  /** One sentence for people: who vouches, or why nobody does. */
  readonly standing: string;
  readonly signer: Certificate | undefined;
  /** CMS signing time, milliseconds since 1970. */
  readonly date: number | undefined;
  readonly publisher: string | undefined;
  /** The signer, then what came with it in the CMS. */
  readonly chain: readonly Uint8Array[];
  /** The certificate that vouches. */
  readonly voucher: Certificate | undefined;
}

const REFUSALS: Readonly<Record<ListRefusal, string>> = {
  "no-signer-info": "The list is not signed.",
  "signer-missing": "The certificate of the list's signer is not in it.",
  signature: "The list's signature is false.",
  algorithm: "The list is signed in a way that cannot be checked or is no longer safe.",
  "signer-role": "The list's signer has no extended key usage for signing such lists.",
};

/**
 * Verifies a master list and finds who vouches for its signer.
 * @throws ChipidError `ml.signature` (T88), `ml.signer` (T91d)
 */
export function judgeList(
  list: MasterList,
  vouchers: readonly Certificate[],
  crypto: Crypto,
  now: number,
): ListJudgement {
  if (!list.signed || list.signedData === undefined) {
    return {
      status: "unverified",
      standing: "nobody signed it",
      signer: undefined,
      date: undefined,
      publisher: undefined,
      chain: [],
      voucher: undefined,
    };
  }
  const result = verifyMasterList(list, vouchers, crypto);
  if (result.status === "refused") {
    throw new ChipidError(result.code, REFUSALS[result.why], { reference: "ICAO 9303-12 §8" });
  }
  const { signer, signedAt: date } = result;
  const standing = standingOf(signer, result.status === "verified" ? result.chain : undefined, date ?? now);
  const others = list.signedData.certificates.filter((raw) => !equalBytes(raw, signer.raw));
  return { ...standing, signer, date, publisher: publisherOf(signer), chain: [signer.raw, ...others] };
}

/**
 * Verifies a deviation list: its signer must chain to a trusted CSCA of his own country, since a State speaks for its
 * own documents only.
 * @throws ChipidError `deviation-list.signature`, `deviation-list.signer`
 */
export function judgeDeviationList(
  list: DeviationList,
  trusted: readonly Certificate[],
  crypto: Crypto,
  now: number,
): ListJudgement & { readonly signer: Certificate } {
  const error = (code: ErrorCode, message: string) => new ChipidError(code, message, { reference: "ICAO 9303-12 §10" });
  const result = verifyDeviationList(list, trusted, crypto);
  if (result.status === "refused") {
    const code = result.code === "ml.signature" ? "deviation-list.signature" : "deviation-list.signer";
    throw error(code, REFUSALS[result.why]);
  }
  const { signer, signedAt: date } = result;
  const standing = standingOf(signer, result.status === "verified" ? result.chain : undefined, date ?? now);
  if (standing.status !== "verified")
    throw error("deviation-list.signer", `The deviation list is not trusted: ${standing.standing}.`);
  const { country } = signer.subject;
  if (country === undefined || country !== standing.voucher?.subject.country) {
    throw error("deviation-list.signer", "The deviation list's signer is of another country than the CSCA above it.");
  }
  return { ...standing, signer, date, publisher: `deviations\n${country}`, chain: [signer.raw] };
}

/**
 * What an unverified list of a store is worth now that these certificates are given. `between`: certificates of the
 * store that may link its signer to them.
 */
export function vouchFor(
  source: TrustSource,
  vouchers: readonly Certificate[],
  between: (subjectKey: string) => readonly Certificate[],
  crypto: Crypto,
): Pick<ListJudgement, "status" | "standing"> | undefined {
  const [signer, ...others] = source.chain.flatMap(readable);
  if (signer === undefined) return undefined;
  const chain =
    chainTo(signer, vouchers, others, crypto) ??
    chainTo(signer, vouchers, [...others, ...between(signer.issuer.key)], crypto);
  if (chain === undefined || source.date === undefined) return undefined;
  const { status, standing } = standingOf(signer, chain, source.date);
  return status === "verified" ? { status, standing } : undefined;
}

/** Whose list it is: country and name survive the change of the signer's key and certificate number. */
function publisherOf(signer: Certificate): string {
  const { country, commonName } = signer.subject;
  return `${country ?? ""}\n${(commonName ?? signer.subject.text).normalize("NFKC").toLowerCase().trim()}`;
}

function standingOf(
  signer: Certificate,
  chain: readonly Certificate[] | undefined,
  at: number,
): Pick<ListJudgement, "status" | "standing" | "voucher"> {
  const unverified = (standing: string) => ({ status: "unverified", standing, voucher: undefined }) as const;
  const voucher = chain?.[chain.length - 1];
  if (chain === undefined || voucher === undefined) {
    return unverified(`nobody vouches for its signer; a certificate "${signer.issuer.text}" given alone would`);
  }
  if (at < signer.notBefore || at > signer.notAfter) {
    return unverified("it was signed outside the validity of its signer");
  }
  return { status: "verified", standing: `vouched for by "${voucher.subject.text}"`, voucher };
}

function readable(raw: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(raw)];
  } catch (error) {
    if (isChipidError(error)) return [];
    throw error;
  }
}
