import { fromBigInt, toBigInt } from "../bytes/bytes.js";
import type { KnownCurve } from "./curves.js";
import type { DomainParameters } from "./domain-parameters.js";
import { EcGroup, type ScalarMultiplication } from "./ec-group.js";
import { keyAgreements } from "./key-agreement.js";
import type { KeyAgreement } from "./key-agreement-types.js";
import { mod, modInverse } from "./modular.js";
import { type AffinePoint, decodePoint, encodePoint, isOnCurve } from "./points.js";
import type { BackendName, CurveName, CurveParameters } from "./types.js";

/** The part of `node:crypto` this key agreement uses; pass the module itself. */
export interface NodeEcdhLike {
  getCurves(): string[];
  createECDH(curve: string): NodeEcdhStateLike;
}

export interface NodeEcdhStateLike {
  setPrivateKey(key: Uint8Array): unknown;
  getPublicKey(): Uint8Array;
  computeSecret(peer: Uint8Array): Uint8Array;
}

/**
 * Curves for which the host is worth asking. OpenSSL has special code for P-256 and is seven times quicker there; on the
 * other curves its one multiplication, with the public key it computes beside it, takes as long as the pure code or longer.
 * BoringSSL has no Brainpool at all.
 */
const WORTHWHILE: readonly CurveName[] = ["P-256"];

export interface NativeKeyAgreementOptions {
  /** Curves to ask the host for, when it has them and passes the probe. */
  readonly curves?: readonly CurveName[];
  /** Told once for each curve in use who computes with it. */
  readonly onBackend?: (curve: CurveName, backend: BackendName) => void;
}

/**
 * Key agreement over the host's `node:crypto` where that pays, else pure. A curve is first tried against the pure code;
 * a host that errs or throws there is not asked again, and one call that throws later is answered by the pure code.
 */
export function createNativeKeyAgreements(
  host: NodeEcdhLike,
  { curves = WORTHWHILE, onBackend }: NativeKeyAgreementOptions = {},
): (domain: DomainParameters) => KeyAgreement {
  return keyAgreements((curve) => {
    const pure = new EcGroup(curve.parameters);
    const native = curves.includes(curve.name) ? hostGroup(host, curve, pure) : undefined;
    onBackend?.(curve.name, native === undefined ? "pure" : "native");
    return native ?? pure;
  });
}

function hostGroup(host: NodeEcdhLike, curve: KnownCurve, pure: EcGroup): ScalarMultiplication | undefined {
  try {
    if (!host.getCurves().includes(curve.opensslName)) return undefined;
    const group = new HostGroup(host, curve, pure);
    return group.agreesWithPure() ? group : undefined;
  } catch {
    return undefined;
  }
}

class HostGroup implements ScalarMultiplication {
  readonly curve: CurveParameters;

  constructor(
    private readonly host: NodeEcdhLike,
    private readonly known: KnownCurve,
    private readonly pure: EcGroup,
  ) {
    this.curve = known.parameters;
  }

  agreesWithPure(): boolean {
    const { n } = this.curve;
    const k = (3n * n) / 7n;
    const point = this.pure.multiplyGenerator(5n);
    if (point === undefined) return false;
    const expected = this.pure.multiply(k, point);
    return (
      same(this.hostMultiplyGenerator(5n), point) &&
      this.hostMultiplyX(k, point) === expected?.x &&
      same(this.hostMultiply(k, point), expected)
    );
  }

  multiply(k: bigint, point: AffinePoint): AffinePoint | undefined {
    return this.orPure(
      () => this.hostMultiply(k, point),
      () => this.pure.multiply(k, point),
    );
  }

  multiplyGenerator(k: bigint): AffinePoint | undefined {
    return this.orPure(
      () => this.hostMultiplyGenerator(k),
      () => this.pure.multiplyGenerator(k),
    );
  }

  multiplyX(k: bigint, point: AffinePoint): bigint | undefined {
    return this.orPure(
      () => this.hostMultiplyX(k, point),
      () => this.pure.multiplyX(k, point),
    );
  }

  multiplySum(s: bigint, k: bigint, point: AffinePoint): AffinePoint | undefined {
    const left = mod(s, this.curve.n) === 0n ? undefined : this.multiplyGenerator(s);
    const right = mod(k, this.curve.n) === 0n ? undefined : this.multiply(k, point);
    return left === undefined ? right : right === undefined ? left : this.pure.add(left, right);
  }

  /** What the host cannot do (neutral elements, scalars out of its range) it refuses by throwing. */
  private orPure<T>(native: () => T | undefined, pure: () => T | undefined): T | undefined {
    try {
      return native() ?? pure();
    } catch {
      return pure();
    }
  }

  private hostMultiplyGenerator(k: bigint): AffinePoint | undefined {
    return decodePoint(this.curve, this.state(k).getPublicKey());
  }

  private hostMultiplyX(k: bigint, point: AffinePoint): bigint | undefined {
    const secret = this.state(k).computeSecret(encodePoint(this.curve, point));
    return secret.length === this.known.fieldBytes ? toBigInt(secret) : undefined;
  }

  /**
   * k·P of which the host only tells x: y follows from x(k·P), x((k + 1)·P) and P (Brier and Joye, PKC 2002, corollary 2)
   * without a square root and without a doubt about its sign.
   */
  private hostMultiply(k: bigint, point: AffinePoint): AffinePoint | undefined {
    const { p, a, b } = this.curve;
    const x = this.hostMultiplyX(k, point);
    const next = this.hostMultiplyX(k + 1n, point);
    const inverse = modInverse(2n * point.y, p);
    if (x === undefined || next === undefined || inverse === undefined) return undefined;
    const difference = point.x - x;
    const numerator = 2n * b + (a + point.x * x) * (point.x + x) - next * ((difference * difference) % p);
    const result = { x, y: mod(numerator * inverse, p) };
    return isOnCurve(this.curve, result) ? result : undefined;
  }

  private state(k: bigint): NodeEcdhStateLike {
    const state = this.host.createECDH(this.known.opensslName);
    state.setPrivateKey(fromBigInt(mod(k, this.curve.n), this.known.orderBytes));
    return state;
  }
}

function same(left: AffinePoint | undefined, right: AffinePoint | undefined): boolean {
  return left !== undefined && right !== undefined && left.x === right.x && left.y === right.y;
}
