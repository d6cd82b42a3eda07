import * as nodeCrypto from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Host, opensslCases, runCases } from "../../test/signature-cases.js";
import { KNOWN_CURVES } from "./curves.js";
import { createCrypto } from "./engine.js";
import { createNativeBackend } from "./native.js";
import { createPureBackend } from "./pure.js";
import type { Crypto } from "./types.js";

const cases = opensslCases(readFileSync(new URL("./vectors/openssl-signatures.json", import.meta.url), "utf8"));

const hosts: readonly [Host, () => Crypto][] = [
  ["none", () => createCrypto({ pure: createPureBackend() })],
  ["openssl", () => createCrypto({ native: createNativeBackend(nodeCrypto), pure: createPureBackend() })],
];

describe.each(hosts)("signatures of the openssl command over %s", (host, create) => {
  const summaries = runCases(create(), host, cases);

  it("has every curve and every RSA size", () => {
    const groups = summaries.map(({ group }) => group);
    const sizes = [512, 1024, 1280, 2041, 2047, 2048].map((bits) => `openssl RSA-${bits}`);
    expect(groups).toEqual([...KNOWN_CURVES.map(({ name }) => `openssl ${name}`), ...sizes]);
  });

  it.each(summaries)("$group: $cases cases", ({ group, failures, valid, invalid, native, pure }) => {
    expect(failures).toEqual([]);
    expect(valid).toBeGreaterThanOrEqual(4);
    expect(invalid).toBeGreaterThan(3 * valid);
    expect(native + pure).toBeGreaterThanOrEqual(valid);
    // That key's exponent of 33 bits is more than is handed to a host.
    if (host === "none" || group === "openssl RSA-2048") expect(native).toBe(0);
    else expect(native).toBeGreaterThan(0);
  });
});

describe("the cases themselves", () => {
  const answer = (valid: boolean): Crypto => ({
    digest: () => new Uint8Array(0),
    verify: () => (valid ? { valid, backend: "pure" } : { valid, fault: "mismatch", backend: "pure" }),
  });

  it("fail an engine that accepts everything and one that refuses everything", () => {
    const accepted = runCases(answer(true), "none", cases);
    const refused = runCases(answer(false), "none", cases);
    for (const { failures, invalid } of accepted) expect(failures).toHaveLength(invalid);
    for (const { failures, valid } of refused) expect(failures.length).toBeGreaterThanOrEqual(valid);
  });

  it("fail an engine whose native back end is not the one that answers", () => {
    const pure = createCrypto({ pure: createPureBackend() });
    const summaries = runCases(
      pure,
      "openssl",
      cases.filter(({ group }) => group === "openssl P-256"),
    );
    expect(summaries[0]?.failures.some((failure) => failure.endsWith("answered by pure, not native"))).toBe(true);
  });
});
