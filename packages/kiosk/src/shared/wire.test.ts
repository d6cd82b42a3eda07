import { describe, expect, it } from "vitest";
import { commandFromJson, commandToJson } from "./wire.js";

const imported = (bytes: Uint8Array<ArrayBuffer>) =>
  ({ type: "trust-import", name: "a.ml", bytes, signerSha256: null }) as const;

describe("a command as JSON", () => {
  it("comes back as it was", () => {
    const scan = { type: "scan", text: "ệ\u0000<" } as const;
    expect(commandFromJson(commandToJson(scan))).toEqual(scan);
    for (const length of [0, 1, 2, 3, 4, 255, 100_001]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
      expect(commandFromJson(commandToJson(imported(bytes)))).toEqual(imported(bytes));
      const { bytes: text } = JSON.parse(commandToJson(imported(bytes))) as { bytes: string };
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
    }
  });

  it.each(["AAA", "A===", "AA=A", "AAA\n", "AA-_", "====", "é000"])("takes no bytes out of %j", (bytes) => {
    const json = JSON.stringify({ type: "trust-import", name: "a", bytes, signerSha256: null });
    expect(commandFromJson(json)).toMatchObject({ bytes: undefined });
  });

  it("throws at what is no JSON, and leaves other shapes to the schema", () => {
    expect(() => commandFromJson("{")).toThrow(SyntaxError);
    for (const json of ["null", "7", "[]", '"lock"', "{}"]) expect(commandFromJson(json)).toEqual(JSON.parse(json));
  });
});
