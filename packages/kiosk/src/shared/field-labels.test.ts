import { describe, expect, it } from "vitest";
import { FIELD_LABELS, formatValue } from "./field-labels.js";
import { FIELD_IDS, GENERATIONS } from "./values.js";

describe("field labels", () => {
  it("name every field of every generation in both languages", () => {
    for (const generation of GENERATIONS) {
      for (const id of FIELD_IDS) {
        const label = FIELD_LABELS[generation][id];
        expect(label.vi.length, `${generation} ${id}`).toBeGreaterThan(1);
        expect(label.en.length, `${generation} ${id}`).toBeGreaterThan(1);
      }
      const labels = FIELD_IDS.map((id) => FIELD_LABELS[generation][id].vi);
      expect(new Set(labels).size, generation).toBe(labels.length);
    }
  });

  it("follow the print of the card's generation", () => {
    const vi = (generation: "vn-2021" | "vn-2024") =>
      (["number", "fullName", "placeOfOrigin", "placeOfResidence", "identifyingFeatures"] as const).map(
        (id) => FIELD_LABELS[generation][id].vi,
      );
    expect(vi("vn-2021")).toEqual(["Số", "Họ và tên", "Quê quán", "Nơi thường trú", "Đặc điểm nhân dạng"]);
    expect(vi("vn-2024").slice(0, 2)).toEqual(["Số định danh cá nhân", "Họ, chữ đệm và tên khai sinh"]);
    expect(vi("vn-2024")[3]).toBe("Nơi cư trú");
  });
});

describe("formatValue", () => {
  it.each([
    [{ kind: "text", text: "Số 1 Phố Mẫu" } as const, "Số 1 Phố Mẫu", "Số 1 Phố Mẫu"],
    [{ kind: "date", year: 1999, month: 1, day: 5 } as const, "05/01/1999", "05/01/1999"],
    [{ kind: "date", year: 1952, month: null, day: null } as const, "??/??/1952", "??/??/1952"],
    [{ kind: "date", year: null, month: 12, day: null } as const, "??/12/????", "??/12/????"],
    [{ kind: "no-expiry" } as const, "Không thời hạn", "No expiry"],
    [{ kind: "sex", sex: "M" } as const, "Nam", "Male"],
    [{ kind: "sex", sex: "F" } as const, "Nữ", "Female"],
    [{ kind: "sex", sex: "X" } as const, "Không xác định", "Unspecified"],
    [{ kind: "absent" } as const, "không có trên thẻ", "not on this card"],
    [{ kind: "hidden" } as const, "đang ẩn", "hidden"],
  ])("%j", (value, vi, en) => {
    expect(formatValue(value, "vi")).toBe(vi);
    expect(formatValue(value, "en")).toBe(en);
  });
});
