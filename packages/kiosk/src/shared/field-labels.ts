import type { Language, Text } from "./text.js";
import type { FieldId, Generation, Value } from "./values.js";

// What fields are called and how their values are written: on the screens, on a slip and for the clipboard alike.

const text = (vi: string, en: string): Text => ({ vi, en });

/** What every generation calls the same. */
const COMMON = {
  mrzName: text("Họ tên theo vùng MRZ", "Name in the MRZ"),
  sex: text("Giới tính", "Sex"),
  nationality: text("Quốc tịch", "Nationality"),
  placeOfOrigin: text("Quê quán", "Place of origin"),
  identifyingFeatures: text("Đặc điểm nhân dạng", "Identifying features"),
  father: text("Họ và tên cha", "Father's full name"),
  mother: text("Họ và tên mẹ", "Mother's full name"),
  spouse: text("Họ và tên vợ hoặc chồng", "Spouse's full name"),
  documentType: text("Loại giấy tờ", "Type of document"),
  ethnicity: text("Dân tộc", "Ethnicity"),
  religion: text("Tôn giáo", "Religion"),
} as const;

const VIETNAM = {
  ...COMMON,
  oldNumber: text("Số CMND cũ (9 số)", "Old ID number (9 digits)"),
  documentNumber: text("Số trong vùng MRZ", "Number in the MRZ"),
  issuer: text("Nước cấp", "Issuing state"),
} as const;

/** Labels as the card of each generation prints them (counter.md "Words"). */
export const FIELD_LABELS: Readonly<Record<Generation, Readonly<Record<FieldId, Text>>>> = {
  "vn-2021": {
    ...VIETNAM,
    number: text("Số", "No."),
    fullName: text("Họ và tên", "Full name"),
    birth: text("Ngày sinh", "Date of birth"),
    placeOfResidence: text("Nơi thường trú", "Place of residence"),
    issued: text("Ngày, tháng, năm cấp", "Date of issue"),
    expires: text("Có giá trị đến", "Date of expiry"),
  },
  "vn-2024": {
    ...VIETNAM,
    number: text("Số định danh cá nhân", "Personal identification number"),
    fullName: text("Họ, chữ đệm và tên khai sinh", "Full name"),
    birth: text("Ngày, tháng, năm sinh", "Date of birth"),
    placeOfResidence: text("Nơi cư trú", "Place of residence"),
    issued: text("Ngày, tháng, năm cấp", "Date of issue"),
    expires: text("Ngày, tháng, năm hết hạn", "Date of expiry"),
  },
  icao: {
    ...COMMON,
    number: text("Số định danh cá nhân", "Personal number"),
    oldNumber: text("Số giấy tờ cũ", "Former number"),
    fullName: text("Họ và tên", "Full name"),
    birth: text("Ngày sinh", "Date of birth"),
    placeOfResidence: text("Nơi cư trú", "Address"),
    issued: text("Ngày cấp", "Date of issue"),
    expires: text("Ngày hết hạn", "Date of expiry"),
    documentNumber: text("Số giấy tờ", "Document number"),
    issuer: text("Nước hoặc tổ chức cấp", "Issuing state or organisation"),
  },
};

const SEXES = {
  M: text("Nam", "Male"),
  F: text("Nữ", "Female"),
  X: text("Không xác định", "Unspecified"),
} as const;
const NO_EXPIRY = text("Không thời hạn", "No expiry");
const ABSENT = text("không có trên thẻ", "not on this card");
const HIDDEN = text("đang ẩn", "hidden");

/** A value as people read it: dates as dd/mm/yyyy in both languages, with `??` for a part that is not known. */
export function formatValue(value: Value, language: Language): string {
  switch (value.kind) {
    case "text":
      return value.text;
    case "date":
      return [part(value.day, 2), part(value.month, 2), part(value.year, 4)].join("/");
    case "no-expiry":
      return NO_EXPIRY[language];
    case "sex":
      return SEXES[value.sex][language];
    case "absent":
      return ABSENT[language];
    case "hidden":
      return HIDDEN[language];
  }
}

function part(number: number | null, width: number): string {
  return number === null ? "?".repeat(width) : String(number).padStart(width, "0");
}
