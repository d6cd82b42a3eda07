/** How a JPEG 2000 codestream says its samples are laid out (SIZ, ISO/IEC 15444-1 A.5.1). */
export interface Coding {
  readonly width: number;
  readonly height: number;
  /** Left and upper margin of the image on its reference grid. */
  readonly left: number;
  readonly top: number;
  readonly components: readonly {
    readonly bits: number;
    readonly signed: boolean;
    /** Samples lie this far apart on the grid: 1 is full resolution. */
    readonly stepX: number;
    readonly stepY: number;
  }[];
}

const MAX_BOXES = 256;
const JP2 = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20];
const BOX_CODESTREAM = 0x6a703263;

/**
 * The SIZ segment of a JPEG 2000 image, a codestream alone or in a JP2 file. For images whose structure the SDK's
 * identifyImage has found whole; undefined where there is no such segment.
 */
export function readCoding(bytes: Uint8Array): Coding | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = codestreamStart(view);
  if (start === undefined || start + 42 > bytes.length) return undefined;
  if (view.getUint32(start) !== 0xff4fff51) return undefined;
  const count = view.getUint16(start + 40);
  if (start + 42 + 3 * count > bytes.length) return undefined;
  const left = view.getUint32(start + 16);
  const top = view.getUint32(start + 20);
  return {
    width: view.getUint32(start + 8) - left,
    height: view.getUint32(start + 12) - top,
    left,
    top,
    components: Array.from({ length: count }, (_, i) => {
      const at = start + 42 + 3 * i;
      const size = view.getUint8(at);
      return {
        bits: (size & 0x7f) + 1,
        signed: size >= 0x80,
        stepX: view.getUint8(at + 1),
        stepY: view.getUint8(at + 2),
      };
    }),
  };
}

function codestreamStart(view: DataView): number | undefined {
  if (view.byteLength < JP2.length || JP2.some((byte, i) => view.getUint8(i) !== byte)) return 0;
  let at = 0;
  for (let boxes = 0; boxes < MAX_BOXES && at + 16 <= view.byteLength; boxes++) {
    const long = view.getUint32(at) === 1;
    const header = long ? 16 : 8;
    if (view.getUint32(at + 4) === BOX_CODESTREAM) return at + header;
    const length = long ? view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12) : view.getUint32(at);
    if (length < header) return undefined;
    at += length;
  }
  return undefined;
}

/**
 * Whether the codec gives the right picture for this coding. It reads the first component's layout as that of all of
 * them, so what ISO/IEC 19794-5 knows is let through and nothing else: grey or colour, unsigned, of up to 16 bits,
 * colour with its chroma halved or not. Two and four components, signed samples and thinned-out luma come out wrong.
 */
export function isDecodable({ components, left, top }: Coding): boolean {
  const [first, second, third] = components;
  if (first === undefined || first.bits > 16 || first.stepX !== 1 || first.stepY !== 1) return false;
  if (components.some(({ bits, signed }) => signed || bits !== first.bits)) return false;
  if (components.length === 1) return true;
  if (components.length !== 3 || second === undefined || third === undefined) return false;
  if (second.stepX !== third.stepX || second.stepY !== third.stepY) return false;
  const chroma = `${second.stepX}x${second.stepY}`;
  if (chroma === "1x1") return true;
  return (chroma === "2x1" || chroma === "2x2") && left === 0 && top === 0;
}
