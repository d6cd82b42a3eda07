import { DEFAULT_POLICY } from "@chipid/sdk";
import type { FieldId, Procedure, Settings, StationPolicy } from "../../shared/index.js";

// A station as it comes: Vietnamese, an officer signs in, nothing leaves it. What a procedure's slip holds is the least
// that the procedure asks for; ethnicity and religion are on none.

const procedure = (id: string, vi: string, en: string, fields: readonly FieldId[]): Procedure => ({
  id,
  name: { vi, en },
  fields: [...fields],
});

/** The first is the one that a station begins with. */
const PROCEDURES: readonly Procedure[] = [
  procedure("other", "Thủ tục khác", "Other procedure", ["number", "fullName"]),
  procedure("xac-nhan-cu-tru", "Xác nhận thông tin về cư trú", "Confirmation of residence", [
    "number",
    "fullName",
    "birth",
    "placeOfResidence",
  ]),
  procedure("chung-thuc-ban-sao", "Chứng thực bản sao từ bản chính", "Certified copy of an original", ["fullName"]),
  procedure("chung-thuc-chu-ky", "Chứng thực chữ ký", "Certification of a signature", [
    "number",
    "fullName",
    "expires",
  ]),
  procedure("dang-ky-khai-sinh", "Đăng ký khai sinh", "Registration of a birth", [
    "number",
    "fullName",
    "birth",
    "nationality",
    "placeOfResidence",
  ]),
  procedure("trich-luc-ho-tich", "Cấp bản sao trích lục hộ tịch", "Copy of a civil status extract", [
    "number",
    "fullName",
    "birth",
  ]),
  procedure("xac-nhan-hon-nhan", "Cấp giấy xác nhận tình trạng hôn nhân", "Certificate of marital status", [
    "number",
    "fullName",
    "birth",
    "nationality",
    "placeOfResidence",
  ]),
];

/** A new value at each call. */
export function defaultSettings(): Settings {
  return {
    station: "Quầy 1",
    language: "vi",
    signIn: true,
    reader: null,
    facesQueue: false,
    fullScreen: true,
    idle: { warnAfter: 60, warning: 15, lockAfter: 900 },
    policy: defaultPolicy(),
    legalBasis: "state-agency",
    legalBasisNote: null,
    procedures: structuredClone([...PROCEDURES]),
    outputs: { print: false, clipboard: false, handover: null },
    log: { unwrittenLimit: 20 },
  };
}

/** The SDK's own, but for specimens: whether one is accepted is no setting of a station. */
function defaultPolicy(): StationPolicy {
  const { specimen: _, ...policy } = DEFAULT_POLICY;
  return policy;
}
