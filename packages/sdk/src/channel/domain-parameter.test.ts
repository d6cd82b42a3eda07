import { describe, expect, it } from "vitest";
import { derBitString, derInteger, derNull, derOctetString, derOid, sequence } from "../asn1/encode.js";
import { fromBigInt } from "../bytes/bytes.js";
import { curveByName, KNOWN_CURVES } from "../crypto/curves.js";
import { curveDomain, STANDARDISED_DOMAIN_IDS, standardisedDomain } from "../crypto/domain-parameters.js";
import { encodePoint } from "../crypto/points.js";
import type { CurveParameters } from "../crypto/types.js";
import { readSecurityInfos, type SecurityInfoFields, writeSecurityInfos } from "../lds/security-infos.js";
import { readDomainParameters } from "./domain-parameter.js";
import { paceOffers } from "./pace-choice.js";

const EC = derOid("1.2.840.10045.2.1");
const X942 = derOid("1.2.840.10046.2.1");
const PKCS3 = derOid("1.2.840.113549.1.3.1");
const STANDARDISED = derOid("0.4.0.127.0.7.1.2");

/** SpecifiedECDomain of a curve, with changes. */
function explicit(curve: CurveParameters, change: Partial<CurveParameters> = {}): Uint8Array {
  const { p, a, b, gx, gy, n, h } = { ...curve, ...change };
  const width = Math.ceil(curve.p.toString(16).length / 2);
  return sequence(
    EC,
    sequence(
      derInteger(1),
      sequence(derOid("1.2.840.10045.1.1"), derInteger(p)),
      sequence(derOctetString(fromBigInt(a, width)), derOctetString(fromBigInt(b, width))),
      derOctetString(encodePoint(curve, { x: gx, y: gy })),
      derInteger(n),
      derInteger(h),
    ),
  );
}

function dh(id: number): { p: bigint; g: bigint; q: bigint } {
  const group = standardisedDomain(id);
  if (group?.family !== "dh" || group.q === undefined) throw new Error("not DH");
  return { p: group.p, g: group.g, q: group.q };
}

describe("domain parameters", () => {
  it.each(STANDARDISED_DOMAIN_IDS)("by number %i", (id) => {
    expect(readDomainParameters(sequence(STANDARDISED, derInteger(id)))).toBe(standardisedDomain(id));
  });

  it.each(KNOWN_CURVES.map((curve) => [curve.name, curve] as const))("%s by name and explicitly", (name, curve) => {
    expect(readDomainParameters(sequence(EC, derOid(curve.oid)))).toEqual(curveDomain(name));
    expect(readDomainParameters(explicit(curve.parameters))).toEqual(curveDomain(name));
  });

  it.each([0, 1, 2])("DH group %i explicitly, with and without its order", (id) => {
    const { p, g, q } = dh(id);
    const x942 = sequence(X942, sequence(derInteger(p), derInteger(g), derInteger(q)));
    expect(readDomainParameters(x942)).toBe(standardisedDomain(id));
    // A known group has the order that is known, whatever the chip says or leaves out.
    expect(readDomainParameters(sequence(PKCS3, sequence(derInteger(p), derInteger(g))))).toBe(standardisedDomain(id));
    const lying = sequence(X942, sequence(derInteger(p), derInteger(g), derInteger(7)));
    expect(readDomainParameters(lying)).toBe(standardisedDomain(id));
  });

  it("another DH group", () => {
    const { p, g, q } = dh(1);
    const other = sequence(X942, sequence(derInteger(p), derInteger((g * g) % p), derInteger(q)));
    expect(readDomainParameters(other)).toEqual({ family: "dh", id: undefined, p, g: (g * g) % p, q });
  });

  const p256 = curveByName("P-256").parameters;
  it.each([
    ["a reserved number", sequence(STANDARDISED, derInteger(7))],
    ["an unknown curve", sequence(EC, derOid("1.3.132.0.10"))],
    ["another generator on a known curve", explicit(p256, { gx: 1n })],
    ["another order", explicit(p256, { n: p256.n - 2n })],
    ["other coefficients", explicit(p256, { b: 5n })],
    ["no parameters", sequence(EC)],
    ["NULL", sequence(EC, derNull())],
    ["another algorithm", sequence(derOid("1.2.840.113549.1.1.1"), derNull())],
    ["a generator of 1", sequence(X942, sequence(derInteger(23), derInteger(1), derInteger(11)))],
    ["a prime of 5000 bits", sequence(PKCS3, sequence(derInteger(1n << 5000n), derInteger(2)))],
    ["a bit string", derBitString(Uint8Array.of(1, 2, 3))],
    ["nothing", new Uint8Array(0)],
  ])("refused: %s", (_, bytes) => {
    expect(() => readDomainParameters(bytes)).toThrow(expect.objectContaining({ code: "access.parameters" }));
  });
});

describe("offers of PACE", () => {
  const offersOf = (...fields: SecurityInfoFields[]) => paceOffers(readSecurityInfos(writeSecurityInfos(fields)).infos);
  const GM = "0.4.0.127.0.7.2.2.4.2.2";
  const explicitInfo = (curve: string, id?: number): SecurityInfoFields => {
    const known = KNOWN_CURVES.find(({ name }) => name === curve);
    if (known === undefined) throw new Error("no curve");
    const domainParameter = explicit(known.parameters);
    return {
      kind: "pace-domain-parameters",
      oid: "0.4.0.127.0.7.2.2.4.2",
      domainParameter,
      ...(id === undefined ? {} : { id }),
    };
  };

  it("take explicit parameters by their number, or a lone one without", () => {
    const two = [explicitInfo("brainpoolP320r1", 41), explicitInfo("P-521", 42)];
    const [offer] = offersOf({ kind: "pace", oid: GM, parameterId: 42 }, ...two);
    expect(offer?.domain).toEqual(curveDomain("P-521"));
    const [lone] = offersOf({ kind: "pace", oid: GM }, explicitInfo("brainpoolP224t1"));
    expect(lone?.domain).toEqual(curveDomain("brainpoolP224t1"));
    expect(offersOf({ kind: "pace", oid: GM }, ...two)).toEqual([]);
    expect(offersOf({ kind: "pace", oid: GM })).toEqual([]);
  });

  it("leave out what cannot be run", () => {
    expect(offersOf({ kind: "pace", oid: GM, parameterId: 2 })).toEqual([]);
    expect(offersOf({ kind: "pace", oid: GM, parameterId: 19 })).toEqual([]);
    expect(offersOf({ kind: "pace", oid: "0.4.0.127.0.7.2.2.4.4.2", parameterId: 10 })).toEqual([]);
    expect(offersOf({ kind: "pace", oid: "0.4.0.127.0.7.2.2.4.4.2", parameterId: 12 })).toHaveLength(1);
  });

  it("stand in the order of their strength", () => {
    const offers = offersOf(
      ...["2.1", "2.2", "2.4", "6.2"].map(
        (arc): SecurityInfoFields => ({ kind: "pace", oid: `0.4.0.127.0.7.2.2.4.${arc}`, parameterId: 13 }),
      ),
      { kind: "pace", oid: "0.4.0.127.0.7.2.2.4.2.4", parameterId: 17 },
      { kind: "pace", oid: "0.4.0.127.0.7.2.2.4.1.2", parameterId: 2 },
    );
    expect(offers.map(({ info }) => `${info.oid.slice(20)} ${info.parameterId}`)).toEqual([
      "6.2 13",
      "2.4 17",
      "2.4 13",
      "2.2 13",
      "1.2 2",
      "2.1 13",
    ]);
  });
});
