/** What the build says of itself; without a build, as in tests of a source, it says nothing. */
declare const CHIPID_KIOSK_VERSION: string | undefined;
declare const CHIPID_KIOSK_BUILT: number | undefined;

/** Version of the program, and when it was made, milliseconds since 1970. */
export const PROGRAM: { readonly version: string; readonly built?: number } = {
  version: typeof CHIPID_KIOSK_VERSION === "string" ? CHIPID_KIOSK_VERSION : "0.0.0",
  ...(typeof CHIPID_KIOSK_BUILT === "number" ? { built: CHIPID_KIOSK_BUILT } : {}),
};
