import type { SignerMemory } from "../authentication/passive/signer-memory.js";
import type { Crypto } from "../crypto/types.js";
import type { Dg1 } from "../lds/dg1.js";
import type { Dg2 } from "../lds/dg2.js";
import type { Dg11 } from "../lds/dg11.js";
import type { Dg12 } from "../lds/dg12.js";
import type { DataGroupNumber, ElementaryFileName } from "../lds/files.js";
import type { Sod } from "../lds/sod.js";
import type { CalendarDate } from "../mrz/date.js";
import type { Mrz } from "../mrz/types.js";
import type { Certificate } from "../pki/certificate-types.js";
import type { TrustView } from "../pki/trust-types.js";
import type { VietnamDg13 } from "../vietnam/dg13-types.js";
import type { FindingList } from "./findings.js";
import type { Policy } from "./policy.js";
import type { DataGroupStatus, InspectionSource } from "./result.js";

/** Everything the steps share. Each step adds what it found out; none looks ahead. */
export interface InspectionState {
  readonly source: InspectionSource;
  files: ReadonlyMap<ElementaryFileName, Uint8Array>;
  /** What a live reading has to say of data groups it did not bring; undefined for files at rest. */
  unread: ReadonlyMap<DataGroupNumber, "protected" | "absent" | "not-read"> | undefined;
  readonly trust: TrustView;
  readonly crypto: Crypto;
  readonly memory: SignerMemory | undefined;
  readonly policy: Policy;
  /** The moment of judgement, milliseconds since 1970. */
  readonly at: number;
  /** The calendar day of judgement where the document is looked at. */
  readonly today: CalendarDate;
  /** QR or MRZ texts scanned from the card, in the order scanned. */
  readonly scans: readonly string[];
  readonly findings: FindingList;

  sod: Sod | undefined;
  signer: Certificate | undefined;
  /** Certificates inside EF.SOD: candidates for the signer, never anchors. */
  enclosed: readonly Certificate[];
  signature: "valid" | "invalid" | "not-checked";
  chain: "trusted" | "no-anchor" | "unverified-anchor" | "broken" | "revoked" | "not-checked";
  /** Certificates from the signer's issuer up to the anchor. */
  path: readonly Certificate[];
  anchor: { readonly certificate: Certificate; readonly source: string } | undefined;
  revocation: "good" | "unknown" | "stale" | "revoked";
  signatureAlgorithm: string | undefined;
  /** CMS signing time, milliseconds since 1970. */
  signingTime: number | undefined;
  signingTimeMalformed: boolean;
  signedAt: { readonly ms: number; readonly source: "attribute" | "issue-date" | "now" } | undefined;
  readonly groups: Map<DataGroupNumber, DataGroupStatus>;
  /** Data objects whose hash is the signed one: the only contents that later steps may use. */
  readonly matched: Map<DataGroupNumber, Uint8Array>;
  readonly data: SignedContents;
}

/** What the matched data groups say; a group that is not there, not matched or not readable is undefined. */
export interface SignedContents {
  dg1: { readonly file: Dg1; readonly mrz: Mrz } | undefined;
  dg2: Dg2 | undefined;
  dg11: Dg11 | undefined;
  dg12: Dg12 | undefined;
  dg13: VietnamDg13 | undefined;
  /** Issue date of DG12 or DG13. */
  issued: CalendarDate | undefined;
}
