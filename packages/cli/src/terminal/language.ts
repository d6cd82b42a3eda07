/** Languages of the text that people read. JSON is the same in all. */
export const LANGUAGES = ["en", "vi"] as const;
export type Language = (typeof LANGUAGES)[number];
