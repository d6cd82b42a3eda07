import { describe, expect, it } from "vitest";
import { explicitDomain } from "../../test/explicit-domain.js";
import { KNOWN_CURVES } from "../crypto/curves.js";
import { curveDomain } from "../crypto/domain-parameters.js";
import { readSecurityInfos, type SecurityInfoFields, writeSecurityInfos } from "../lds/security-infos.js";
import { paceOffers } from "./pace-choice.js";

describe("offers of PACE", () => {
  const offersOf = (...fields: SecurityInfoFields[]) => paceOffers(readSecurityInfos(writeSecurityInfos(fields)).infos);
  const GM = "0.4.0.127.0.7.2.2.4.2.2";
  const explicitInfo = (curve: string, id?: number): SecurityInfoFields => {
    const known = KNOWN_CURVES.find(({ name }) => name === curve);
    if (known === undefined) throw new Error("no curve");
    const domainParameter = explicitDomain(known.parameters);
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
