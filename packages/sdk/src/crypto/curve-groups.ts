import { type ECDSA, ecdsa, type WeierstrassPointCons, weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { curveByName } from "./curves.js";
import { PURE_HASHES } from "./digest.js";
import type { CurveName, HashName } from "./types.js";

/** Computing objects of the known curves, made when first asked for and kept for as long as their owner. */
export class CurveGroups {
  private readonly points = new Map<CurveName, WeierstrassPointCons<bigint>>();
  private readonly schemes = new Map<string, ECDSA>();

  point(name: CurveName): WeierstrassPointCons<bigint> {
    let point = this.points.get(name);
    if (point === undefined) {
      const { p, a, b, n, h, gx, gy } = curveByName(name).parameters;
      point = weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy });
      this.points.set(name, point);
    }
    return point;
  }

  ecdsa(name: CurveName, hash: HashName): ECDSA {
    const id = `${name} ${hash}`;
    let scheme = this.schemes.get(id);
    if (scheme === undefined) {
      // Every s in 1 … n − 1 is a signature (FIPS 186-5 §6.4.2); halving the range is a rule of other systems.
      scheme = ecdsa(this.point(name), PURE_HASHES[hash], { lowS: false });
      this.schemes.set(id, scheme);
    }
    return scheme;
  }
}
