import { isChipidError, type TrustFileKind } from "@chipid/sdk";
import type { Text } from "../../shared/index.js";

export const KIND_TEXTS: Readonly<Record<TrustFileKind | "other", Text>> = {
  certificate: { vi: "Chứng thư gốc", en: "Certificate" },
  pem: { vi: "Chứng thư gốc (PEM)", en: "Certificates (PEM)" },
  crl: { vi: "Danh sách thu hồi", en: "Revocation list" },
  "master-list": { vi: "Danh sách chứng thư gốc", en: "Master list" },
  "bare-master-list": { vi: "Danh sách chứng thư gốc (không ký)", en: "Master list (unsigned)" },
  "deviation-list": { vi: "Danh sách sai lệch", en: "Deviation list" },
  ldif: { vi: "Tệp LDIF", en: "LDIF file" },
  other: { vi: "Dữ liệu tin cậy", en: "Trust data" },
};

/** What is wrong with a file that was not taken; the SDK's sentence says it for the supervisor, in English. */
export function refusalText(error: unknown): Text {
  const known = isChipidError(error) ? error : undefined;
  const en = known?.message.slice(0, 400) ?? "The file could not be imported.";
  return { en, vi: VI_BY_CODE.find(([start]) => known?.code.startsWith(start))?.[1] ?? "Không nhập được tệp này." };
}

const VI_BY_CODE: readonly (readonly [string, string])[] = [
  ["files.empty", "Tệp rỗng."],
  ["files.too-large", "Tệp quá lớn."],
  ["files.", "Không đọc được tệp."],
  [
    "trust.unknown-format",
    "Tệp này không phải dữ liệu tin cậy (chứng thư, danh sách chứng thư gốc, danh sách thu hồi).",
  ],
  ["trust.flagged", "Chứng thư trong tệp có điểm bất thường nên không được nhập."],
  ["trust.store", "Không đọc hoặc ghi được kho dữ liệu tin cậy."],
  ["trust.limit", "Tệp chứa nhiều hơn giới hạn cho phép."],
  ["crl.signer", "Cần nhập chứng thư gốc của cơ quan phát hành trước danh sách thu hồi này."],
  ["crl.", "Danh sách thu hồi không được chấp nhận."],
  ["cert.", "Chứng thư trong tệp không được chấp nhận."],
  ["usage", "Dấu vân tay của bên ký không đúng dạng."],
];

/**
 * @param added certificates that were not there before; a revocation list has none
 * @param replaced names of the publisher's older lists, which went with what only they held
 */
export function importedText(added: number, replaced: readonly string[]): Text {
  const { vi, en } = addedText(added);
  if (replaced.length === 0) return { vi, en };
  const names = replaced.map((name) => name.slice(0, 80)).join(", ");
  return {
    vi: `${vi} Thay cho danh sách trước của cùng nơi phát hành: ${names}.`,
    en: `${en} It takes the place of the same publisher's earlier list: ${names}.`,
  };
}

function addedText(added: number): Text {
  if (added === 0) return { vi: "Đã nhập tệp, không có thêm chứng thư nào.", en: "Imported; it adds no certificate." };
  return {
    vi: `Đã nhập tệp, thêm ${added} chứng thư.`,
    en: added === 1 ? "Imported; it adds one certificate." : `Imported; it adds ${added} certificates.`,
  };
}

export const REMOVED: Text = { vi: "Đã gỡ tệp.", en: "Removed." };
