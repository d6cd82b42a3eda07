/** A portrait as the renderer can show it. */
export interface DisplayImage {
  readonly mime: "image/jpeg" | "image/png";
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Makes a card's portrait fit to be shown: a JPEG is checked and passed on, a JPEG 2000 is decoded in a worker thread and
 * comes back as PNG. Sizes are read from the header before anything is decoded; there is a limit on bytes, pixels and
 * time, and a worker that exceeds it is ended and made anew.
 */
export interface ImageDecoder {
  /** undefined: not to be decoded, or over a limit. Never rejects, but with the signal's reason. */
  decode(image: Uint8Array, signal?: AbortSignal): Promise<DisplayImage | undefined>;
  close(): Promise<void>;
}
