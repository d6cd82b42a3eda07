import type { Portrait, PortraitReply } from "../../shared/index.js";
import type { DisplayImage, ImageDecoder } from "../images/types.js";

/** The portrait of the result that is shown, and no other: decoded once, overwritten when the case is over. */
export class PortraitDesk {
  #shown: { readonly id: string; readonly image: DisplayImage } | undefined;
  #decoding: AbortController | undefined;

  constructor(private readonly decoder: ImageDecoder) {}

  /** @returns undefined when it was dropped meanwhile */
  async decode(id: string, image: Uint8Array | undefined): Promise<Portrait | undefined> {
    this.drop();
    if (image === undefined) return { state: "none" };
    const decoding = new AbortController();
    this.#decoding = decoding;
    try {
      // A copy: the reading's own is overwritten whenever the case ends, also under a decoder's hands.
      const shown = await this.decoder.decode(image.slice(), decoding.signal);
      if (decoding.signal.aborted) {
        shown?.bytes.fill(0);
        return undefined;
      }
      if (shown === undefined) return { state: "undecodable" };
      this.#shown = { id, image: shown };
      return { state: "ready", id, width: shown.width, height: shown.height };
    } catch (error) {
      if (decoding.signal.aborted) return undefined;
      throw error;
    }
  }

  /** A copy: what is handed over may be moved to another process. */
  get(id: string): PortraitReply {
    const shown = this.#shown;
    if (shown === undefined || shown.id !== id) return null;
    return { mime: shown.image.mime, bytes: shown.image.bytes.slice() };
  }

  drop(): void {
    this.#decoding?.abort();
    this.#decoding = undefined;
    this.#shown?.image.bytes.fill(0);
    this.#shown = undefined;
  }
}
