import type { ChipProofStatus, DataGroupStatus, PassiveResult } from "@chipid/sdk";
import type { Language } from "../terminal/language.js";

interface Words {
  readonly holder: string;
  readonly document: string;
  readonly national: string;
  readonly dataGroups: string;
  readonly signature: string;
  readonly reasons: string;
  readonly name: string;
  readonly mrzName: string;
  readonly birth: string;
  readonly sex: string;
  readonly personalNumber: string;
  readonly type: string;
  readonly issuer: string;
  readonly number: string;
  readonly nationality: string;
  readonly expires: string;
  readonly noExpiry: string;
  readonly notRead: string;
  readonly securityObject: string;
  readonly chain: string;
  readonly revocation: string;
  readonly signer: string;
  readonly validity: string;
  readonly anchor: string;
  readonly anchorSource: string;
  readonly algorithm: string;
  readonly signedAt: string;
  readonly chip: string;
  readonly access: string;
  readonly noAccess: string;
  readonly openAccess: string;
  readonly fellBack: string;
  readonly exchanges: string;
  readonly judgedAt: string;
  readonly none: string;
  readonly to: string;
  readonly sexes: Readonly<Record<"M" | "F" | "X", string>>;
  readonly signedAtSources: Readonly<Record<"attribute" | "issue-date" | "now", string>>;
  readonly sod: Readonly<Record<PassiveResult["sod"], string>>;
  readonly chains: Readonly<Record<PassiveResult["chain"], string>>;
  readonly revocations: Readonly<Record<PassiveResult["revocation"], string>>;
  readonly groupStates: Readonly<Record<DataGroupStatus, string>>;
  readonly proofs: Readonly<Record<ChipProofStatus, string>>;
  readonly groups: readonly string[];
  readonly vietnam: Readonly<Record<string, string>>;
  /** Labels of the card issued since 2024-07-01 where they differ. */
  readonly vietnam2024: Readonly<Record<string, string>>;
  readonly notOnCard: string;
}

const EN: Words = {
  holder: "Holder",
  document: "Document",
  national: "Citizen card data (DG13)",
  dataGroups: "Data groups",
  signature: "Signature",
  reasons: "Reasons",
  name: "name",
  mrzName: "name in MRZ",
  birth: "date of birth",
  sex: "sex",
  personalNumber: "personal number",
  type: "type",
  issuer: "issuing state",
  number: "number",
  nationality: "nationality",
  expires: "valid until",
  noExpiry: "no expiry",
  notRead: "not shown: DG1 is missing or not as signed",
  securityObject: "security object",
  chain: "chain",
  revocation: "revocation",
  signer: "signer",
  validity: "signer valid",
  anchor: "anchor",
  anchorSource: "anchor from",
  algorithm: "algorithm",
  signedAt: "signed on",
  chip: "chip proof",
  access: "opened by",
  noAccess: "not opened",
  openAccess: "no key, the chip asks for none",
  fellBack: "after PACE failed",
  exchanges: "exchanges",
  judgedAt: "judged at",
  none: "none",
  to: "to",
  sexes: { M: "male", F: "female", X: "not specified" },
  signedAtSources: {
    attribute: "signing time in the signature",
    "issue-date": "signed date of issue",
    now: "none signed, judged as of now",
  },
  sod: { valid: "signature valid", invalid: "signature false", absent: "absent", "not-checked": "not checked" },
  chains: {
    trusted: "ends at a trusted anchor",
    "no-anchor": "no anchor for this issuer",
    "unverified-anchor": "ends at an anchor nobody vouches for",
    broken: "broken",
    revoked: "revoked",
    "not-checked": "not checked",
  },
  revocations: { good: "not revoked", unknown: "unknown, no CRL", stale: "CRL is stale", revoked: "revoked" },
  groupStates: {
    match: "as signed",
    mismatch: "NOT as signed",
    protected: "protected (by design)",
    absent: "absent",
    "not-read": "not read",
    "not-listed": "not in the signed list, not used",
  },
  proofs: {
    passed: "passed",
    failed: "failed",
    absent: "not offered",
    "not-done": "not done",
    "not-counted": "not counted",
  },
  groups: [
    "",
    "machine-readable zone",
    "portrait",
    "fingerprints",
    "iris",
    "displayed portrait",
    "",
    "displayed signature",
    "",
    "",
    "",
    "personal details",
    "document details",
    "national data",
    "security infos",
    "active authentication key",
    "persons to notify",
  ],
  vietnam: {
    personalNumber: "number",
    fullName: "full name",
    birth: "date of birth",
    sex: "sex",
    nationality: "nationality",
    placeOfOrigin: "place of origin",
    placeOfResidence: "place of residence",
    identifyingFeatures: "identifying features",
    issued: "date of issue",
    expires: "valid until",
    father: "father",
    mother: "mother",
    parents: "parents",
    spouse: "spouse",
    oldNumber: "former ID number (CMND)",
    ethnicity: "ethnicity",
    religion: "religion",
  },
  vietnam2024: {},
  notOnCard: "not on this card",
};

