import * as v from "valibot";

/** The station's two languages. */
export const LANGUAGES = ["vi", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export const languageSchema = v.picklist(LANGUAGES);

/** A sentence that the station has in both languages. Words that never change are the renderer's own. */
export const textSchema = v.strictObject({ vi: v.string(), en: v.string() });
export type Text = v.InferOutput<typeof textSchema>;
