export type ImageMime = "image/jpeg" | "image/jp2" | "image/j2c";

/**
 * Why an image is not given to a decoder (T75): `unknown` is neither JPEG nor JPEG 2000, or a coding that browsers
 * do not have; `malformed` breaks its format; `truncated` ends early; `too-large` has over 20 megapixels; `bomb`
 * announces far more pixels, tiles, components or scans than its bytes can hold.
 */
export type NotDisplayable = "unknown" | "malformed" | "truncated" | "too-large" | "bomb";

/**
 * What an image is by its own bytes, never by a header's claim. Only structure is read: no pixel is decoded, and
 * metadata (EXIF, comments, profiles) is stepped over.
 */
export type ImageIdentification =
  | {
      readonly displayable: true;
      readonly mime: ImageMime;
      /** Pixels. */
      readonly width: number;
      readonly height: number;
      /** Colour components: 1 grey, 3 colour. */
      readonly components: number;
      /** Bits a component. */
      readonly bitsPerSample: number;
    }
  | {
      readonly displayable: false;
      readonly why: NotDisplayable;
      readonly mime: ImageMime | undefined;
      readonly width: number | undefined;
      readonly height: number | undefined;
    };

/** Size and coding found in an image's header. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bitsPerSample: number;
}

/** What a format's reader gives: a header with a fault, a whole image (no fault), or no header at all. */
export interface ImageReading {
  readonly header: ImageHeader | undefined;
  readonly fault: NotDisplayable | undefined;
}