const VI: Words = {
  holder: "Người được cấp",
  document: "Giấy tờ",
  national: "Dữ liệu thẻ (DG13)",
  dataGroups: "Nhóm dữ liệu",
  signature: "Chữ ký",
  reasons: "Lý do",
  name: "Họ và tên",
  mrzName: "Họ tên (MRZ)",
  birth: "Ngày sinh",
  sex: "Giới tính",
  personalNumber: "Số định danh",
  type: "Loại",
  issuer: "Nơi cấp",
  number: "Số giấy tờ",
  nationality: "Quốc tịch",
  expires: "Có giá trị đến",
  noExpiry: "Không thời hạn",
  notRead: "không hiển thị: thiếu DG1 hoặc DG1 không khớp dữ liệu đã ký",
  securityObject: "Đối tượng an ninh",
  chain: "Chuỗi chứng thư",
  revocation: "Thu hồi",
  signer: "Bên ký",
  validity: "Hiệu lực bên ký",
  anchor: "Chứng thư gốc",
  anchorSource: "Nguồn",
  algorithm: "Thuật toán",
  signedAt: "Ngày ký",
  chip: "Kiểm tra chip",
  access: "Mở chip bằng",
  noAccess: "chưa mở được",
  openAccess: "không cần khóa",
  fellBack: "sau khi PACE không thành công",
  exchanges: "Số lần trao đổi",
  judgedAt: "Thời điểm kiểm tra",
  none: "không có",
  to: "đến",
  sexes: { M: "Nam", F: "Nữ", X: "không ghi" },
  signedAtSources: {
    attribute: "thời điểm ký trong chữ ký",
    "issue-date": "ngày cấp đã ký",
    now: "không có ngày ký, xét theo hiện tại",
  },
  sod: { valid: "chữ ký hợp lệ", invalid: "chữ ký sai", absent: "không có", "not-checked": "chưa kiểm tra" },
  chains: {
    trusted: "dẫn đến chứng thư gốc tin cậy",
    "no-anchor": "chưa có chứng thư gốc của cơ quan cấp",
    "unverified-anchor": "chứng thư gốc chưa được bảo đảm",
    broken: "không liên kết",
    revoked: "đã bị thu hồi",
    "not-checked": "chưa kiểm tra",
  },
  revocations: {
    good: "không bị thu hồi",
    unknown: "chưa rõ, không có danh sách thu hồi",
    stale: "danh sách thu hồi đã cũ",
    revoked: "đã bị thu hồi",
  },
  groupStates: {
    match: "khớp chữ ký",
    mismatch: "KHÔNG khớp chữ ký",
    protected: "được bảo vệ (theo thiết kế)",
    absent: "không có",
    "not-read": "không đọc",
    "not-listed": "không có trong danh sách đã ký, không dùng",
  },
  proofs: {
    passed: "đạt",
    failed: "không đạt",
    absent: "không có chức năng",
    "not-done": "chưa làm",
    "not-counted": "không tính",
  },
  groups: [
    "",
    "vùng đọc máy (MRZ)",
    "ảnh chân dung",
    "vân tay",
    "mống mắt",
    "ảnh in trên thẻ",
    "",
    "chữ ký in trên thẻ",
    "",
    "",
    "",
    "thông tin cá nhân",
    "thông tin giấy tờ",
    "dữ liệu quốc gia",
    "thông số an ninh",
    "khóa xác thực chủ động",
    "người cần báo tin",
  ],
  vietnam: {
    personalNumber: "Số",
    fullName: "Họ và tên",
    birth: "Ngày sinh",
    sex: "Giới tính",
    nationality: "Quốc tịch",
    placeOfOrigin: "Quê quán",
    placeOfResidence: "Nơi thường trú",
    identifyingFeatures: "Đặc điểm nhân dạng",
    issued: "Ngày cấp",
    expires: "Có giá trị đến",
    father: "Cha",
    mother: "Mẹ",
    parents: "Cha mẹ",
    spouse: "Vợ/chồng",
    oldNumber: "Số CMND cũ",
    ethnicity: "Dân tộc",
    religion: "Tôn giáo",
  },
  vietnam2024: {
    personalNumber: "Số định danh cá nhân",
    fullName: "Họ, chữ đệm và tên khai sinh",
    placeOfResidence: "Nơi cư trú",
  },
  notOnCard: "không có trên thẻ này",
};

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, vi: VI };
